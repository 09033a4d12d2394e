import { expect } from 'chai';
import { GatewayBase, type Logger, SubscribeMessage, WebSocketException, WebSocketGateway, WsBody } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { internal, refusalIn, unknownEvent } from '../../support/refusals';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

function refuse(): never {
  throw new Error('a trap');
}

/** An error one of whose properties cannot be read. */
function withGetter(property: string, error: Error = new Error('hidden')): Error {
  return Object.defineProperty(error, property, { get: refuse });
}

/** Whatever is done with it throws. */
function trap(target: object): object {
  return new Proxy(target, new Proxy({}, { get: () => refuse }));
}

const hostile: Readonly<Record<string, () => unknown>> = {
  'a text': () => 'just a text',
  'an empty text': () => '',
  undefined: () => undefined,
  null: () => null,
  'a number': () => 0,
  'a symbol': () => Symbol('thrown'),
  'a BigInt': () => 1n,
  'a function': () => refuse,
  'an object without a prototype': () => Object.create(null) as object,
  'a frozen error': () => Object.freeze(new Error('frozen')),
  'an error whose message is a getter that throws': () => withGetter('message'),
  'an error whose stack is a getter that throws': () => withGetter('stack'),
  'an error whose name is a getter that throws': () => withGetter('name'),
  'an error whose message is a symbol': () => Object.defineProperty(new Error(), 'message', { value: Symbol('m') }),
  'an exception whose code is a getter that throws': () => withGetter('code', new WebSocketException(4000, 'hidden')),
  'an exception whose reason is a getter that throws': () =>
    withGetter('reason', new WebSocketException(4000, 'hidden')),
  'an exception whose disconnect is a getter that throws': () =>
    withGetter('disconnect', new WebSocketException(4000, 'hidden')),
  'a proxy that throws on everything': () => trap({}),
  'a proxy of an error that throws on everything': () => trap(new Error('hidden')),
  'a toString that throws': () => ({ toString: refuse }),
};

@WebSocketGateway({ path: '/hostile' })
class HostileGateway extends GatewayBase {
  @SubscribeMessage('throws')
  throws(@WsBody() name: string): void {
    throw hostile[name]?.();
  }

  @SubscribeMessage('rejects')
  async rejects(@WsBody() name: string): Promise<void> {
    await Promise.resolve();
    throw hostile[name]?.();
  }

  @SubscribeMessage('streams')
  async *streams(@WsBody() name: string): AsyncGenerator<string> {
    yield 'first';
    throw hostile[name]?.();
  }

  @SubscribeMessage('thenable')
  thenable(): unknown {
    return { then: refuse };
  }

  @SubscribeMessage('fine')
  fine(): string {
    return 'fine';
  }
}

const broken: Logger = { debug: refuse, info: refuse, warn: refuse, error: refuse };

describe('a hostile value that a handler throws', () => {
  overBothTransports((run) => {
    for (const event of ['throws', 'rejects', 'streams']) {
      it(`is an internal error for its client and the log when the handler ${event}`, async () => {
        const logger = new RecordingLogger();
        const kit = TestGateway.createTestModule({ gateways: [HostileGateway], options: { logger } });
        await run(kit, async (ctx) => {
          for (const name of Object.keys(hostile)) {
            const answer = await answerTo(ctx, event, name);
            expect(refusalIn(answer), name).to.deep.equal(internal(event));
            const error: unknown = await ctx.waitFor('error');
            expect(answer, name).to.deep.equal([{ error }]);
          }
          expect(logger.at('error')).to.have.length(Object.keys(hostile).length);
          expect(await answerTo(ctx, 'fine')).to.deep.equal(['fine']);
        });
      });
    }

    it('is an internal error with its message, as far as it has one, with exposeErrors', async () => {
      const options = { logger: new RecordingLogger(), exposeErrors: true };
      const kit = TestGateway.createTestModule({ gateways: [HostileGateway], options });
      await run(kit, async (ctx) => {
        const reasons: Record<string, unknown> = {};
        for (const name of Object.keys(hostile)) {
          const [{ error }] = (await answerTo(ctx, 'throws', name)) as [{ error: { code: number; reason: unknown } }];
          expect(error.code, name).to.equal(1011);
          reasons[name] = error.reason;
        }
        expect(reasons).to.include({
          'a text': 'just a text',
          undefined: 'undefined',
          'a frozen error': 'frozen',
          'an error whose stack is a getter that throws': 'hidden',
        });
        expect(reasons['a proxy that throws on everything']).to.equal(
          reasons['an error whose message is a getter that throws'],
        );
      });
    });

    it('is an internal error when the `then` of a result throws it', async () => {
      const kit = TestGateway.createTestModule({
        gateways: [HostileGateway],
        options: { logger: new RecordingLogger() },
      });
      await run(kit, async (ctx) => {
        expect(refusalIn(await answerTo(ctx, 'thenable'))).to.deep.equal(internal('thenable'));
      });
    });

    it('is told to the client also when the logger throws', async () => {
      const complaints: unknown[][] = [];
      const { error: write } = console;
      console.error = (...args: unknown[]) => complaints.push(args);
      try {
        const kit = TestGateway.createTestModule({ gateways: [HostileGateway], options: { logger: broken } });
        await run(kit, async (ctx) => {
          for (const name of Object.keys(hostile)) {
            expect(refusalIn(await answerTo(ctx, 'throws', name)), name).to.deep.equal(internal('throws'));
          }
          expect(refusalIn(await answerTo(ctx, 'nobody'))).to.deep.equal(unknownEvent('nobody'));
        });
      } finally {
        console.error = write;
      }
      expect(complaints.length).to.be.at.least(Object.keys(hostile).length);
      expect(complaints.join('\n')).to.include('the logger threw');
    });
  });

  it('is written to stderr without a logger', async () => {
    const written: unknown[][] = [];
    const { error: write } = console;
    console.error = (...args: unknown[]) => written.push(args);
    try {
      await TestGateway.createTestModule({ gateways: [HostileGateway] }).runWithServer(async (ctx) => {
        await ctx.connect();
        await answerTo(ctx, 'throws', 'a text');
      });
    } finally {
      console.error = write;
    }
    expect(written).to.have.length(1);
    expect(written[0]?.[0]).to.include('HostileGateway.throws');
    expect(written[0]?.[1]).to.equal('just a text');
  });
});
