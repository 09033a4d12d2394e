import { expect } from 'chai';
import Joi from 'joi';
import {
  GatewayBase,
  type GatewayContext,
  type GatewayOptions,
  OnConnected,
  OnRecovered,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsAuth,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { messageOf } from '../../support/message-of';
import { comeBack, cut, namespaceOf, recordSession } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';

const recovery = { connectionStateRecovery: {} } satisfies GatewayOptions;
const serial = Joi.object({ serial: Joi.string().required() });
const auth = { serial: 'S-1' };

/** What guards at connect have found in `environment.auth`. */
const guarded: unknown[] = [];
const noteAuth = ({ environment, event }: GatewayContext): boolean => {
  if (event === 'connect') guarded.push(environment.auth);
  return true;
};

class DeviceGateway extends GatewayBase {
  /** What hooks have found in `environment.auth`. */
  readonly greeted: unknown[] = [];

  @OnConnected()
  @OnRecovered()
  async greet(): Promise<void> {
    this.greeted.push(this.context.environment.auth);
    await this.context.socket.join('devices');
    this.context.socket.emit('welcome');
  }

  @SubscribeMessage()
  bare(@WsAuth() everything: unknown): unknown {
    return everything;
  }

  @SubscribeMessage()
  strict(@WsAuth(serial) everything: unknown): unknown {
    return everything;
  }

  @SubscribeMessage()
  plain(): unknown {
    return this.context.socket.handshake.auth;
  }
}

@WebSocketGateway({ ...recovery, handshake: { auth: serial } })
@UseGuards(noteAuth)
class StrictGateway extends DeviceGateway {}

@WebSocketGateway(recovery)
class OpenGateway extends DeviceGateway {}

@WebSocketGateway({ ...recovery, namespace: '/devices/:kind', handshake: { auth: serial } })
class PatternGateway extends DeviceGateway {}

overBothTransports((run, transport) => {
  describe('what socket.io’s client adds to auth when it comes back', () => {
    for (const [Gateway, namespace, held] of [
      [StrictGateway, '/', 'handshake schemas and guards'],
      [OpenGateway, '/', 'nothing'],
      [PatternGateway, '/devices/phone', 'handshake schemas of a pattern'],
    ] as const) {
      it(`is not shown to schemas, @WsAuth and hooks, and locks nobody out, past ${held}`, () =>
        run(
          TestGateway.createTestModule({ gateways: [Gateway] }),
          async (ctx) => {
            await ctx.waitFor('welcome');
            guarded.length = 0;
            await cut(ctx);
            expect(await comeBack(ctx)).to.equal(true);
            for (const event of ['bare', 'strict', 'plain'])
              expect(await ctx.request(event), event).to.deep.equal(auth);
            expect(ctx.container.get<DeviceGateway>(Gateway).greeted).to.deep.equal([auth, auth]);
            expect(guarded).to.deep.equal(Gateway === StrictGateway ? [auth] : []);
          },
          { auth, namespace },
        ));
    }

    it('does not lock a client out whose session is lost, or is of another server', () =>
      run(
        TestGateway.createTestModule({ gateways: [StrictGateway] }),
        async (ctx, join) => {
          for (const session of [
            { pid: 'abcdefghijklmnopqrst', offset: 'tsrqponmlkjihgfedcba' },
            { pid: 'abcdefghijklmnopqrst' },
            { pid: '../..', offset: '' },
          ]) {
            const stranger = await join({ auth: { ...auth, ...session } });
            expect(stranger.sio.recovered).to.equal(false);
            expect(await stranger.request('bare')).to.deep.equal(auth);
          }
        },
        { auth },
      ));

    it('does not end the process where it is nothing that a client of socket.io would send', () =>
      run(
        TestGateway.createTestModule({ gateways: [OpenGateway] }),
        async (ctx, join) => {
          for (const odd of [{ toString: 1 }, { valueOf: null, toString: null }, [], null, 7, true]) {
            const stranger = await join({ auth: { pid: odd, offset: odd } });
            expect(await stranger.request('bare')).to.deep.equal({ pid: odd, offset: odd });
          }
          expect(await ctx.request('bare')).to.deep.equal(auth);
        },
        { auth },
      ));

    it('does not end the process where it is that, and its client is refused', () =>
      run(
        TestGateway.createTestModule({ gateways: [StrictGateway] }),
        async (ctx, join) => {
          const refused = join({ auth: { ...auth, pid: { toString: 1 } } }).catch((error: unknown) => error);
          expect(await refused).to.include({ code: 1007 });
          expect(await ctx.request('bare')).to.deep.equal(auth);
        },
        { auth },
      ));

    it('is not given to other servers by fetchSockets, nor to middleware of the application', () => {
      const seen: unknown[] = [];
      return run(
        TestGateway.createTestModule({ gateways: [StrictGateway] }),
        async (ctx) => {
          await ctx.waitFor('welcome');
          await cut(ctx);
          namespaceOf(ctx).use((socket, next) => {
            seen.push(socket.handshake.auth);
            next();
          });
          expect(await comeBack(ctx)).to.equal(true);
          expect(seen).to.deep.equal([auth]);
          const [socket] = await namespaceOf(ctx).fetchSockets();
          expect(socket!.handshake.auth).to.deep.equal(auth);
        },
        { auth },
      );
    });

    it('is still what a session is recovered by', () =>
      run(
        TestGateway.createTestModule({ gateways: [StrictGateway] }),
        async (ctx, join) => {
          const client = ctx.newSocketClientContext({ auth, transports: [transport] });
          const session = recordSession(client);
          await client.connect();
          await client.waitFor('welcome');
          const { id } = client.sio;
          await cut(ctx, client);
          expect((await join({ auth })).sio.id).not.to.equal(id);
          expect((await join({ auth: { ...auth, ...session } })).sio.id).to.equal(id);
        },
        { auth },
      ));
  });

  describe('keys of the application’s own that are called as socket.io’s', () => {
    const own = Joi.object({ pid: Joi.string().required(), offset: Joi.any().required() });

    it('are not taken away where nothing can be recovered', () => {
      @WebSocketGateway({ handshake: { auth: own } })
      class PlayerGateway extends DeviceGateway {}
      const player = { pid: 'abcdefghijklmnopqrst', offset: 'page 7' };
      return run(
        TestGateway.createTestModule({ gateways: [PlayerGateway] }),
        async (ctx) => void expect(await ctx.request('bare')).to.deep.equal(player),
        { auth: player },
      );
    });

    it('are not taken away where they are nothing that socket.io would send', () => {
      @WebSocketGateway({ ...recovery, handshake: { auth: Joi.object({ offset: Joi.number().required() }) } })
      class PagedGateway extends DeviceGateway {}
      return run(
        TestGateway.createTestModule({ gateways: [PagedGateway] }),
        async (ctx) => void expect(await ctx.request('bare')).to.deep.equal({ offset: 50 }),
        { auth: { offset: 50 } },
      );
    });

    it('are not read by @WsAuth where socket.io takes them: attaching says so', async () => {
      @WebSocketGateway(recovery)
      class TakenGateway {
        @SubscribeMessage()
        page(@WsAuth('offset') _offset: unknown): void {}
      }
      const kit = TestGateway.createTestModule({ gateways: [TakenGateway] });
      expect(await messageOf(kit.start())).to.equal(
        "TakenGateway.page, parameter 0: @WsAuth names 'offset', which is socket.io's own where " +
          'connectionStateRecovery is on; expected another name',
      );
    });
  });
});
