import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { GatewayBase, type GatewayHost, OnConnected, UseGuards, WebSocketGateway, WsParam } from '../../src';
import { next, TestApplication } from '../support/application';
import { until } from '../support/until';

interface RoomTypes {
  emits: { news(text: string): void; ask(text: string, answer: (text: string) => void): void };
}

@WebSocketGateway({ path: '/live', namespace: '/tenants/:tenant/rooms/:roomId' })
class RoomGateway extends GatewayBase<RoomTypes> {
  static readonly seen: string[] = [];

  @OnConnected()
  connected(@WsParam('roomId') roomId: string): void {
    RoomGateway.seen.push(roomId);
  }
}

@WebSocketGateway({ path: '/live', namespace: '/lobby' })
class LobbyGateway extends GatewayBase {}

@WebSocketGateway({ path: '/live', namespace: /^\/old\/(?<roomId>\d+)$/ })
@UseGuards(() => true)
class OldGateway extends GatewayBase {}

const gateways = [RoomGateway, LobbyGateway, OldGateway];

async function run(body: (host: GatewayHost, application: TestApplication) => Promise<void> | void): Promise<void> {
  await using application = new TestApplication();
  const host = application.attach({ gateways });
  await application.listen();
  await body(host, application);
}

/** The names of the namespaces that there are, but for those that always are. */
function children(host: GatewayHost): readonly string[] {
  return [...host.servers.get('/live')!._nsps.keys()].filter((name) => name !== '/' && name !== '/lobby');
}

describe('one namespace of a pattern', () => {
  for (const [roomId, encoded] of [
    ['7', '7'],
    ['a b/c?', 'a%20b%2Fc%3F'],
    ["!'()*", '%21%27%28%29%2A'],
    ['über', '%C3%BCber'],
    ['%2F', '%252F'],
    ['__proto__', '__proto__'],
    ['..', '..'],
  ] as const) {
    it(`of ${roomId} is that of clients which encode it, and of no others`, () =>
      run(async (host, application) => {
        const [inside, elsewhere] = [
          await application.connect('/live', { namespace: `/tenants/acme/rooms/${encoded}` }),
          await application.connect('/live', { namespace: '/tenants/acme/rooms/8' }),
        ];
        const heard: unknown[] = [];
        elsewhere.on('news', (text) => heard.push(text));
        const news = next(inside, 'news');
        host.of(RoomGateway, { tenant: 'acme', roomId }).emit('news', 'here');
        expect(await news).to.equal('here');
        expect(RoomGateway.seen).to.include(roomId);
        host.of(RoomGateway, { tenant: 'acme', roomId: '8' }).emit('news', 'there');
        await until(() => heard.length > 0, 'the other has its own');
        expect(heard).to.deep.equal(['there']);
      }));
  }

  it('counts, moves and disconnects its clients', () =>
    run(async (host, application) => {
      const namespace = '/tenants/acme/rooms/7';
      const [one, other] = [
        await application.connect('/live', { namespace }),
        await application.connect('/live', { namespace }),
      ];
      const room = host.of(RoomGateway, { tenant: 'acme', roomId: '7' });
      expect(room.name).to.equal(namespace);
      expect([...room.sockets.keys()]).to.have.members([one.id, other.id]);
      expect((await room.fetchSockets()).map(({ id }) => id)).to.have.members([one.id, other.id]);
      room.in(one.id!).socketsJoin('front');
      expect((await room.in('front').fetchSockets()).map(({ id }) => id)).to.deep.equal([one.id]);
      room.socketsLeave('front');
      expect(await room.in('front').fetchSockets()).to.deep.equal([]);
      const gone = next(other, 'disconnect');
      room.except(one.id!).disconnectSockets();
      await gone;
      expect([...room.sockets.keys()]).to.deep.equal([one.id]);
    }));

  it('asks its clients for their answers', () =>
    run(async (host, application) => {
      const client = await application.connect('/live', { namespace: '/tenants/acme/rooms/7' });
      client.on('ask', (text: string, answer: (text: string) => void) => answer(`${text} to you`));
      const room = host.of(RoomGateway, { tenant: 'acme', roomId: '7' });
      expect(await room.timeout(5_000).emitWithAck('ask', 'hello')).to.deep.equal(['hello to you']);
      const answers = new Promise((resolve) => room.timeout(5_000).emit('ask', 'hi', (...all) => resolve(all)));
      expect(await answers).to.deep.equal([null, ['hi to you']]);
    }));

  it('stays usable while clients come and go', () =>
    run(async (host, application) => {
      const room = host.of(RoomGateway, { tenant: 'acme', roomId: '7' });
      for (const text of ['first', 'second']) {
        const client = await application.connect('/live', { namespace: '/tenants/acme/rooms/7' });
        const news = next(client, 'news');
        room.to(client.id!).emit('news', text);
        expect(await news).to.equal(text);
        client.disconnect();
        await until(() => children(host).length === 0, 'it is gone');
      }
    }));

  it('does not stay where nobody is in it', () =>
    run(async (host) => {
      const room = host.of(RoomGateway, { tenant: 'acme', roomId: '7' });
      expect(children(host)).to.deep.equal([]);
      room.emit('news', 'to nobody');
      room.disconnectSockets();
      expect(await room.fetchSockets()).to.deep.equal([]);
      expect(room.sockets.size).to.equal(0);
      await until(() => children(host).length === 0, 'it is gone');
    }));

  it('does not take a client with it that comes meanwhile', () =>
    run(async (host, application) => {
      const room = host.of(RoomGateway, { tenant: 'acme', roomId: '7' });
      const client = application.client('/live', { namespace: '/tenants/acme/rooms/7' });
      const connected = next(client, 'connect');
      client.connect();
      while (!client.connected) await Promise.all([room.fetchSockets(), eventLoopTurn()]);
      await connected;
      const news = next(client, 'news');
      room.emit('news', 'still here');
      expect(await news).to.equal('still here');
    }));

  it('can be awaited, shown and asked for what it is not', () =>
    run(async (host) => {
      const room = await Promise.resolve(host.of(RoomGateway, { tenant: 'acme', roomId: '7' }));
      expect(JSON.stringify({ room })).to.equal('{"room":{}}');
      expect(() => room.use(() => undefined)).to.throw(
        TypeError,
        "host.of(RoomGateway, params): 'use' is not there, as the namespace may go at any time; expected emit, send, write, " +
          'socketsJoin, socketsLeave, disconnectSockets, emitWithAck, fetchSockets, allSockets, to, in, except, compress, ' +
          'timeout, volatile, local',
      );
    }));

  it('does nothing after the host was closed', () =>
    run(async (host) => {
      const room = host.of(RoomGateway, { tenant: 'acme', roomId: '7' });
      await host.close();
      expect(() => room.emit('news', 'late')).to.throw('host.of(RoomGateway, params): it is not attached any more');
      expect(children(host)).to.deep.equal([]);
    }));
});

describe('the parameters of one namespace', () => {
  for (const [what, params, message] of [
    ['none', {}, "the parameter 'tenant' is missing; expected { tenant, roomId }"],
    ['one of two', { tenant: 'acme' }, "the parameter 'roomId' is missing; expected { tenant, roomId }"],
    [
      'one that is unknown',
      { tenant: 'acme', roomId: '7', room: '7' },
      "'room' is no parameter of '/tenants/:tenant/rooms/:roomId'; expected { tenant, roomId }",
    ],
    ['a number', { tenant: 'acme', roomId: 7 }, "its parameter 'roomId' is 7; expected a text that is not empty"],
    ['no text', { tenant: 'acme', roomId: '' }, "its parameter 'roomId' is ''; expected a text that is not empty"],
    [
      'a name of two lines',
      { tenant: 'acme', roomId: '7', 'a\nb': '7' },
      String.raw`'a\nb' is no parameter of '/tenants/:tenant/rooms/:roomId'; expected { tenant, roomId }`,
    ],
    [
      'a prototype',
      JSON.parse('{ "__proto__": "7", "tenant": "acme", "roomId": "7" }') as object,
      "'__proto__' is no parameter of '/tenants/:tenant/rooms/:roomId'; expected { tenant, roomId }",
    ],
    [
      'one that is inherited',
      Object.create({ tenant: 'acme', roomId: '7' }) as object,
      "the parameter 'tenant' is missing; expected { tenant, roomId }",
    ],
    ['null', null, 'its params are null; expected { tenant, roomId }'],
  ] as const) {
    it(`are an error where there is ${what}`, () =>
      run((host) => {
        expect(() => host.of(RoomGateway, params as never)).to.throw(
          TypeError,
          `host.of(RoomGateway, params): ${message}`,
        );
      }));
  }

  it('are an error where there is half a character', () =>
    run((host) => {
      expect(() => host.of(RoomGateway, { tenant: 'acme', roomId: '\ud800' })).to.throw(
        TypeError,
        /: its parameter 'roomId' is '\\ud800'; expected whole characters: it has half of a pair of surrogates$/i,
      );
    }));

  it('are an error where the namespace has none', () =>
    run((host) => {
      expect(() => host.of(LobbyGateway, { roomId: '7' })).to.throw(
        TypeError,
        "host.of(LobbyGateway, params): its namespace '/lobby' has no parameters; expected the gateway alone",
      );
    }));

  it('are an error where another gateway has the namespace', async () => {
    @WebSocketGateway({ path: '/live', namespace: '/:page' })
    class PageGateway extends GatewayBase {}
    await using application = new TestApplication();
    const host = application.attach({ gateways: [PageGateway, LobbyGateway] });
    expect(() => host.of(PageGateway, { page: 'lobby' }).emit('news', 'x')).to.throw(
      "host.of(PageGateway, params): the namespace '/lobby' is of another gateway; expected its name to be free",
    );
  });

  it('are an error where the namespace is a RegExp', () =>
    run((host) => {
      expect(() => host.of(OldGateway, { roomId: '7' })).to.throw(
        TypeError,
        String.raw`host.of(OldGateway, params): its namespace /^\/old\/(?<roomId>\d+)$/ is a RegExp, of which no name is made; expected '/rooms/:roomId'`,
      );
    }));
});

describe('all namespaces of a pattern at once', () => {
  it('are refused what is for one of them, with its name', () =>
    run(async (host) => {
      const all = host.of(RoomGateway);
      const message = (method: string): string =>
        `host.of(RoomGateway).${method}() does not work for all namespaces of /tenants/:tenant/rooms/:roomId at once; ` +
        'expected one of them: host.of(RoomGateway, params)';
      expect(() => all.socketsJoin('x')).to.throw(message('socketsJoin'));
      expect(() => all.in('x').socketsLeave('y')).to.throw(message('socketsLeave'));
      expect(() => all.disconnectSockets()).to.throw(message('disconnectSockets'));
      for (const asked of [all.fetchSockets(), all.in('x').fetchSockets()]) {
        expect(await asked.catch(String)).to.equal(`Error: ${message('fetchSockets')}`);
      }
      const answers = await all.timeout(50).emitWithAck('ask', 'x').catch(String);
      expect(answers).to.equal(`Error: ${message('emitWithAck')}`);
      expect(() => all.serverSideEmit('x')).to.throw(
        'host.of(RoomGateway).serverSideEmit(): expected a namespace with a fixed name, not /tenants/:tenant/rooms/:roomId',
      );
    }));
});
