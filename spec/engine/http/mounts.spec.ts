import { expect } from 'chai';
import { Container } from 'inversify';
import { GatewayBase, GatewayHost, SubscribeMessage, WebSocketGateway } from '../../../src';
import { listenersOf, next, TestApplication } from '../../support/application';
import { transports } from '../../support/transports';

@WebSocketGateway({ path: '/ws' })
class CountingGateway extends GatewayBase {
  #count = 0;

  @SubscribeMessage()
  count(): number {
    this.#count += 1;
    return this.#count;
  }

  @SubscribeMessage()
  tell(): void {
    this.context.server.emit('news');
  }
}

@WebSocketGateway({ path: '/other-ws' })
class OtherGateway {
  @SubscribeMessage()
  other(): string {
    return 'other';
  }
}

for (const transport of transports) {
  describe(`two applications in one process over ${transport}`, () => {
    it('have their own objects of a gateway, their own clients and their own host', async () => {
      await using one = await new TestApplication().listen();
      await using two = await new TestApplication().listen();
      const hosts = [one, two].map((application) => application.attach({ gateways: [CountingGateway] }));
      const [inOne, inTwo] = [
        await one.connect('/ws', { transports: [transport] }),
        await two.connect('/ws', { transports: [transport] }),
      ];
      expect(await inOne.emitWithAck('count')).to.equal(1);
      expect(await inOne.emitWithAck('count')).to.equal(2);
      expect(await inTwo.emitWithAck('count')).to.equal(1);

      const news: string[] = [];
      inOne.on('news', () => news.push('one'));
      inTwo.on('news', () => news.push('two'));
      await inOne.emitWithAck('tell');
      await inOne.emitWithAck('count');
      await inTwo.emitWithAck('count'); // had it been told, it knew by now
      expect(news).to.deep.equal(['one']);

      expect(hosts[0]!.of(CountingGateway)).not.to.equal(hosts[1]!.of(CountingGateway));
      expect(one.container.get(GatewayHost)).not.to.equal(two.container.get(GatewayHost));
      expect(one.app.locals.gateways).to.equal(hosts[0]);
      expect(two.app.locals.gateways).to.equal(hosts[1]);
    });

    it('close independently', async () => {
      await using one = await new TestApplication().listen();
      await using two = await new TestApplication().listen();
      const host = one.attach({ gateways: [CountingGateway] });
      two.attach({ gateways: [CountingGateway] });
      const client = await two.connect('/ws', { transports: [transport] });
      await host.close();
      expect(await client.emitWithAck('count')).to.equal(1);
      expect(two.container.isBound(GatewayHost)).to.be.true;
    });
  });

  describe(`one HTTP server with several paths, over ${transport}`, () => {
    it('answers for each path with its gateways, and for all others with Express', async () => {
      await using application = await new TestApplication().listen();
      application.app.get('/page', (_req, res) => void res.send('page'));
      const host = application.attach({ gateways: [CountingGateway, OtherGateway] });
      expect([...host.servers.keys()]).to.deep.equal(['/ws', '/other-ws']);
      const [one, two] = [
        await application.connect('/ws', { transports: [transport] }),
        await application.connect('/other-ws', { transports: [transport] }),
      ];
      expect(await one.emitWithAck('count')).to.equal(1);
      expect(await two.emitWithAck('other')).to.equal('other');
      expect(await application.get('/page')).to.include({ status: 200, body: 'page' });
    });

    it('serves two hosts that close independently', async () => {
      await using application = await new TestApplication().listen();
      const first = application.attach({ gateways: [CountingGateway] });
      const second = application.attach({ gateways: [OtherGateway] }, new Container());
      const [one, two] = [
        await application.connect('/ws', { transports: [transport] }),
        await application.connect('/other-ws', { transports: [transport] }),
      ];
      expect(await one.emitWithAck('count')).to.equal(1);
      const gone = next(one, 'disconnect');
      await first.close();
      await gone;
      expect(await two.emitWithAck('other')).to.equal('other');
      expect(application.app.locals.gateways).to.equal(second);
      expect((await application.get('/ws/?EIO=4&transport=polling')).status).to.equal(404);
    });
  });
}

describe('one application', () => {
  it('can be attached, closed and attached again, and no listener stays', async () => {
    await using application = await new TestApplication().listen();
    const { app, httpServer, container } = application;
    app.get('/page', (_req, res) => void res.send('page'));
    const listeners = () => ({ server: listenersOf(httpServer), process: listenersOf(process) });
    const before = listeners();
    const attached: unknown[] = [];

    for (let round = 1; round <= 3; round += 1) {
      expect(await application.get('/page'), 'before').to.include({ status: 200, body: 'page' });
      const host = application.attach({ gateways: [CountingGateway, OtherGateway] });
      attached.push(listeners());
      expect(await application.get('/page'), 'while attached').to.include({ status: 200, body: 'page' });
      for (const transport of transports) {
        const client = await application.connect('/ws', { transports: [transport] });
        await client.emitWithAck('count');
      }
      await host.close();
      expect(await application.get('/page'), 'after').to.include({ status: 200, body: 'page' });
      expect(listeners()).to.deep.equal(before);
      expect(container.isBound(GatewayHost)).to.be.false;
    }
    expect(attached[2]).to.deep.equal(attached[0]);
  });

  it('adds one listener for upgrades to its HTTP server, and one each for new and removed listeners, however many paths there are', async () => {
    await using application = new TestApplication();
    const before = listenersOf(application.httpServer);
    application.attach({ gateways: [CountingGateway, OtherGateway] });
    expect(listenersOf(application.httpServer)).to.deep.equal({
      ...before,
      newListener: 1,
      removeListener: 1,
      upgrade: 1,
    });
  });

  it('passes each HTTP request on once, also those of a path that begins with the same letters as a gateway’s', async () => {
    await using application = await new TestApplication().listen();
    const seen: string[] = [];
    application.app.use((req, res) => {
      seen.push(req.url);
      res.send('Express');
    });
    application.attach({ gateways: [CountingGateway, OtherGateway] });
    for (const path of ['/', '/ws', '/wsx', '/wsx/', '/other']) {
      expect(await application.get(path)).to.include({ status: 200, body: 'Express' });
    }
    await application.get('/ws/?EIO=4&transport=polling');
    expect(seen).to.deep.equal(['/', '/ws', '/wsx', '/wsx/', '/other']);
  });

  it('serves socket.io’s own client below the path', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [CountingGateway] });
    const { status, headers, body } = await application.get('/ws/socket.io.min.js');
    expect(status).to.equal(200);
    expect(headers['content-type']).to.match(/javascript/);
    expect(body).to.match(/^\/\*!\s+\* Socket\.IO/);
  });
});
