import { expect } from 'chai';
import type { Socket } from 'socket.io-client';
import {
  type AttachOptions,
  GatewayBase,
  type GatewayHost,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { TestApplication } from '../../support/application';

class Hall extends GatewayBase {
  @SubscribeMessage()
  async join(@WsBody() room: string): Promise<string> {
    await this.context.socket.join(room);
    return 'joined';
  }

  @SubscribeMessage()
  become(@WsBody() user: unknown): string {
    this.context.user = user;
    return 'done';
  }
}

@WebSocketGateway({ path: '/live', namespace: '/hall' })
class HallGateway extends Hall {}

@WebSocketGateway({ path: '/live', namespace: '/rooms/:roomId' })
class RoomGateway extends Hall {}

interface Guests {
  readonly host: GatewayHost;
  /** Connects a client whose user is `user`. */
  readonly come: (user?: unknown, namespace?: string) => Promise<Socket>;
}

async function run(body: (guests: Guests) => Promise<void>, options: AttachOptions = {}): Promise<void> {
  await using application = new TestApplication();
  const host = application.attach({ gateways: [HallGateway, RoomGateway], ...options });
  await application.listen();
  await body({
    host,
    come: async (user, namespace = '/hall') => {
      const client = await application.connect('/live', { namespace });
      if (user !== undefined) await client.emitWithAck('become', user);
      return client;
    },
  });
}

function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing failed',
    (error: unknown) => error,
  );
}

describe('host.users()', () => {
  it('counts a user with several clients once, and all clients', () =>
    run(async ({ host, come }) => {
      await come({ id: 'ada' });
      await come({ id: 'ada' });
      await come({ id: 'bob' });
      expect(await host.users(HallGateway)).to.deep.equal({ users: 2, clients: 3, complete: true });
    }));

  it('counts clients without a user, and guests whose user has no id, as clients alone', () =>
    run(async ({ host, come }) => {
      await come();
      await come({ details: undefined });
      await come(null);
      expect(await host.users(HallGateway)).to.deep.equal({ users: 0, clients: 3, complete: true });
    }));

  it('takes the id of a user, of the details of a principal, or the text or number that a user is', () =>
    run(async ({ host, come }) => {
      for (const user of [{ id: 7 }, { id: '7' }, { details: { id: '7' } }, '7', 7]) await come(user);
      await come({ id: 8 });
      expect(await host.users(HallGateway)).to.include({ users: 2, clients: 6 });
    }));

  it('counts those in a room, and none where nobody is in it', () =>
    run(async ({ host, come }) => {
      await come('ada').then((client) => client.emitWithAck('join', 'lobby'));
      await come('ada').then((client) => client.emitWithAck('join', 'lobby'));
      await come('bob');
      expect(await host.users(HallGateway, 'lobby')).to.include({ users: 1, clients: 2 });
      expect(await host.users(HallGateway, 'attic')).to.include({ users: 0, clients: 0 });
    }));

  it('counts one namespace of a pattern, a room in it, and all of them', () =>
    run(async ({ host, come }) => {
      await come('ada', '/rooms/7').then((client) => client.emitWithAck('join', 'front'));
      await come('bob', '/rooms/7');
      await come('ada', '/rooms/a%20b').then((client) => client.emitWithAck('join', 'front'));
      expect(await host.users(RoomGateway, { roomId: '7' })).to.include({ users: 2, clients: 2 });
      expect(await host.users(RoomGateway, { roomId: 'a b' })).to.include({ users: 1, clients: 1 });
      expect(await host.users(RoomGateway, { roomId: '7' }, 'front')).to.include({ users: 1, clients: 1 });
      expect(await host.users(RoomGateway)).to.include({ users: 2, clients: 3 });
      expect(await host.users(RoomGateway, 'front')).to.include({ users: 1, clients: 2 });
      expect(await host.users(RoomGateway, { roomId: 'nobody' })).to.include({ users: 0, clients: 0 });
      expect(await host.users(HallGateway)).to.include({ users: 0, clients: 0 });
    }));

  it('makes no namespace that stays', () =>
    run(async ({ host }) => {
      const namespaces = host.servers.get('/live')!._nsps.size;
      await host.users(RoomGateway, { roomId: '7' });
      expect(host.servers.get('/live')!._nsps.size).to.equal(namespaces);
    }));

  it('forgets a client that has left', () =>
    run(async ({ host, come }) => {
      const leaving = await come('ada');
      await come('bob');
      const left = new Promise((resolve) => host.of(HallGateway).sockets.get(leaving.id!)!.once('disconnect', resolve));
      leaving.disconnect();
      await left;
      expect(await host.users(HallGateway)).to.include({ users: 1, clients: 1 });
    }));

  it('rejects where the gateway is not attached, or the parameters are not those of its pattern', () =>
    run(async ({ host }) => {
      class Other {}
      expect(await failure(host.users(Other))).to.match(/Other is not attached here: attached are HallGateway/);
      expect(await failure(host.users(RoomGateway, {}))).to.match(
        /host.users\(RoomGateway, params\): the parameter 'roomId' is missing; expected { roomId }/,
      );
      await host.close();
      expect(await failure(host.users(HallGateway))).to.match(/HallGateway is not attached any more/);
    }));
});

describe('the option userKey', () => {
  it('says who a user is, and that one is nobody in particular', () =>
    run(
      async ({ host, come }) => {
        await come({ id: 1, mail: 'ada@example.org' });
        await come({ id: 2, mail: 'ada@example.org' });
        await come({ id: 3 });
        expect(await host.users(HallGateway)).to.include({ users: 1, clients: 3 });
      },
      { userKey: (user) => (user as { mail?: string }).mail },
    ));

  it('is not asked where there is no user', () =>
    run(
      async ({ host, come }) => {
        await come();
        await come(null);
        expect(await host.users(HallGateway)).to.include({ users: 0, clients: 2 });
      },
      { userKey: (user) => (user as { id: string }).id },
    ));

  for (const key of [7, '', null, {}]) {
    it(`must not give ${JSON.stringify(key)}`, () =>
      run(
        async ({ host, come }) => {
          await come('ada');
          expect(await failure(host.users(HallGateway))).to.match(
            /^TypeError: userKey, in the options of attachGateways, gave .* for a user; expected a text that is not empty/,
          );
        },
        { userKey: () => key as string },
      ));
  }

  it('must be a function', () => {
    const application = new TestApplication();
    const attach = () => application.attach({ gateways: [HallGateway], userKey: 'id' as never });
    expect(attach).to.throw(/its 'userKey' is 'id'; expected a function of the user/);
  });
});
