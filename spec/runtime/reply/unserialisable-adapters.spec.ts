import { expect } from 'chai';
import {
  type AttachOptions,
  GatewayBase,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../../src';
import { TestGateway, type TestContext } from '../../../src/testing';
import { busAdapter, published } from '../../support/bus-adapter';
import { circle, nested, unserialisableValues } from '../../support/hostile-values';
import { RecordingLogger } from '../../support/recording-logger';
import { comeBack, cut, namespaceOf } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

const unserialisable: Readonly<Record<string, () => unknown>> = {
  ...unserialisableValues,
  'a BigInt after something binary': () => [Buffer.from('binary'), 1n],
  'arrays that are nested 5,000 deep': () => nested(5_000),
  'arrays that are nested 200,000 deep': () => nested(200_000),
  'a toJSON that gives a BigInt': () => ({ toJSON: () => 1n }),
};
const names = Object.keys(unserialisable);

/** Whatever a value is made of, it can be sent. */
const fine = {
  date: new Date(0),
  nothing: [null, undefined, Number.NaN],
  twice: [names, names],
  deep: nested(50),
  bare: Object.assign(Object.create(null) as object, { key: 1 }),
};

@WebSocketGateway()
class ShoutGateway extends GatewayBase {
  @OnConnected()
  greet(): WsResponse | undefined {
    const { name } = this.context.environment.auth as { name?: string };
    return name === undefined ? undefined : WsResponse.broadcast('answer', unserialisable[name]?.());
  }

  @OnDisconnected()
  leave(): WsResponse | undefined {
    return this.context.environment.auth.last === true ? WsResponse.broadcast('answer', 1n) : undefined;
  }

  @SubscribeMessage()
  room(@WsBody() name: string): WsResponse {
    return new WsResponse('answer', unserialisable[name]?.(), { to: this.context.sid });
  }

  @SubscribeMessage()
  everyone(@WsBody() name: string): WsResponse {
    return WsResponse.broadcast('answer', unserialisable[name]?.());
  }

  @SubscribeMessage()
  async *streamed(@WsBody() name: string): AsyncGenerator<WsResponse> {
    yield WsResponse.broadcast('answer', unserialisable[name]?.());
  }

  @SubscribeMessage()
  by_hand(@WsBody() name: string): void {
    this.context.namespace.emit('answer', unserialisable[name]?.());
  }

  @SubscribeMessage()
  by_hand_to_others(@WsBody() name: string): void {
    this.context.socket.broadcast.emit('answer', unserialisable[name]?.());
  }

  @SubscribeMessage()
  async by_hand_with_answers(@WsBody() name: string): Promise<void> {
    await this.context.namespace.timeout(1).emitWithAck('answer', unserialisable[name]?.());
  }

  @SubscribeMessage()
  between_servers(@WsBody() name: string): void {
    this.context.namespace.serverSideEmit('answer', unserialisable[name]?.());
  }

  @SubscribeMessage()
  good(): WsResponse {
    return WsResponse.broadcast('good', fine);
  }
}

const events = [
  'room',
  'everyone',
  'streamed',
  'by_hand',
  'by_hand_to_others',
  'by_hand_with_answers',
  'between_servers',
] as const;
const internalError = { code: 1011, reason: 'Something went wrong' };
const servers: Readonly<Record<string, AttachOptions['server']>> = {
  'with an adapter of clusters': { adapter: busAdapter },
  'with an adapter of clusters, and recovery': { adapter: busAdapter, connectionStateRecovery: {} },
};

/** The event that the client gets when what the server has sent to everyone has arrived. */
async function good(ctx: TestContext): Promise<unknown> {
  ctx.sio.emit('good');
  return [await ctx.waitFor('good')].flat()[0];
}

overBothTransports((run) => {
  for (const [title, server] of Object.entries(servers)) {
    const logger = new RecordingLogger();
    const kit = TestGateway.createTestModule({ gateways: [ShoutGateway], options: { logger, server: server! } });

    describe(`what cannot be serialised, ${title}`, () => {
      beforeEach(() => {
        logger.clear();
        published.length = 0;
      });

      for (const event of events) {
        it(`does not reach the adapter, nor end the process: ${event}`, () =>
          run(kit, async (ctx) => {
            await good(ctx);
            published.length = 0;
            for (const name of names) {
              expect(await answerTo(ctx, event, name), name).to.deep.equal([{ error: { ...internalError, event } }]);
            }
            expect(published).to.deep.equal([]);
            expect(logger.at('error')).to.have.length(names.length);
            expect(await good(ctx)).to.deep.equal(JSON.parse(JSON.stringify(fine)));
          }));
      }

      it('does not end the process where the application itself emits it: emit() throws', () =>
        run(kit, async (ctx) => {
          const { host } = ctx;
          for (const name of names) {
            const value = unserialisable[name]!();
            expect(() => host.of(ShoutGateway).emit('answer', value), name).to.throw();
            expect(() => host.of(ShoutGateway).to('room').emit('answer', 'first', value), name).to.throw();
          }
          expect(await good(ctx)).to.deep.include({ date: fine.date.toJSON() });
        }));

      it('does not end the process when a hook of connecting returns it: its client is disconnected', () =>
        run(kit, async (ctx, join) => {
          const client = ctx.newSocketClientContext({ auth: { name: 'a circle' } });
          const gone = new Promise((resolve) => void client.sio.once('disconnect', resolve));
          await client.connect();
          expect(await gone).to.equal('io server disconnect');
          await join();
        }));

      it('does not end the process when a hook of leaving returns it', () =>
        run(kit, async (ctx, join) => {
          const client = await join({ auth: { last: true } });
          await client.disconnect();
          await ctx.idle();
          expect(logger.at('error').map(({ message }) => message)).to.deep.equal([
            "ShoutGateway.leave failed on 'disconnect'",
          ]);
          await good(ctx);
        }));
    });
  }

  it('does not end the process as the data of a socket whose session is to be kept: it is not, and the log says so', () => {
    const logger = new RecordingLogger();
    const server = { adapter: busAdapter, connectionStateRecovery: {} };
    const kit = TestGateway.createTestModule({ gateways: [ShoutGateway], options: { logger, server } });
    return run(kit, async (ctx) => {
      await good(ctx);
      namespaceOf(ctx).sockets.get(ctx.sio.id!)!.data = circle();
      await cut(ctx);
      expect(await comeBack(ctx)).to.equal(false);
      expect(logger.at('error').map(({ message }) => message)).to.deep.equal([
        'The session of a client of / cannot be kept: is its socket.data what can be serialised?',
      ]);
    });
  });
});
