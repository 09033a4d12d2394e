import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { expect } from 'chai';
import { Container } from 'inversify';
import { TestApplication } from '../../support/application';
import { transports } from '../../support/transports';
import { HelloGateway } from '../hello';
import { echoOf, graphqlOn, helloFrom, OtherGateway, plainOn } from '../support/neighbours';

type Order = 'before' | 'after';

/** Does both, in that order. */
function inOrder<First, Second>(order: Order, first: () => First, second: () => Second): [First, Second] {
  if (order === 'before') return [first(), second()];
  const later = second();
  return [first(), later];
}

for (const order of ['before', 'after'] as const) {
  describe(`A WebSocket server of another path, made ${order} the gateways are attached`, () => {
    for (const transport of transports) {
      it(`never answers a client of a gateway, over ${transport}`, async () => {
        await using application = await new TestApplication().listen();
        const [graphql] = inOrder(
          order,
          () => graphqlOn(application.httpServer),
          () => application.attach({ gateways: [HelloGateway, OtherGateway] }),
        );
        expect(await helloFrom(application, '/ws', transport)).to.equal('hello');
        expect(await helloFrom(application, '/other-ws', transport)).to.equal('other');
        expect(await echoOf(`${application.url}/graphql`, 'query')).to.equal('graphql: query');
        graphql.close();
      });
    }

    it('never answers a client that goes over from polling to WebSocket', async () => {
      await using application = await new TestApplication().listen();
      const [graphql] = inOrder(
        order,
        () => graphqlOn(application.httpServer),
        () => application.attach({ gateways: [HelloGateway] }),
      );
      const client = application.client('/ws', { transports: ['polling', 'websocket'] });
      const upgraded = new Promise((resolve) => {
        client.io.once('open', () => client.io.engine.once('upgrade', resolve).once('upgradeError', resolve));
      });
      client.connect();
      expect(await upgraded).to.have.property('name', 'websocket');
      graphql.close();
    });

    it('serves as ever once the host is closed, and after that the gateways again', async () => {
      await using application = await new TestApplication().listen();
      const [graphql, host] = inOrder(
        order,
        () => graphqlOn(application.httpServer),
        () => application.attach({ gateways: [HelloGateway] }),
      );
      await host.close();
      expect(await echoOf(`${application.url}/graphql`, 'query')).to.equal('graphql: query');
      application.attach({ gateways: [HelloGateway] });
      expect(await helloFrom(application, '/ws', 'websocket')).to.equal('hello');
      graphql.close();
    });
  });

  describe(`A listener for upgrades, added ${order} the gateways are attached`, () => {
    it('never hears of those to a gateway', async () => {
      const heard: (string | undefined)[] = [];
      const listener = (request: IncomingMessage, socket: Duplex): void => {
        heard.push(request.url);
        socket.destroy();
      };
      await using application = await new TestApplication().listen();
      inOrder(
        order,
        () => application.httpServer.on('upgrade', listener),
        () => application.attach({ gateways: [HelloGateway] }),
      );
      expect(await helloFrom(application, '/ws', 'websocket')).to.equal('hello');
      await application.upgrade('/elsewhere').catch(() => undefined); // it is destroyed
      expect(heard).to.deep.equal(['/elsewhere']);
    });
  });

  for (const transport of transports) {
    describe(`Socket.IO servers of other paths, attached ${order} the gateways, over ${transport}`, () => {
      it('keep their clients, and take none of a gateway’s', async () => {
        await using application = await new TestApplication().listen();
        const { httpServer } = application;
        const [plains, host] = inOrder(
          order,
          () => [plainOn(httpServer, '/one'), plainOn(httpServer, '/two')],
          () => application.attach({ gateways: [HelloGateway] }),
        );
        for (const path of ['/one', '/two']) {
          expect(await helloFrom(application, path, transport)).to.equal(path);
        }
        expect(await helloFrom(application, '/ws', transport)).to.equal('hello');
        await host.close();
        expect(await helloFrom(application, '/one', transport)).to.equal('/one');
        for (const plain of plains) plain.disconnectSockets(true);
      });
    });
  }
}

describe('Hosts of one HTTP server', () => {
  for (const transport of transports) {
    it(`that are closed in any order take nothing from each other, over ${transport}`, async () => {
      await using application = await new TestApplication().listen();
      const first = application.attach({ gateways: [HelloGateway] });
      const plain = plainOn(application.httpServer, '/plain');
      application.attach({ gateways: [OtherGateway] }, new Container());
      await first.close();
      const third = application.attach({ gateways: [HelloGateway] });
      expect(await helloFrom(application, '/other-ws', transport)).to.equal('other');
      expect(await helloFrom(application, '/ws', transport)).to.equal('hello');
      expect(await helloFrom(application, '/plain', transport)).to.equal('/plain');
      await third.close();
      expect(await helloFrom(application, '/other-ws', transport)).to.equal('other');
      plain.disconnectSockets(true);
    });
  }
});
