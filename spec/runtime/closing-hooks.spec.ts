import { expect } from 'chai';
import {
  attachGateways,
  GatewayBase,
  GatewayHost,
  OnDisconnected,
  OnGatewayClose,
  SubscribeMessage,
  WebSocketGateway,
} from '../../src';
import { TestGateway } from '../../src/testing';
import { listenersOf, next, TestApplication } from '../support/application';
import { deferred } from '../support/deferred';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';

@WebSocketGateway({ path: '/ws' })
class HelloGateway {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

describe('closing a host', () => {
  it('waits for @OnDisconnected of every client, then runs @OnGatewayClose with the host', async () => {
    const [leaving, hold, closing] = [deferred(), deferred(), deferred()];
    const log: unknown[] = [];
    @WebSocketGateway({ path: '/ws' })
    class LoggingGateway extends GatewayBase {
      @OnDisconnected()
      async disconnected(): Promise<void> {
        leaving.resolve();
        await hold.promise;
        log.push(`left: ${this.context.reason}`);
      }

      @OnGatewayClose()
      async close(...args: unknown[]): Promise<void> {
        await closing.promise;
        log.push(['closed', args]);
      }
    }
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [LoggingGateway] });
    await application.connect('/ws');
    await application.connect('/ws');
    const closed = host.close().then(() => log.push('done'));
    await leaving.promise;
    hold.resolve();
    closing.resolve();
    await closed;
    expect(log).to.deep.equal(['left: server shutting down', 'left: server shutting down', ['closed', [host]], 'done']);
  });

  it('does not wait for a hook longer than its deadline', async () => {
    const hold = deferred();
    let isClosed = false;
    @WebSocketGateway({ path: '/ws' })
    class EndlessGateway {
      @OnDisconnected()
      async disconnected(): Promise<void> {
        await hold.promise;
      }

      @OnGatewayClose()
      close(): void {
        isClosed = true;
      }
    }
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [EndlessGateway] });
    await application.connect('/ws');
    await host.close({ timeoutMs: 10 });
    expect(isClosed).to.be.true;
    hold.resolve();
  });

  it('runs @OnGatewayClose on the object that @OnGatewayInit would run on, once for each gateway', async () => {
    const closed: unknown[] = [];
    class Base {
      @OnGatewayClose()
      close(): void {
        closed.push(this);
      }
    }
    @WebSocketGateway({ namespace: '/one' })
    class OneGateway extends Base {}
    @WebSocketGateway({ namespace: '/two' })
    class TwoGateway extends Base {}
    await using application = new TestApplication();
    const { container } = application;
    await application.attach({ gateways: [OneGateway, TwoGateway] }).close();
    expect(closed).to.deep.equal([container.get(OneGateway), container.get(TwoGateway)]);
  });

  it('logs an @OnGatewayClose that throws, and runs the others', async () => {
    const logger = new RecordingLogger();
    const failure = new Error('the ticker is stuck');
    let isClosed = false;
    @WebSocketGateway({ namespace: '/one' })
    class FailingGateway {
      @OnGatewayClose()
      async close(): Promise<void> {
        throw failure;
      }
    }
    @WebSocketGateway({ namespace: '/two' })
    class OtherGateway {
      @OnGatewayClose()
      close(): void {
        isClosed = true;
      }
    }
    await using application = new TestApplication();
    await application.attach({ gateways: [FailingGateway, OtherGateway], logger }).close();
    expect(isClosed).to.be.true;
    expect(logger.at('error')).to.deep.equal([
      { level: 'error', message: 'FailingGateway.close failed', details: [failure] },
    ]);
  });

  it('a second time does nothing more', async () => {
    let runs = 0;
    @WebSocketGateway({ path: '/ws' })
    class OnceGateway {
      @OnGatewayClose()
      close(): void {
        runs += 1;
      }
    }
    await using application = new TestApplication();
    const host = application.attach({ gateways: [OnceGateway] });
    const first = host.close();
    expect(host.close({ timeoutMs: 1 })).to.equal(first);
    await first;
    expect(host.close()).to.equal(first);
    expect(runs).to.equal(1);
  });

  it('keeps the HTTP server open and removes its binding and app.locals.gateways', async () => {
    await using application = await new TestApplication().listen();
    const { app, httpServer, container } = application;
    app.get('/page', (_req, res) => void res.send('page'));
    const before = listenersOf(httpServer);
    const host = application.attach({ gateways: [HelloGateway] });
    await application.connect('/ws');
    await host.close();
    expect(httpServer.listening).to.be.true;
    expect(await application.get('/page')).to.include({ status: 200, body: 'page' });
    expect((await application.get('/ws/?EIO=4&transport=polling')).status).to.equal(404);
    expect(container.isBound(GatewayHost)).to.be.false;
    expect(app.locals).not.to.have.property('gateways');
    expect(listenersOf(httpServer)).to.deep.equal(before);
  });

  it('happens at the end of an `await using` block', async () => {
    await using application = await new TestApplication().listen();
    const { app, httpServer, container } = application;
    container.bind(HelloGateway).toSelf();
    const before = listenersOf(httpServer);
    let gone: Promise<unknown>;
    {
      await using host = attachGateways(app, httpServer, container);
      expect(host.servers.size).to.equal(1);
      const client = await application.connect('/ws');
      gone = next(client, 'disconnect');
    }
    expect(await gone).to.equal('transport close');
    expect(listenersOf(httpServer)).to.deep.equal(before);
  });

  for (const transport of transports) {
    it(`lets clients reconnect to the next host by themselves, over ${transport}`, async () => {
      await using application = await new TestApplication().listen();
      const host = application.attach({ gateways: [HelloGateway] });
      const client = application.client('/ws', {
        transports: [transport],
        reconnection: true,
        reconnectionDelay: 1,
        reconnectionDelayMax: 10,
      });
      const connected = next(client, 'connect');
      client.connect();
      await connected;
      const [gone, back] = [next(client, 'disconnect'), next(client, 'connect')];
      await host.close();
      application.attach({ gateways: [HelloGateway] });
      expect(await gone).not.to.equal('io server disconnect'); // after which it would stay away
      if (!client.connected) await back;
      expect(await client.emitWithAck('hello')).to.equal('hello');
    });
  }
});

describe('a test module', () => {
  it('closes its host when it closes', async () => {
    const ctx = await TestGateway.createTestModule({ gateways: [HelloGateway] }).start();
    await ctx.connect();
    const gone = next(ctx.sio, 'disconnect');
    await ctx.close();
    expect(await gone).to.equal('io client disconnect');
    expect(ctx.leaks).to.deep.equal([]);
  });
});
