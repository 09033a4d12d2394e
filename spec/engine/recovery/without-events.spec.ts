import { mock } from 'node:test';
import { expect } from 'chai';
import { SessionAwareAdapter } from 'socket.io-adapter';
import {
  GatewayBase,
  type GatewayOptions,
  OnConnected,
  OnRecovered,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import { type ConnectOptions, type TestContext, TestGateway } from '../../../src/testing';
import { comeBack, cut, namespaceOf, recordSession } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';

const recovery = { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } } satisfies GatewayOptions;

/** A gateway that says nothing by itself. */
class SilentGateway extends GatewayBase {
  readonly log: string[] = [];

  @OnConnected()
  async connected(): Promise<void> {
    this.log.push('connected');
    await this.context.socket.join('members');
    this.context.socket.data = { seat: 7 };
  }

  @OnRecovered()
  recovered(): void {
    this.log.push('recovered');
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway(recovery)
class OpenGateway extends SilentGateway {}

@WebSocketGateway(recovery)
@UseGuards(() => true)
class GuardedGateway extends SilentGateway {}

@WebSocketGateway({ ...recovery, namespace: '/rooms/:roomId' })
class PatternGateway extends SilentGateway {}

@WebSocketGateway()
class ForgetfulGateway extends SilentGateway {}

/** The event that carries where a client’s session begins. */
const OFFSET = 'gateways:offset';

/** Resolves when a client has got what the server sends it when it connects: an answer comes later. */
async function settled(ctx: TestContext): Promise<void> {
  await ctx.request('hello');
}

overBothTransports((run) => {
  describe('a client that has not received an event yet', () => {
    for (const [Gateway, namespace, what, options] of [
      [OpenGateway, '/', 'in an open namespace', {}],
      [GuardedGateway, '/', 'in a guarded namespace', {}],
      [PatternGateway, '/rooms/7', 'in a namespace of a pattern', {}],
      [OpenGateway, '/', 'with an adapter of its own', { server: { adapter: SessionAwareAdapter } }],
    ] as const) {
      it(`does not lose its session, ${what}`, () =>
        run(
          TestGateway.createTestModule({ gateways: [Gateway], options }),
          async (ctx) => {
            await settled(ctx);
            const { id } = ctx.sio;
            await cut(ctx);
            namespaceOf(ctx).to('members').emit('news', 'missed');
            expect(await comeBack(ctx)).to.equal(true);
            expect(ctx.sio.id).to.equal(id);
            expect(await ctx.waitFor('news')).to.equal('missed');
            const socket = namespaceOf(ctx).sockets.get(id!)!;
            expect([...socket.rooms]).to.have.members([id, 'members']);
            expect(socket.data).to.deep.equal({ seat: 7 });
            expect(ctx.container.get<SilentGateway>(Gateway).log).to.deep.equal(['connected', 'recovered']);
          },
          { namespace },
        ));
    }

    it('does not get what others got before it came', () =>
      run(TestGateway.createTestModule({ gateways: [OpenGateway] }), async (ctx, join) => {
        namespaceOf(ctx).emit('news', 'before');
        const late = await join();
        await late.request('hello');
        await cut(ctx, late);
        namespaceOf(ctx).emit('news', 'after');
        expect(await comeBack(late)).to.equal(true);
        expect(await late.waitFor('news')).to.equal('after');
        expect(late.received('news')).to.deep.equal(['after']);
      }));

    it('does not lose its session a second time', () =>
      run(TestGateway.createTestModule({ gateways: [OpenGateway] }), async (ctx) => {
        await settled(ctx);
        const { id } = ctx.sio;
        for (let time = 0; time < 3; time += 1) {
          await cut(ctx);
          expect(await comeBack(ctx)).to.equal(true);
        }
        expect(ctx.sio.id).to.equal(id);
      }));
  });

  describe('what a client is sent for that', () => {
    /** The names of the events that a client gets, as it connects and says hello. */
    async function eventsOf(Gateway: typeof SilentGateway, options: ConnectOptions): Promise<string[]> {
      const events: string[] = [];
      await TestGateway.createTestModule({ gateways: [Gateway] }).runWithServer(async (ctx) => {
        ctx.sio.on(OFFSET, () => undefined).onAny((event: string) => events.push(event));
        await ctx.connect(options);
        await settled(ctx);
        expect(ctx.received(OFFSET)).to.deep.equal([]);
      });
      return events;
    }

    it('is not more than one event, which the kit for tests does not show', () =>
      run(TestGateway.createTestModule({ gateways: [ForgetfulGateway] }), async (ctx) => {
        expect(await eventsOf(OpenGateway, { transports: ctx.sio.io.opts.transports! })).to.deep.equal([OFFSET]);
      }));

    it('is nothing where no session can be recovered', () =>
      run(TestGateway.createTestModule({ gateways: [ForgetfulGateway] }), async (ctx) => {
        expect(await eventsOf(ForgetfulGateway, { transports: ctx.sio.io.opts.transports! })).to.deep.equal([]);
      }));
  });

  describe('a client that has not received an event for longer than sessions are kept', () => {
    beforeEach(() => mock.timers.enable({ apis: ['Date', 'setInterval'], now: Date.now() }));
    afterEach(() => mock.timers.reset());

    for (const last of ['welcome', undefined]) {
      it(`does not lose its session, its last event being ${last ?? 'none'}`, () =>
        run(TestGateway.createTestModule({ gateways: [OpenGateway] }), async (ctx) => {
          await settled(ctx);
          if (last) namespaceOf(ctx).to('members').emit('news', last);
          if (last) await ctx.waitFor('news');
          for (let minute = 0; minute < 10; minute += 1) {
            mock.timers.tick(60_000);
            namespaceOf(ctx).to('others').emit('news', 'of others');
          }
          const { id } = ctx.sio;
          await cut(ctx);
          namespaceOf(ctx).to('members').emit('news', 'missed');
          expect(await comeBack(ctx)).to.equal(true);
          expect(ctx.sio.id).to.equal(id);
          expect(await ctx.waitFor('news', { where: (news) => news === 'missed' })).to.equal('missed');
          expect(ctx.received('news')).to.deep.equal(last ? [last, 'missed'] : ['missed']);
        }));
    }

    it('does not have its session back after longer than sessions are kept', () =>
      run(TestGateway.createTestModule({ gateways: [OpenGateway] }), async (ctx) => {
        await settled(ctx);
        await cut(ctx);
        mock.timers.tick(60_001);
        expect(await comeBack(ctx)).to.equal(false);
      }));
  });

  describe('an offset of a client’s making', () => {
    it('does not give back a session that its server never began', () =>
      run(TestGateway.createTestModule({ gateways: [OpenGateway] }), async (ctx, join) => {
        const client = ctx.newSocketClientContext({ transports: ctx.sio.io.opts.transports! });
        const session = recordSession(client);
        await client.connect();
        await client.request('hello');
        const { id } = client.sio;
        await cut(ctx, client);
        for (const offset of [
          '',
          '0',
          '-1',
          'zzzzzzzzzzzzzzzz',
          '1e9',
          'NaN',
          session.offset!.slice(1),
          '9'.repeat(400),
        ]) {
          const forger = await join({ auth: { ...session, offset } });
          expect(forger.sio.id, offset).not.to.equal(id);
        }
        expect((await join({ auth: { ...session } })).sio.id).to.equal(id);
      }));
  });
});
