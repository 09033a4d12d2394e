import { expect } from 'chai';
import { GatewayBase, GatewayHost, OnGatewayClose, OnGatewayInit, SubscribeMessage, WebSocketGateway } from '../../src';
import { listenersOf, TestApplication } from '../support/application';
import { deferred } from '../support/deferred';
import { RecordingLogger } from '../support/recording-logger';

describe('@OnGatewayInit', () => {
  it('runs once per gateway when it is attached, with the host', async () => {
    const received: unknown[][] = [];
    @WebSocketGateway({ path: '/init' })
    class InitGateway {
      @OnGatewayInit()
      init(...args: unknown[]): void {
        received.push(args);
      }
    }
    await using application = new TestApplication();
    const host = application.attach({ gateways: [InitGateway] });
    expect(received).to.deep.equal([[host]]);
    expect(received[0]![0]).to.equal(application.container.get(GatewayHost));
  });

  it('runs when the host is complete, so that it can emit', async () => {
    @WebSocketGateway({ path: '/emitting' })
    class EmittingGateway {
      namespace = '';
      readonly #answer = 'from a #private field';

      @OnGatewayInit()
      init(host: GatewayHost): void {
        this.namespace = host.of(EmittingGateway).name;
        host.of(EmittingGateway).emit('started');
      }

      @SubscribeMessage()
      ask(): string[] {
        return [this.namespace, this.#answer];
      }
    }
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [EmittingGateway] });
    const client = await application.connect('/emitting');
    expect(await client.emitWithAck('ask')).to.deep.equal(['/', 'from a #private field']);
  });

  it('runs for each of several gateways, in the order in which they are listed', async () => {
    const order: string[] = [];
    @WebSocketGateway({ path: '/a' })
    class FirstGateway {
      @OnGatewayInit()
      init(): void {
        order.push('first');
      }
    }
    @WebSocketGateway({ path: '/b' })
    class SecondGateway {
      @OnGatewayInit()
      init(): void {
        order.push('second');
      }
    }
    await using application = new TestApplication();
    application.attach({ gateways: [SecondGateway, FirstGateway] });
    expect(order).to.deep.equal(['second', 'first']);
  });

  it('has no context: reading it throws an error that says so', async () => {
    @WebSocketGateway({ path: '/eager' })
    class EagerGateway extends GatewayBase {
      @OnGatewayInit()
      init(): void {
        this.context.server.emit('started');
      }
    }
    await using application = new TestApplication();
    expect(() => application.attach({ gateways: [EagerGateway] })).to.throw(/^There is no context outside an event/);
  });

  it('is awaited by attachGatewaysAsync', async () => {
    const ready = deferred();
    let isReady = false;
    @WebSocketGateway({ path: '/slow' })
    class SlowGateway {
      @OnGatewayInit()
      async init(): Promise<void> {
        await ready.promise;
        isReady = true;
      }
    }
    await using application = new TestApplication();
    const attached = application.attachAsync({ gateways: [SlowGateway] });
    ready.resolve();
    await attached;
    expect(isReady).to.be.true;
  });

  it('makes attachGatewaysAsync fail when its promise is rejected, and nothing stays attached', async () => {
    @WebSocketGateway({ path: '/late' })
    class LateGateway {
      @OnGatewayInit()
      async init(): Promise<void> {
        throw new Error('the broker is down');
      }
    }
    await using application = new TestApplication();
    const before = listenersOf(application.httpServer);
    const failure = await application.attachAsync({ gateways: [LateGateway] }).catch((error: unknown) => error);
    expect(failure).to.be.an.instanceOf(Error).with.property('message', 'the broker is down');
    expect(listenersOf(application.httpServer)).to.deep.equal(before);
    expect(application.app.locals).not.to.have.property('gateways');
    expect(application.container.isBound(GatewayHost)).to.be.false;
  });

  for (const way of ['attach', 'attachAsync'] as const) {
    it(`closes the gateways that have started when that of another throws, with ${way}`, async () => {
      const closed: string[] = [];
      const tidied = deferred();
      @WebSocketGateway({ path: '/first' })
      class FirstGateway {
        @OnGatewayInit()
        init(): void {
          closed.push('first has started');
        }

        @OnGatewayClose()
        async close(): Promise<void> {
          await Promise.resolve();
          closed.push('first');
          tidied.resolve();
        }
      }
      @WebSocketGateway({ path: '/second' })
      class SecondGateway {
        @OnGatewayInit()
        init(): void {
          throw new Error('the broker is down');
        }

        @OnGatewayClose()
        close(): void {
          closed.push('second, which has not started');
        }
      }
      @WebSocketGateway({ path: '/third' })
      class ThirdGateway extends SecondGateway {}
      await using application = new TestApplication();
      const gateways = [FirstGateway, SecondGateway, ThirdGateway];
      const attaching = (async () => await application[way]({ gateways }))();
      const failure = await attaching.catch((error: unknown) => error);
      expect(failure).to.have.property('message', 'the broker is down');
      if (way === 'attach') await tidied.promise; // it cannot wait for that itself
      expect(closed).to.deep.equal(['first has started', 'first']);
    });
  }

  it('writes to the log when its promise is rejected after attachGateways has returned', async () => {
    const logger = new RecordingLogger();
    const failed = deferred();
    @WebSocketGateway({ path: '/unawaited' })
    class UnawaitedGateway {
      @OnGatewayInit()
      async init(): Promise<void> {
        await failed.promise;
        throw new Error('the broker is down');
      }

      @SubscribeMessage()
      hello(): string {
        return 'hello';
      }
    }
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [UnawaitedGateway], logger });
    failed.resolve();
    const client = await application.connect('/unawaited');
    expect(await client.emitWithAck('hello')).to.equal('hello');
    const [entry] = logger.at('error');
    expect(entry!.message).to.equal('UnawaitedGateway.init failed');
    expect(entry!.details[0]).to.be.an.instanceOf(Error).with.property('message', 'the broker is down');
  });

  it('runs again for the next host of the same container', async () => {
    let runs = 0;
    @WebSocketGateway({ path: '/again' })
    class AgainGateway {
      @OnGatewayInit()
      init(): void {
        runs += 1;
      }
    }
    await using application = new TestApplication();
    await application.attach({ gateways: [AgainGateway] }).close();
    application.attach({ gateways: [AgainGateway] });
    expect(runs).to.equal(2);
  });
});
