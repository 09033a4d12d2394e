import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Socket as NetSocket } from 'node:net';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { deferred } from '../../support/deferred';
import { GatewayBase, OnDisconnected, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { transports } from '../../support/transports';
import { HelloGateway } from '../hello';
import { helloFrom } from '../support/neighbours';

/** Opens a session by hand, connects it to `/` and leaves it between two polls. */
async function silentClient(application: TestApplication, path: string): Promise<void> {
  const { body } = await application.get(`${path}/?EIO=4&transport=polling`);
  const { sid } = JSON.parse(body.slice(1)) as { sid: string };
  const url = `${application.url}${path}/?EIO=4&transport=polling&sid=${sid}`;
  await fetch(url, { method: 'POST', body: '40' });
  await (await fetch(url)).text();
}

describe('The socket.io server of a path', () => {
  it('does not hide the HTTP server', async () => {
    await using application = new TestApplication();
    const { httpServer } = application.attach({ gateways: [HelloGateway] }).servers.get('/ws')!;
    expect(httpServer.listening).to.be.false;
    await application.listen();
    expect(httpServer.listening).to.be.true;
    expect(httpServer.address()).to.deep.equal(application.httpServer.address());
    expect(httpServer).to.equal(application.httpServer);
  });

  it('does not close the HTTP server with its host, which is the application’s', async () => {
    await using application = await new TestApplication().listen();
    application.app.get('/page', (_req, res) => void res.send('page'));
    const host = application.attach({ gateways: [HelloGateway] });
    const { httpServer } = host.servers.get('/ws')!;
    await host.close();
    expect(httpServer.listening).to.be.true;
    expect((await application.get('/page')).body).to.equal('page');
  });

  for (const transport of transports) {
    it(`does not lose connections that someone else accepts, as a sticky load balancer does, over ${transport}`, async () => {
      await using application = new TestApplication();
      const { httpServer } = application.attach({ gateways: [HelloGateway] }).servers.get('/ws')!;
      const sockets = new Set<NetSocket>();
      const balancer = createTcpServer({ pauseOnConnect: true }, (socket) => {
        sockets.add(socket);
        httpServer.emit('connection', socket);
        socket.resume();
      });
      await new Promise<void>((resolve) => {
        balancer.listen(0, '127.0.0.1', resolve);
      });
      const { port } = balancer.address() as AddressInfo; // it listens on TCP
      const client = io(`http://127.0.0.1:${port}`, { path: '/ws', transports: [transport], forceNew: true });
      expect(await client.timeout(2_000).emitWithAck('hello')).to.equal('hello');
      client.disconnect();
      balancer.close();
      for (const socket of sockets) socket.destroy();
    });
  }
});

describe('Closing the HTTP server without closing the host', () => {
  it('leaves no polling client behind', async () => {
    const [left, idle] = [deferred<string | undefined>(), deferred()];
    @WebSocketGateway({ path: '/ws' })
    class LeavingGateway extends GatewayBase {
      @OnDisconnected()
      disconnected(): void {
        left.resolve(this.context.reason);
      }
    }
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [LeavingGateway] });
    await silentClient(application, '/ws');
    application.httpServer.close(() => idle.resolve());
    application.httpServer.closeAllConnections();
    await idle.promise;
    expect(await left.promise).to.equal('forced close');
    expect(host.servers.get('/ws')!.engine.clientsCount).to.equal(0);
  });

  for (const transport of transports) {
    it(`does not keep it from listening and serving again, over ${transport}`, async () => {
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [HelloGateway] });
      expect(await helloFrom(application, '/ws', transport)).to.equal('hello');
      const closed = once(application.httpServer, 'close');
      application.httpServer.close();
      application.httpServer.closeAllConnections();
      await closed;
      await application.listen();
      expect(await helloFrom(application, '/ws', transport)).to.equal('hello');
    });

    it(`does not keep the host from closing afterwards, over ${transport}`, async () => {
      let closed = 0;
      @WebSocketGateway({ path: '/ws' })
      class ClosingGateway {
        @SubscribeMessage()
        hello(): string {
          return 'hello';
        }

        @OnDisconnected()
        disconnected(): void {
          closed += 1;
        }
      }
      await using application = await new TestApplication().listen();
      const host = application.attach({ gateways: [ClosingGateway] });
      const client = await application.connect('/ws', { transports: [transport] });
      const gone = once(application.httpServer, 'close');
      application.httpServer.close();
      client.disconnect();
      application.httpServer.closeAllConnections();
      await gone;
      await host.close();
      expect(closed).to.equal(1);
    });
  }

  it('does not end clients that someone attached to another server', async () => {
    await using one = await new TestApplication().listen();
    await using two = await new TestApplication().listen();
    one.attach({ gateways: [HelloGateway] });
    two.attach({ gateways: [HelloGateway] });
    const client = await two.connect('/ws', { transports: ['polling'] });
    await new Promise((resolve) => one.httpServer.close(resolve).closeAllConnections());
    expect(await client.emitWithAck('hello')).to.equal('hello');
  });
});
