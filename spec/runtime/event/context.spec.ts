import { expect } from 'chai';
import { inject, injectable } from 'inversify';
import {
  currentContext,
  GatewayBase,
  type GatewayContext,
  OnUnknownEvent,
  SubscribeMessage,
  WebSocketGateway,
  WsContext,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';

/** Lets everything else have its turn: promises, timers and the event loop. */
async function severalAwaits(): Promise<void> {
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => process.nextTick(resolve));
}

@injectable()
class Audit {
  /** A service that nobody hands a context to. */
  async who(): Promise<string> {
    await severalAwaits();
    return currentContext().sid;
  }
}

@WebSocketGateway({ path: '/context', namespace: '/events' })
class ContextGateway extends GatewayBase {
  readonly #secret = 'private';
  readonly seen: unknown[] = [];

  constructor(@inject(Audit) private readonly audit: Audit) {
    super();
  }

  @SubscribeMessage()
  async method(): Promise<unknown[]> {
    const before = this.context.sid;
    await severalAwaits();
    return [this.#secret, before, this.context.sid];
  }

  @SubscribeMessage()
  field = async (): Promise<unknown[]> => {
    const before = this.context.sid;
    await severalAwaits();
    return [this.#secret, before, this.context.sid];
  };

  @SubscribeMessage()
  async service(): Promise<string> {
    return this.audit.who();
  }

  @SubscribeMessage()
  async *stream(): AsyncGenerator<string> {
    yield this.context.sid;
    await severalAwaits();
    yield this.context.sid;
  }

  @SubscribeMessage('describe')
  describeEvent(...args: unknown[]): unknown {
    const { context } = this;
    return {
      args,
      event: context.event,
      message: context.message,
      contextArgs: context.args,
      handler: context.handler,
      gateway: context.gateway.name,
      reason: context.reason ?? 'none',
      namespace: context.namespace.name,
      isSocket: context.socket.id === context.sid,
      isServer: context.server.of('/events') === context.namespace,
    };
  }

  @SubscribeMessage()
  same(@WsContext() context: GatewayContext): unknown[] {
    return [context === this.context, context === currentContext()];
  }

  @SubscribeMessage()
  signIn(): void {
    this.context.user = { name: 'ada' };
  }

  @SubscribeMessage()
  user(): unknown {
    return this.context.user ?? null;
  }

  @OnUnknownEvent()
  unknown(): string {
    return this.context.event;
  }
}

overBothTransports((run) => {
  describe('this.context', () => {
    const kit = TestGateway.createTestModule({
      gateways: [ContextGateway],
      bind: (container) => container.bind(Audit).toSelf().inSingletonScope(),
    });

    it('is that of the event, also after an await, in classes with #private fields', () =>
      run(kit, async (ctx) => {
        expect(await ctx.request('method')).to.deep.equal(['private', ctx.sio.id, ctx.sio.id]);
      }));

    it('is that of the event in fields that hold arrow functions', () =>
      run(kit, async (ctx) => {
        expect(await ctx.request('field')).to.deep.equal(['private', ctx.sio.id, ctx.sio.id]);
      }));

    it('is that of the event in every step of a generator', () =>
      run(kit, async (ctx) => {
        ctx.sio.emit('stream');
        expect(await ctx.waitFor('stream', { count: 2 })).to.deep.equal([ctx.sio.id, ctx.sio.id]);
      }));

    it('names the event, its arguments as they were sent, and its handler', () =>
      run(kit, async (ctx) => {
        expect(await ctx.request('describe', { a: 1 }, [2])).to.deep.include({
          event: 'describe',
          message: { a: 1 },
          contextArgs: [{ a: 1 }, [2]],
          handler: 'describeEvent',
          gateway: 'ContextGateway',
          reason: 'none',
        });
      }));

    it('has the client’s socket and namespace, and the server of the path', () =>
      run(kit, async (ctx) => {
        expect(await ctx.request('describe')).to.deep.include({
          namespace: '/events',
          isSocket: true,
          isServer: true,
        });
      }));

    it('is the context that @WsContext() gives', () =>
      run(kit, async (ctx) => {
        expect(await ctx.request('same')).to.deep.equal([true, true]);
      }));

    it('names the event that @OnUnknownEvent handles', () =>
      run(kit, async (ctx) => {
        expect(await ctx.request('something-else')).to.equal('something-else');
      }));

    it('keeps its user for the later events of that client, and of no other', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        await ctx.request('signIn');
        expect(await ctx.request('user')).to.deep.equal({ name: 'ada' });
        expect(await other.request('user')).to.be.null;
      }));
  });

  describe('currentContext()', () => {
    const kit = TestGateway.createTestModule({
      gateways: [ContextGateway],
      bind: (container) => container.bind(Audit).toSelf().inSingletonScope(),
    });

    it('is that of the event in a service that a handler calls', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        const answers = await Promise.all([ctx.request('service'), other.request('service'), ctx.request('service')]);
        expect(answers).to.deep.equal([ctx.sio.id, other.sio.id, ctx.sio.id]);
      }));
  });
});
