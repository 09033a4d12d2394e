import { expect } from 'chai';
import Joi from 'joi';
import type { Socket } from 'socket.io-client';
import {
  type AttachOptions,
  Emits,
  GatewayBase,
  RateLimit,
  Returns,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { GatewayError, request, stream } from '../../../src/client';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { all } from './all';

let hasEnded = deferred();

@WebSocketGateway({ path: '/streams' })
class SettingsGateway extends GatewayBase {
  /** Gives what it is sent, and returns the last of it. */
  @SubscribeMessage()
  @Emits('repeat', Joi.number())
  @Returns(Joi.string())
  async *repeat(@WsBody() items: unknown[]): AsyncGenerator<unknown, unknown> {
    yield* items.slice(0, -1);
    return items.at(-1);
  }

  @SubscribeMessage()
  async *failing(): AsyncGenerator<number> {
    yield 1;
    throw new WebSocketException(4002, 'no more');
  }

  @SubscribeMessage()
  async *endless(): AsyncGenerator<number> {
    try {
      for (let item = 0; ; item += 1) {
        yield item;
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      hasEnded.resolve();
    }
  }

  @SubscribeMessage()
  @RateLimit({ points: 1, durationMs: 60_000 })
  async *seldom(): AsyncGenerator<number> {
    yield 1;
  }

  @SubscribeMessage()
  ping(): string {
    return 'pong';
  }
}

for (const transport of transports) {
  describe(`stream() over ${transport}`, () => {
    const served = async (
      options: AttachOptions,
      body: (socket: Socket, errors: unknown[]) => Promise<void>,
    ): Promise<void> => {
      hasEnded = deferred();
      await using application = new TestApplication();
      application.attach({ gateways: [SettingsGateway], logger: new RecordingLogger(), ...options });
      await application.listen();
      const socket = await application.connect('/streams', { transports: [transport] });
      const errors: unknown[] = [];
      socket.on('error', (error) => errors.push(error));
      await body(socket, errors);
    };

    it('gives items, return value and error where acknowledgements have the error first', () =>
      served({ acks: 'errorFirst' }, async (socket) => {
        const target = { socket, acks: 'errorFirst' } as const;
        expect(await all(stream(target, 'repeat', [1, 2, 'end']))).to.deep.equal([1, 2, 'end']);
        const [item, error] = await all(stream(target, 'failing'));
        expect(item).to.equal(1);
        expect(error).to.be.an.instanceOf(GatewayError).with.property('code', 4002);
      }));

    it('stops the generator where acknowledgements have the error first', () =>
      served({ acks: 'errorFirst' }, async (socket, errors) => {
        for await (const _ of stream({ socket, acks: 'errorFirst' }, 'endless')) break;
        await hasEnded.promise;
        expect(await request({ socket, acks: 'errorFirst' }, 'ping')).to.equal('pong');
        expect(errors).to.deep.equal([]);
      }));

    for (const [errorEvent, events] of [
      ['always', 1],
      ['unacknowledged', 0],
    ] as const) {
      it(`is rejected where errorEvent is ${errorEvent}, and so many error events come besides: ${events}`, () =>
        served({ errorEvent }, async (socket, errors) => {
          const [, error] = await all(stream(socket, 'failing'));
          expect(error).to.be.an.instanceOf(GatewayError).with.property('code', 4002);
          expect(await request(socket, 'ping')).to.equal('pong');
          expect(errors).to.have.length(events);
        }));
    }

    it('is refused by a rate limit, with the time to wait', () =>
      served({}, async (socket) => {
        expect(await all(stream(socket, 'seldom'))).to.deep.equal([1, undefined]);
        const [error] = await all(stream(socket, 'seldom'));
        expect(error).to.be.an.instanceOf(GatewayError).with.property('code', 1013);
        expect(error).to.have.nested.property('reason.retryAfterMs').that.is.within(1, 60_000);
      }));

    for (const [what, items, good] of [
      ['an item', [1, 'two', 'end'], [1]],
      ['a return value', [1, 2], [1]],
    ] as const) {
      it(`ends with 1011 at ${what} that is not as declared, where validateOutgoing is throw`, () =>
        served({ validateOutgoing: 'throw' }, async (socket) => {
          const seen = await all(stream(socket, 'repeat', items));
          expect(seen.pop()).to.be.an.instanceOf(GatewayError).with.property('code', 1011);
          expect(seen).to.deep.equal(good);
        }));
    }

    it('gives an item that is not as declared, and the logger is told, where validateOutgoing is log', () => {
      const logger = new RecordingLogger();
      return served({ validateOutgoing: 'log', logger }, async (socket) => {
        expect(await all(stream(socket, 'repeat', [1, 'two', 'end']))).to.deep.equal([1, 'two', 'end']);
        expect(logger.at('warn')).to.have.length(1);
      });
    });
  });
}
