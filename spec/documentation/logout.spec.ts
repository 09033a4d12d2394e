import { expect } from 'chai';
import type { RequestHandler } from 'express';
import type { Socket } from 'socket.io-client';
import type { GatewayHost } from '../../src';
import type { Newable } from '../../src/container';
import { next, TestApplication } from '../support/application';
import { clusterKinds } from '../support/cluster-adapters';
import { examplesOf } from './examples';
import { runExample } from './run-example';

const IMPORTS = 'GatewayBase, OnConnected, OnRecovered, OnServerEvent, SubscribeMessage, UseGuards, WebSocketGateway';

/** The part of the page on logins that ends a session in a pattern namespace: the sessions are those of the specs. */
function logout(): {
  RoomGateway: Newable;
  SessionGateway: Newable;
  endSession: (host: GatewayHost, id: string) => void;
} {
  const { code } = examplesOf('docs/logins.md').find((example) => example.code.includes('endSession'))!;
  const around = [
    `import { ${IMPORTS} } from 'inversify-express-gateways';`,
    'const sessionOf = ({ environment }) => environment.request.session;',
    'const isSignedIn = () => true;',
  ];
  return runExample(
    [...around, code].join('\n'),
    console,
    'RoomGateway',
    'SessionGateway',
    'endSession',
  ) as unknown as ReturnType<typeof logout>;
}

const sessions: RequestHandler = (request, _response, done) => {
  Object.assign(request, { session: { id: request.headers['x-session'] } });
  done();
};

/** Two servers of the page, and clients of both. */
class Servers {
  readonly pages = [logout(), logout()];
  readonly applications = this.pages.map(() => new TestApplication());
  readonly hosts: GatewayHost[] = [];

  connect(server: number, id: string): Promise<Socket> {
    return this.applications[server]!.connect('/socket.io', {
      namespace: `/rooms/${server}`,
      extraHeaders: { 'X-Session': id },
    });
  }
}

describe('The page on logins ends a session in a pattern namespace', () => {
  const kind = clusterKinds.find(({ name }) => name === 'redis on ioredis')!;

  it('on both servers, and leaves other sessions alone', async () => {
    const servers = new Servers();
    const medium = await kind.open();
    try {
      for (const [index, application] of servers.applications.entries()) {
        const join = await medium.join();
        const { RoomGateway, SessionGateway } = servers.pages[index]!;
        servers.hosts.push(
          application.attach({
            gateways: [RoomGateway, SessionGateway],
            middleware: [sessions],
            server: (path) => ({ adapter: join(path) }),
          }),
        );
        await application.listen();
      }
      const ended = [await servers.connect(0, 'ada'), await servers.connect(1, 'ada')];
      const others = [await servers.connect(0, 'bob'), await servers.connect(1, 'bob')];
      const reasons = ended.map((client) => next(client, 'disconnect'));
      servers.pages[0]!.endSession(servers.hosts[0]!, 'ada');
      expect(await Promise.all(reasons)).to.deep.equal(['io server disconnect', 'io server disconnect']);
      expect(others.map(({ connected }) => connected)).to.deep.equal([true, true]);
    } finally {
      for (const application of servers.applications) await application.close();
      await medium.close();
    }
  });

  it('as disconnectSockets of all its namespaces throws', async () => {
    const { RoomGateway } = logout();
    await using application = new TestApplication();
    const host = application.attach({ gateways: [RoomGateway] });
    expect(() => host.of(RoomGateway).in('session ada').disconnectSockets()).to.throw(
      /does not work for all namespaces of .* at once/,
    );
  });
});
