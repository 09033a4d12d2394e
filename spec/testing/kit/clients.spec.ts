import { expect } from 'chai';
import { GatewayBase, OnConnected, OnDisconnected, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { deferred } from '../../support/deferred';
import { transports } from '../../support/transports';

const left: string[] = [];

@WebSocketGateway({ path: '/first', namespace: 'lobby' })
class FirstGateway extends GatewayBase {
  @OnConnected()
  greet(): void {
    this.context.socket.emit('greeting', 'hello');
  }

  @SubscribeMessage('who am I?')
  whoAmI() {
    const { environment, namespace, socket, server } = this.context;
    const { auth, headers, query } = environment;
    return {
      auth,
      custom: headers['x-custom'],
      room: query.room,
      path: server.path(),
      namespace: namespace.name,
      transport: socket.conn.transport.name,
    };
  }

  @OnDisconnected()
  left(): void {
    left.push(this.context.sid);
  }
}

@WebSocketGateway({ path: '/second' })
class SecondGateway extends GatewayBase {
  @SubscribeMessage('who am I?')
  whoAmI(): object {
    return { path: this.context.server.path(), namespace: this.context.namespace.name };
  }
}

@WebSocketGateway({ path: '/rooms', namespace: '/rooms/:room' })
class RoomGateway extends GatewayBase {
  @SubscribeMessage('where?')
  where(): unknown {
    return this.context.environment.params;
  }
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'it did not fail',
    (error: unknown) => error,
  );

describe('ctx.sio', () => {
  const kit = TestGateway.createTestModule({ gateways: [FirstGateway] });

  it('exists before it connects, so that listeners can be added first', () =>
    kit.runWithServer(async (ctx) => {
      expect(ctx.sio.connected).to.be.false;
      const greeting = new Promise((resolve) => ctx.sio.on('greeting', resolve));
      await ctx.connect();
      expect(await greeting).to.equal('hello');
    }));

  it('is a client of the first gateway, in its namespace', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(ctx.sio.connected).to.be.true;
      expect(await ctx.request('who am I?')).to.include({ path: '/first', namespace: '/lobby' });
    }));
});

describe('ctx.connect', () => {
  const kit = TestGateway.createTestModule({ gateways: [FirstGateway, SecondGateway, RoomGateway] });

  for (const transport of transports) {
    it(`sends the given headers, query and auth over ${transport}`, () =>
      kit.runWithServer(async (ctx) => {
        await ctx.connect({
          auth: { token: 'secret' },
          extraHeaders: { 'X-Custom': 'a header' },
          query: { room: '5' },
          transports: [transport],
        });
        expect(await ctx.request('who am I?')).to.deep.equal({
          auth: { token: 'secret' },
          custom: 'a header',
          room: '5',
          path: '/first',
          namespace: '/lobby',
          transport,
        });
      }));
  }

  it('connects to another path and namespace', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect({ path: '/second', namespace: '/' });
      expect(await ctx.request('who am I?')).to.deep.equal({ path: '/second', namespace: '/' });
    }));

  it('takes a namespace with and without its slash', () =>
    kit.runWithServer(async (ctx) => {
      const other = ctx.newSocketClientContext();
      await ctx.connect({ path: '/rooms', namespace: '/rooms/5' });
      await other.connect({ path: '/rooms', namespace: 'rooms/5' });
      expect(await ctx.request('where?')).to.deep.equal({ room: '5' });
      expect(await other.request('where?')).to.deep.equal({ room: '5' });
    }));

  it('resolves when the server has connected the client', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(ctx.host.of(FirstGateway).sockets.has(ctx.sio.id!)).to.be.true;
    }));

  it('connects again after a disconnect', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const first = ctx.sio.id;
      await ctx.disconnect();
      await ctx.connect();
      expect(ctx.sio.id).to.be.a('string').and.not.equal(first);
    }));

  it('resolves at once for a connected client', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const { id } = ctx.sio;
      await ctx.connect();
      expect(ctx.sio.id).to.equal(id);
    }));

  it('refuses other options for a connected client', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const error = await failure(ctx.connect({ namespace: 'elsewhere', query: {} }));
      expect(error).to.have.property(
        'message',
        'client 1 is connected, disconnect() it before it connects with namespace, query',
      );
      await ctx.expectNone('error');
    }));
});

describe('ctx.newSocketClientContext', () => {
  const kit = TestGateway.createTestModule({ gateways: [FirstGateway, SecondGateway] });

  it('gives more clients, each with its own received events', () =>
    kit.runWithServer(async (ctx) => {
      const [second, third] = [ctx.newSocketClientContext(), ctx.newSocketClientContext()];
      await Promise.all([ctx.connect(), second.connect(), third.connect()]);
      const clients = [ctx, second, third];
      expect(new Set(clients.map(({ sio }) => sio.id)).size).to.equal(3);
      for (const client of clients) expect(await client.waitFor('greeting')).to.equal('hello');
      ctx.host.of(FirstGateway).to(third.sio.id!).emit('news', 'for the third');
      expect(await third.waitFor('news')).to.equal('for the third');
      await ctx.expectNone('news');
      await second.expectNone('news');
    }));

  it('takes the options of connect', () =>
    kit.runWithServer(async (ctx) => {
      const other = ctx.newSocketClientContext({ path: '/second', namespace: '/', auth: { token: 'a' } });
      await other.connect();
      expect(await other.request('who am I?')).to.deep.equal({ path: '/second', namespace: '/' });
    }));

  it('gives clients that are disconnected at the end of the test', async () => {
    const ctx = await kit.start();
    const other = ctx.newSocketClientContext();
    await other.connect();
    await ctx.close();
    expect(other.sio.connected).to.be.false;
    expect(ctx.leaks).to.deep.equal([]);
  });
});

describe('ctx.disconnect', () => {
  const kit = TestGateway.createTestModule({ gateways: [FirstGateway] });

  for (const transport of transports) {
    it(`resolves when the server has noticed, over ${transport}`, () =>
      kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        const { id } = ctx.sio;
        await ctx.disconnect();
        expect(left).to.include(id);
        expect(ctx.host.of(FirstGateway).sockets.size).to.equal(0);
      }));
  }

  it('resolves at once for a client that is not connected', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.disconnect();
      await ctx.connect();
      await ctx.disconnect();
      await ctx.disconnect();
      expect(ctx.sio.connected).to.be.false;
    }));
});

describe('ctx.idle', () => {
  const started = deferred();
  const release = deferred();

  @WebSocketGateway({ path: '/busy' })
  class BusyGateway {
    @SubscribeMessage('work')
    async work(): Promise<string> {
      started.resolve();
      await release.promise;
      return 'done';
    }

    @SubscribeMessage('hello')
    hello(): string {
      return 'hello';
    }
  }

  it('resolves when no handler is running', () =>
    TestGateway.createTestModule({ gateways: [BusyGateway] }).runWithServer(async (ctx) => {
      await ctx.idle();
      await ctx.connect();
      let isReleased = false;
      const answered = ctx.request('work');
      await started.promise;
      const idle = ctx.idle().then(() => expect(isReleased).to.be.true);
      expect(await ctx.request('hello')).to.equal('hello');
      isReleased = true;
      release.resolve();
      await idle;
      expect(await answered).to.equal('done');
    }));
});
