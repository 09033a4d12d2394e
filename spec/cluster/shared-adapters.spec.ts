import { createAdapter } from '@socket.io/redis-adapter';
import { expect } from 'chai';
import { Container } from 'inversify';
import { Server, type ServerOptions } from 'socket.io';
import { type AttachOptions, GatewayBase, GatewayConfigurationError, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { TestRedis } from '../support/redis';

@WebSocketGateway({ path: '/staff' })
class StaffGateway extends GatewayBase {}

@WebSocketGateway({ path: '/staff', namespace: '/more' })
class MoreStaffGateway extends GatewayBase {}

@WebSocketGateway({ path: '/public' })
class PublicGateway extends GatewayBase {}

type Adapter = NonNullable<Partial<ServerOptions>['adapter']>;

interface Adapters {
  /** One with two clients of its own. */
  readonly make: (key?: string) => Promise<Adapter>;
  /** Two with the same two clients. */
  readonly makeTwo: (...keys: readonly [string, string]) => Promise<readonly [Adapter, Adapter]>;
}

async function run(
  body: (adapters: Adapters, application: TestApplication, other: TestApplication) => Promise<void>,
): Promise<void> {
  await using redis = await TestRedis.start();
  const two = async (...keys: readonly [string, string]): Promise<[Adapter, Adapter]> => {
    const [publisher, subscriber] = [await redis.connect(), await redis.connect()];
    const make = (key: string): Adapter => createAdapter(publisher, subscriber, { key }) as Adapter;
    return [make(keys[0]), make(keys[1])];
  };
  {
    await using application = new TestApplication();
    await using other = new TestApplication();
    const make = async (key = 'chat'): Promise<Adapter> => (await two(key, key))[0];
    await body({ make, makeTwo: two }, application, other);
  }
  await redis.settled(); // or what closed servers give up would fail when Redis ends
}

/** What attaching to an application says, in a container of its own. */
function problems(application: TestApplication, options: AttachOptions): readonly string[] {
  try {
    application.attach(options, new Container());
    return [];
  } catch (error) {
    if (error instanceof GatewayConfigurationError) return error.problems;
    throw error;
  }
}

const LEAK = /^PublicGateway: the paths '\/staff' \(StaffGateway\) and '\/public' share the channels of one adapter, /;
const ONE_SERVER =
  "StaffGateway: the path '/staff' has the adapter of another host, and both would be one server, cut off when one " +
  'closes; expected an adapter, and a client that subscribes, for each, or close() the other host';

describe('an adapter of a cluster that another host has', () => {
  it('does not join two paths: not of one HTTP server, nor of two', () =>
    run(async ({ make }, application, other) => {
      const adapter = await make();
      const staff = application.attach({ gateways: [StaffGateway], server: { adapter } });
      for (const each of [application, other]) {
        const [problem = 'none', ...more] = problems(each, { gateways: [PublicGateway], server: () => ({ adapter }) });
        expect(problem).to.match(LEAK);
        expect(more).to.deep.equal([]);
      }
      await staff.close();
      expect(problems(other, { gateways: [PublicGateway], server: { adapter } })).to.deep.equal([]);
    }));

  it('is noticed by its channel, where it is another adapter of the same HTTP server or with the same clients', () =>
    run(async ({ make, makeTwo }, application, other) => {
      const [adapter, sameClients] = await makeTwo('chat', 'chat');
      application.attach({ gateways: [StaffGateway], server: { adapter } });
      const [problem = 'none'] = problems(application, {
        gateways: [PublicGateway],
        server: { adapter: await make() },
      });
      expect(problem).to.match(LEAK);
      const [another = 'none'] = problems(other, { gateways: [PublicGateway], server: { adapter: sameClients } });
      expect(another).to.match(LEAK);
    }));

  it('does not serve one path of two HTTP servers, as both would be counted as one server', () =>
    run(async ({ makeTwo }, application, other) => {
      const [adapter, sameClients] = await makeTwo('chat', 'chat');
      application.attach({ gateways: [StaffGateway], server: { adapter } });
      for (const each of [adapter, sameClients]) {
        expect(problems(other, { gateways: [StaffGateway], server: { adapter: each } })).to.deep.equal([ONE_SERVER]);
      }
    }));

  it('is no problem with channels of its own, nor on two servers of one path with clients of their own', () =>
    run(async ({ make, makeTwo }, application, other) => {
      const [adapter, elsewhere] = await makeTwo('staff', 'public');
      expect(problems(application, { gateways: [StaffGateway], server: { adapter } })).to.deep.equal([]);
      expect(problems(application, { gateways: [PublicGateway], server: { adapter: elsewhere } })).to.deep.equal([]);
      const server = { adapter: await make('staff') };
      expect(problems(other, { gateways: [StaffGateway], server })).to.deep.equal([]);
    }));
});

describe('socket.io servers of the application that gateways join', () => {
  const gateways = [StaffGateway, PublicGateway];

  it('are kept apart by adapters of their own, which is no problem', () =>
    run(async ({ make }, application) => {
      const io = [
        new Server(application.httpServer, { path: '/staff', adapter: await make('staff') }),
        new Server(application.httpServer, { path: '/public', adapter: await make('public') }),
      ];
      expect(problems(application, { gateways, io })).to.deep.equal([]);
      await Promise.all(io.map((server) => server.close()));
    }));

  it('are two paths that one adapter would join, which is an error', () =>
    run(async ({ make }, application) => {
      const adapter = await make();
      const io = [
        new Server(application.httpServer, { path: '/staff', adapter }),
        new Server(application.httpServer, { path: '/public', adapter }),
      ];
      const [problem = 'none'] = problems(application, { gateways, io });
      expect(problem).to.match(LEAK);
      await Promise.all(io.map((server) => server.close()));
    }));

  it('may be joined by two hosts, with the adapter that they have', () =>
    run(async ({ make }, application) => {
      const io = new Server(application.httpServer, { path: '/staff', adapter: await make() });
      for (const gateway of [StaffGateway, MoreStaffGateway]) {
        expect(problems(application, { gateways: [gateway], io })).to.deep.equal([]);
      }
      await io.close();
    }));
});
