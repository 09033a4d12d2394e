import { expect } from 'chai';
import { GatewayBase, type GatewayHost, SubscribeMessage, type UserCount, WebSocketGateway, WsBody } from '../../src';
import { TestApplication } from '../support/application';
import { type ClusterKind, clusterKinds } from '../support/cluster-adapters';
import { RecordingLogger } from '../support/recording-logger';
import { until } from '../support/until';

class Hall extends GatewayBase {
  @SubscribeMessage()
  async enter(@WsBody('user') user: unknown, @WsBody('room') room?: string): Promise<void> {
    this.context.user = user;
    if (room !== undefined) await this.context.socket.join(room);
  }
}

@WebSocketGateway({ path: '/live', namespace: '/hall' })
class HallGateway extends Hall {}

@WebSocketGateway({ path: '/live', namespace: '/rooms/:roomId' })
class RoomGateway extends Hall {}

interface Server {
  readonly application: TestApplication;
  readonly host: GatewayHost;
  readonly logger: RecordingLogger;
}

async function run(
  kind: ClusterKind,
  size: number,
  body: (...servers: Server[]) => Promise<void>,
  userKey?: (user: unknown) => string,
): Promise<void> {
  const medium = await kind.open();
  const servers: Server[] = [];
  try {
    for (let count = 0; count < size; count += 1) {
      const application = new TestApplication();
      const logger = new RecordingLogger();
      const join = await medium.join();
      const host = application.attach({
        gateways: [HallGateway, RoomGateway],
        server: (path) => ({ adapter: join(path) }),
        logger,
        ...(userKey && count > 0 && { userKey }),
      });
      servers.push({ application, host, logger });
      await application.listen();
    }
    await body(...servers);
  } finally {
    for (const { application } of servers) await application.close();
    await medium.close();
  }
}

async function come({ application }: Server, user: string, namespace = '/hall', room?: string): Promise<void> {
  const client = await application.connect('/live', { namespace });
  await client.emitWithAck('enter', { user, room });
}

/** Waits until the servers know each other. */
async function expectUsers(count: () => Promise<UserCount>, users: number, clients: number): Promise<void> {
  let last: UserCount | undefined;
  const isRight = async (): Promise<boolean> => {
    last = await count();
    return last.users === users && last.clients === clients;
  };
  await until(isRight, `${users} users with ${clients} clients are counted`).catch((error: unknown) => {
    throw new Error(`${String(error)}; counted were ${JSON.stringify(last)}`);
  });
  expect(last).to.deep.equal({ users, clients, complete: true });
}

for (const kind of clusterKinds) {
  describe(`host.users() on three servers, with ${kind.name}`, () => {
    it('counts a user who is on several of them once, also in a room', () =>
      run(kind, 3, async (one, other, third) => {
        await come(one, 'ada', '/hall', 'lobby');
        await come(other, 'ada', '/hall', 'lobby');
        await come(other, 'bob', '/hall', 'lobby');
        await come(third, 'eve');
        for (const { host } of [one, other, third]) await expectUsers(() => host.users(HallGateway), 3, 4);
        await expectUsers(() => third.host.users(HallGateway, 'lobby'), 2, 3);
      }));

    it('counts one namespace of a pattern from a server where nobody is in it', () =>
      run(kind, 2, async (one, other) => {
        await come(other, 'ada', '/rooms/7');
        await come(other, 'ada', '/rooms/8');
        await expectUsers(() => one.host.users(RoomGateway, { roomId: '7' }), 1, 1);
        await expectUsers(() => one.host.users(RoomGateway), 1, 2);
      }));
  });
}

describe('host.users() where another server cannot count its users', () => {
  const [kind] = clusterKinds as [ClusterKind];
  const noKey = (): string => {
    throw new Error('no idea');
  };

  it('says that it is not complete, and the other one logs why', () =>
    run(
      kind,
      2,
      async (one, other) => {
        await come(one, 'ada');
        await come(other, 'bob');
        await until(async () => !(await one.host.users(HallGateway)).complete, 'it is not complete');
        expect(await one.host.users(HallGateway)).to.deep.equal({ users: 1, clients: 1, complete: false });
        const [entry] = other.logger.at('error');
        expect(entry!.message).to.equal('The users of /hall cannot be counted');
        expect(entry!.details[0]).to.match(/no idea/);
      },
      noKey,
    ));
});
