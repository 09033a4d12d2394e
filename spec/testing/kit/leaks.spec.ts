import { once } from 'node:events';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { GatewayBase, OnGatewayClose, OnGatewayInit, SubscribeMessage, WebSocketGateway } from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { withUsualPatience } from '../../support/patience';

@WebSocketGateway({ path: '/leaky' })
class LeakyGateway extends GatewayBase {
  @SubscribeMessage('start a timer')
  startTimer(milliseconds: number): void {
    setTimeout(() => undefined, milliseconds);
  }

  @SubscribeMessage('start an interval')
  async startInterval(): Promise<void> {
    await Promise.resolve();
    setInterval(() => undefined, 1_000);
  }

  @SubscribeMessage('start harmless timers')
  startHarmless(): void {
    setTimeout(() => undefined, 60_000).unref();
    clearTimeout(setTimeout(() => undefined, 60_000));
    clearInterval(setInterval(() => undefined, 60_000));
  }

  @SubscribeMessage('hang')
  hang(): Promise<never> {
    return new Promise(() => undefined);
  }

  @SubscribeMessage('leave a room')
  leaveRoom(room: string): void {
    void this.context.namespace.adapter.addAll('nobody', new Set([room]));
  }

  @SubscribeMessage('join')
  join(room: string): void {
    void this.context.socket.join(room);
  }
}

@WebSocketGateway({ path: '/ticking' })
class TickingGateway {
  protected ticker: NodeJS.Timeout | undefined;

  @OnGatewayInit()
  start(): void {
    this.ticker = setInterval(() => undefined, 1_000);
  }
}

@WebSocketGateway({ path: '/tidy' })
class TidyGateway extends TickingGateway {
  @OnGatewayClose()
  stop(): void {
    clearInterval(this.ticker);
  }
}

const kit = TestGateway.createTestModule({ gateways: [LeakyGateway] });

/** What a person reads when a test has done this, and what `leaks` says. */
async function leftBy(body: (ctx: TestContext) => Promise<unknown>, of = kit) {
  const ctx = await of.start();
  await body(ctx);
  const error: unknown = await ctx.close().catch((reason: unknown) => reason);
  return { message: error instanceof Error ? error.message : '', leaks: ctx.leaks };
}

const message = (...leaks: readonly string[]): string =>
  `The test left something behind at the server:\n${leaks.map((leak) => `  - ${leak}`).join('\n')}`;

describe('a test that leaves behind', () => {
  it('nothing running passes', async () => {
    const { message, leaks } = await leftBy(async (ctx) => {
      await ctx.connect();
      ctx.sio.emit('join', 'a room');
      ctx.sio.emit('start harmless timers');
      await ctx.newSocketClientContext().connect({ transports: ['polling'] });
    });
    expect(message).to.equal('');
    expect(leaks).to.deep.equal([]);
  });

  it('a client that is being disconnected passes, from either side', async () => {
    const left = await leftBy(async (ctx) => {
      const raw = io(ctx.baseUrl, { path: '/leaky', reconnection: false, forceNew: true });
      await Promise.all([ctx.connect(), once(raw as never, 'connect')]);
      raw.disconnect();
      ctx.sio.disconnect();
    });
    expect(left).to.deep.equal({ message: '', leaks: [] });
  });

  it('a client that is connecting passes', async () => {
    const left = await leftBy(async (ctx) => {
      void ctx.connect().catch(() => undefined);
      await new Promise((resolve) => ctx.host.servers.get('/leaky')!.on('connection', resolve));
    });
    expect(left).to.deep.equal({ message: '', leaks: [] });
  });

  it('a timer fails with the place where it was started', async () => {
    const { message, leaks } = await leftBy(async (ctx) => {
      await ctx.connect();
      ctx.sio.emit('start a timer', 60_000);
      await ctx.expectNone('error');
    });
    expect(leaks).to.have.length(1);
    expect(leaks[0]).to.match(/^a timer that was started at .*startTimer .*leaks\.spec\.ts:\d+:\d+\)$/);
    expect(message).to.include(leaks[0]);
  });

  it('an interval fails with the place where it was started, also after an await', async () => {
    const { leaks } = await leftBy(async (ctx) => {
      await ctx.connect();
      ctx.sio.emit('start an interval');
      await ctx.expectNone('error');
    });
    expect(leaks).to.have.length(1);
    expect(leaks[0]).to.match(/^a timer that was started at .*leaks\.spec\.ts:\d+:\d+\)?$/);
  });

  it('an interval of @OnGatewayInit fails', async () => {
    const ticking = TestGateway.createTestModule({ gateways: [TickingGateway] });
    const { leaks } = await leftBy(async () => undefined, ticking);
    expect(leaks).to.have.length(1);
    expect(leaks[0]).to.match(/^a timer that was started at .*start .*leaks\.spec\.ts/);
  });

  it('no interval, as @OnGatewayClose has cleared it, passes', async () => {
    const tidy = TestGateway.createTestModule({ gateways: [TidyGateway] });
    expect(await leftBy(async () => undefined, tidy)).to.deep.equal({ message: '', leaks: [] });
  });

  it('a timer does not make a simultaneous test fail', async () => {
    await using innocent = await kit.start();
    const { leaks } = await leftBy(async (ctx) => {
      await Promise.all([ctx.connect(), innocent.connect()]);
      ctx.sio.emit('start a timer', 60_000);
      await ctx.expectNone('error');
    });
    expect(leaks).to.have.length(1);
    await innocent.close();
    expect(innocent.leaks).to.deep.equal([]);
  });

  it('a timer of the test itself passes', async () => {
    const timer = setTimeout(() => undefined, 60_000);
    const { leaks } = await leftBy((ctx) => ctx.connect());
    clearTimeout(timer);
    expect(leaks).to.deep.equal([]);
  });

  describe('for longer than it is waited for:', () => {
    withUsualPatience();

    it('a client fails with its id and namespace', async () => {
      let id = '';
      const left = await leftBy(async ({ baseUrl }) => {
        const client = io(baseUrl, { path: '/leaky', reconnection: false, forceNew: true });
        await once(client as never, 'connect');
        id = client.id!;
      });
      const leak = `the socket ${id} at /leaky, namespace /: a client that nobody disconnected`;
      expect(left).to.deep.equal({ message: message(leak), leaks: [leak] });
    });

    it('a room fails with its name', async () => {
      const left = await leftBy(async (ctx) => {
        await ctx.connect();
        ctx.sio.emit('leave a room', 'lobby');
        await ctx.expectNone('error');
      });
      const leak = "the room 'lobby' at /leaky, namespace /";
      expect(left).to.deep.equal({ message: message(leak), leaks: [leak] });
    });

    it('a running handler fails after a second', async () => {
      const left = await leftBy(async (ctx) => {
        await ctx.connect();
        ctx.sio.emit('hang');
        ctx.sio.emit('leave a room', 'lobby');
        await ctx.sio.timeout(2_000).emitWithAck('join', 'a room'); // the server has seen both
      });
      const leaks = [
        'a handler or hook that has not finished within 1000 ms',
        "the room 'lobby' at /leaky, namespace /",
      ];
      expect(left).to.deep.equal({ message: message(...leaks), leaks });
    });

    it('a timer fails also with runWithServer', async () => {
      const failed = kit.runWithServer(async (ctx) => {
        await ctx.connect();
        ctx.sio.emit('leave a room', 'lobby');
        await ctx.expectNone('error');
      });
      const error = await failed.catch((reason: unknown) => reason);
      expect(error).to.have.property('message', message("the room 'lobby' at /leaky, namespace /"));
    });

    it('a timer and fails by itself shows its own error', async () => {
      const failed = kit.runWithServer(async (ctx) => {
        await ctx.connect();
        ctx.sio.emit('leave a room', 'lobby');
        await ctx.expectNone('error');
        throw new Error('expected 1 to equal 2');
      });
      expect(await failed.catch((reason: unknown) => reason)).to.have.property('message', 'expected 1 to equal 2');
    });

    it('a timer closes its server all the same', async () => {
      const ctx = await kit.start();
      const { baseUrl } = ctx;
      const client = io(baseUrl, { path: '/leaky', reconnection: false, forceNew: true });
      await once(client as never, 'connect');
      const disconnected = new Promise((resolve) => client.once('disconnect', resolve));
      expect(await ctx.close().catch((reason: unknown) => reason)).to.be.an('error');
      await disconnected;
      const refused = await fetch(baseUrl).catch((reason: unknown) => reason);
      expect(refused).to.be.an('error');
    });
  });
});
