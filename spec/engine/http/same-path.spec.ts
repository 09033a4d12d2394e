import { expect } from 'chai';
import { Server } from 'socket.io';
import { GatewayConfigurationError, SubscribeMessage, WebSocketGateway } from '../../../src';
import { listenersOf, TestApplication } from '../../support/application';
import { transports } from '../../support/transports';
import { HelloGateway } from '../hello';
import { graphqlOn, helloFrom, plainOn } from '../support/neighbours';

@WebSocketGateway()
class DefaultGateway {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

function problemsOf(application: TestApplication, gateway: new () => object): readonly string[] {
  try {
    application.attach({ gateways: [gateway] });
    return [];
  } catch (error) {
    expect(error).to.be.instanceOf(GatewayConfigurationError);
    return (error as GatewayConfigurationError).problems;
  }
}

describe('A gateway on the path of a socket.io server that the application has given its HTTP server', () => {
  it('is refused with the ways out', async () => {
    await using application = new TestApplication();
    new Server(application.httpServer);
    expect(problemsOf(application, DefaultGateway)).to.deep.equal([
      "DefaultGateway: the path '/socket.io' is served by another socket.io server, which has this HTTP server already; " +
        'expected attachGateways(…, { io }) to join it; or another path: @WebSocketGateway({ path }), or new Server(httpServer, { path })',
    ]);
  });

  it('is refused whatever the server was told of upgrades, and among others', async () => {
    await using application = new TestApplication();
    graphqlOn(application.httpServer);
    plainOn(application.httpServer, '/one');
    new Server(application.httpServer, { path: '/ws', destroyUpgrade: false, serveClient: false });
    plainOn(application.httpServer, '/two');
    expect(problemsOf(application, HelloGateway)).to.have.length(1);
  });

  for (const serveClient of [true, false]) {
    it(`is refused where the server only polls, ${serveClient ? 'and serves its client' : 'and serves no client'}`, () => {
      const application = new TestApplication();
      new Server(application.httpServer, { path: '/ws', transports: ['polling'], serveClient });
      expect(problemsOf(application, HelloGateway)).to.have.length(1);
    });

    it(`is refused where others came after a server that only polls, ${serveClient ? 'with' : 'without'} their client`, () => {
      const application = new TestApplication();
      for (const path of ['/ws', '/other', '/wt']) {
        new Server(application.httpServer, { path, transports: ['polling'], serveClient });
      }
      expect(problemsOf(application, HelloGateway)).to.have.length(1);
    });

    it(`attaches beside a server that only polls on another path, ${serveClient ? 'with' : 'without'} its client`, async () => {
      await using application = await new TestApplication().listen();
      for (const path of ['/other', '/wt']) {
        new Server(application.httpServer, { path, transports: ['polling'], serveClient });
      }
      expect(problemsOf(application, HelloGateway)).to.deep.equal([]);
      expect(await helloFrom(application, '/ws', 'websocket')).to.equal('hello');
    });
  }

  it('is refused by attachGatewaysAsync, also where the server was made while gateways were resolved', async () => {
    await using application = new TestApplication();
    application.container.bind(HelloGateway).toDynamicValue(async () => {
      plainOn(application.httpServer, '/ws');
      return new HelloGateway();
    });
    const error: unknown = await application.attachAsync().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(GatewayConfigurationError);
  });

  for (const path of ['/wt', '/w', '/ws/deeper', '/wss']) {
    it(`attaches where it is another path: ${path}`, async () => {
      await using application = await new TestApplication().listen();
      plainOn(application.httpServer, path);
      expect(problemsOf(application, HelloGateway)).to.deep.equal([]);
      expect(await helloFrom(application, '/ws', 'websocket')).to.equal('hello');
    });
  }
});

describe('A socket.io server that is given the path of a gateway', () => {
  it('throws where it is made, and says whose the path is', async () => {
    await using application = new TestApplication();
    application.attach({ gateways: [DefaultGateway] });
    expect(() => new Server(application.httpServer)).to.throw(
      "Another socket.io server was given the path '/socket.io', which is that of DefaultGateway on this HTTP server; " +
        'expected another path: new Server(httpServer, { path })',
    );
  });

  for (const transport of transports) {
    it(`takes nothing from the gateways, from Express and from other servers, over ${transport}`, async () => {
      await using application = await new TestApplication().listen();
      application.app.get('/page', (_req, res) => void res.send('page'));
      const one = plainOn(application.httpServer, '/one');
      application.attach({ gateways: [HelloGateway] });
      expect(() => plainOn(application.httpServer, '/ws')).to.throw('Another socket.io server');
      const two = plainOn(application.httpServer, '/two');
      expect(await helloFrom(application, '/ws', transport)).to.equal('hello');
      expect(await helloFrom(application, '/one', transport)).to.equal('/one');
      expect(await helloFrom(application, '/two', transport)).to.equal('/two');
      expect(await application.get('/page')).to.include({ status: 200, body: 'page' });
      for (const plain of [one, two]) plain.disconnectSockets(true);
    });
  }

  for (const serveClient of [true, false]) {
    it(`throws where it only polls, ${serveClient ? 'with' : 'without'} its client, and takes nothing from Express`, async () => {
      await using application = await new TestApplication().listen();
      application.app.get('/page', (_req, res) => void res.send('page'));
      const options = { transports: ['polling' as const], serveClient };
      new Server(application.httpServer, { ...options, path: '/wt' });
      application.attach({ gateways: [HelloGateway] });
      const before = application.httpServer.listeners('request');
      const make = (): Server => new Server(application.httpServer, { ...options, path: '/ws' });
      expect(make).to.throw("was given the path '/ws', which is that of HelloGateway");
      expect(application.httpServer.listeners('request')).to.deep.equal(before);
      expect(await helloFrom(application, '/ws', 'polling')).to.equal('hello');
      expect(await application.get('/page')).to.include({ status: 200, body: 'page' });
    });
  }

  for (const transport of transports) {
    for (const when of ['before', 'after']) {
      it(`has its clients where its path goes on after that of the gateway, and it came ${when}, over ${transport}`, async () => {
        await using application = await new TestApplication().listen();
        if (when === 'after') application.attach({ gateways: [HelloGateway] });
        const plain = new Server({ path: '/ws/deeper', transports: [transport] });
        plain.on('connection', (socket) => {
          socket.on('hello', (ack: (answer: string) => void) => ack('deeper'));
        });
        plain.attach(application.httpServer);
        if (when === 'before') application.attach({ gateways: [HelloGateway] });
        expect(await helloFrom(application, '/ws', transport)).to.equal('hello');
        expect(await helloFrom(application, '/ws/deeper', transport)).to.equal('deeper');
        expect(await helloFrom(application, '/ws/other', transport)).to.equal('hello'); // as socket.io has it
        plain.disconnectSockets(true);
      });
    }
  }

  it('has the path once the host is closed', async () => {
    await using application = await new TestApplication().listen();
    const before = listenersOf(application.httpServer);
    await application.attach({ gateways: [HelloGateway] }).close();
    expect(listenersOf(application.httpServer)).to.deep.equal(before);
    const plain = plainOn(application.httpServer, '/ws');
    expect(await helloFrom(application, '/ws', 'websocket')).to.equal('/ws');
    plain.disconnectSockets(true);
  });
});

describe('A listener for upgrades that is no engine’s', () => {
  it('is asked nothing, whether it is there before or comes after', async () => {
    await using application = new TestApplication();
    let calls = 0;
    const listener = (): void => void (calls += 1);
    application.httpServer.on('upgrade', listener);
    application.attach({ gateways: [HelloGateway] });
    application.httpServer.on('upgrade', listener);
    expect(calls).to.equal(0);
  });
});
