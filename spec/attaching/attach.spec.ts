import { expect } from 'chai';
import { Container, inject, injectable } from 'inversify';
import {
  attachGateways,
  GatewayConfigurationError,
  type GatewayContainer,
  GatewayHost,
  type GatewayOptions,
  SubscribeMessage,
  WebSocketGateway,
} from '../../src';
import { next, TestApplication } from '../support/application';
import { childOf } from '../support/containers';

@WebSocketGateway('/first')
class FirstGateway {
  @SubscribeMessage()
  hello(): string {
    return 'first';
  }
}

@WebSocketGateway('/second')
class SecondGateway {
  @SubscribeMessage()
  hello(): string {
    return 'second';
  }
}

@injectable()
class NoGateway {}

function namesIn(host: GatewayHost): string[] {
  return host.registry.gateways.map(({ gateway }) => gateway.name);
}

describe('attachGateways', () => {
  it('attaches the decorated classes that are bound in the container, and nothing else', async () => {
    await using application = new TestApplication();
    application.container.bind(SecondGateway).toSelf();
    application.container.bind(NoGateway).toSelf();
    expect(namesIn(application.attach())).to.deep.equal(['SecondGateway']);
  });

  it('attaches what a parent of the container holds too', async () => {
    const parent = new Container();
    parent.bind(FirstGateway).toSelf().inSingletonScope();
    const container = childOf(parent);
    container.bind(SecondGateway).toSelf().inSingletonScope();
    await using application = new TestApplication(container);
    expect(namesIn(application.attach())).to.have.members(['FirstGateway', 'SecondGateway']);
    expect(parent.isBound(GatewayHost), 'the host belongs to the container that was attached').to.be.false;
  });

  it('makes the attached gateways answer', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [FirstGateway, SecondGateway] });
    for (const [path, name] of [
      ['/first', 'first'],
      ['/second', 'second'],
    ] as const) {
      const client = await application.connect(path);
      expect(await client.emitWithAck('hello')).to.equal(name);
    }
  });

  it('can attach to a server that listens already', async () => {
    await using application = await new TestApplication().listen();
    expect((await application.get('/first/?EIO=4&transport=polling')).status).to.equal(404);
    application.attach({ gateways: [FirstGateway] });
    expect((await application.get('/first/?EIO=4&transport=polling')).status).to.equal(200);
  });

  it('says how to bind a gateway when the container holds none', () => {
    const { app, httpServer, container } = new TestApplication();
    container.bind(NoGateway).toSelf();
    expect(() => attachGateways(app, httpServer, container)).to.throw(
      GatewayConfigurationError,
      'The container holds no gateway: decorate a class with @WebSocketGateway and bind it, ' +
        'container.bind(EventGateway).toSelf().inSingletonScope()',
    );
  });

  it('gives its host to the container and to the application', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [FirstGateway] });
    expect(application.container.get(GatewayHost)).to.equal(host);
    expect(application.app.locals.gateways).to.equal(host);
  });

  describe('with a list of gateways', () => {
    it('attaches exactly those', async () => {
      await using application = new TestApplication();
      application.container.bind(FirstGateway).toSelf();
      application.container.bind(SecondGateway).toSelf();
      expect(namesIn(application.attach({ gateways: [SecondGateway] }))).to.deep.equal(['SecondGateway']);
    });

    it('binds those that are not bound, as singletons', async () => {
      await using application = new TestApplication();
      const { container } = application;
      application.attach({ gateways: [FirstGateway] });
      expect(container.get(FirstGateway)).to.be.an.instanceOf(FirstGateway).and.equal(container.get(FirstGateway));
    });

    it('leaves the binding of those that are bound as it is', async () => {
      await using application = new TestApplication();
      const { container } = application;
      container.bind(FirstGateway).toSelf().inTransientScope();
      application.attach({ gateways: [FirstGateway] });
      expect(container.get(FirstGateway)).not.to.equal(container.get(FirstGateway));
    });

    it('does not bind again what a parent of the container holds', async () => {
      const parent = new Container();
      parent.bind(FirstGateway).toSelf().inSingletonScope();
      const container = childOf(parent);
      await using application = new TestApplication(container);
      application.attach({ gateways: [FirstGateway] });
      expect(container.get(FirstGateway)).to.equal(parent.get(FirstGateway));
    });

    it('attaches one that is listed twice once', async () => {
      await using application = new TestApplication();
      expect(namesIn(application.attach({ gateways: [FirstGateway, FirstGateway] }))).to.deep.equal(['FirstGateway']);
    });
  });
});

describe('the options of a gateway', () => {
  async function attached(
    gateway: new () => object,
  ): Promise<{ name: string; path: string; namespace: string | RegExp }> {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [gateway] });
    const [{ name, path, namespace }] = host.registry.gateways as [(typeof host.registry.gateways)[0]];
    return { name, path, namespace };
  }

  it('have defaults: the path of socket.io, its main namespace, and a name made of the class’s', async () => {
    @WebSocketGateway()
    class ChatRoomGateway {}
    expect(await attached(ChatRoomGateway)).to.deep.equal({ name: 'chatroom', path: '/socket.io', namespace: '/' });
  });

  it('may be left out with their parentheses', async () => {
    @WebSocketGateway
    class BareGateway {}
    expect(await attached(BareGateway)).to.deep.equal({ name: 'bare', path: '/socket.io', namespace: '/' });
  });

  it('may be just a path', async () => {
    @WebSocketGateway('/events-ws')
    class PathGateway {}
    expect((await attached(PathGateway)).path).to.equal('/events-ws');
  });

  it('take a path and a namespace with or without the leading slash', async () => {
    @WebSocketGateway({ path: 'events-ws/', namespace: 'events' })
    class LooseGateway {}
    expect(await attached(LooseGateway)).to.include({ path: '/events-ws', namespace: '/events' });
  });

  it('name the gateway', async () => {
    @WebSocketGateway({ name: 'events' })
    class NamedGateway {}
    expect((await attached(NamedGateway)).name).to.equal('events');
  });

  it('may come from the container, by a function', async () => {
    const Settings = class {
      readonly gateway: GatewayOptions = { path: '/configured', namespace: '/live' };
    };
    @WebSocketGateway((container: GatewayContainer) => container.get(Settings).gateway)
    class ConfiguredGateway {}
    await using application = new TestApplication();
    application.container.bind(Settings).toConstantValue(new Settings());
    const host = application.attach({ gateways: [ConfiguredGateway] });
    expect(host.registry.gateways[0]).to.include({ path: '/configured', namespace: '/live' });
  });

  it('go to the socket.io server of the path, and win over those for every path', async () => {
    @WebSocketGateway({ path: '/own', pingInterval: 1_234 })
    class OwnOptionsGateway {}
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [OwnOptionsGateway, FirstGateway], server: { pingInterval: 5_678 } });
    const handshake = async (path: string): Promise<unknown> => {
      const { body } = await application.get(`${path}/?EIO=4&transport=polling`);
      return JSON.parse(body.slice(1)); // engine.io's packet: its type, then JSON
    };
    expect(await handshake('/own')).to.include({ pingInterval: 1_234 });
    expect(await handshake('/first')).to.include({ pingInterval: 5_678 });
  });

  it('let the class say @injectable() itself', async () => {
    @WebSocketGateway('/injectable')
    @injectable()
    class InjectableGateway {
      constructor(@inject(NoGateway) readonly service: NoGateway) {}
    }
    await using application = new TestApplication();
    application.container.bind(NoGateway).toSelf();
    application.attach({ gateways: [InjectableGateway] });
    expect(application.container.get(InjectableGateway).service).to.be.an.instanceOf(NoGateway);
  });

  it('are inherited by nobody: a subclass of a gateway is one only if it is decorated', async () => {
    class PlainSubclass extends FirstGateway {}
    await using application = new TestApplication();
    application.container.bind(PlainSubclass).toSelf();
    application.container.bind(SecondGateway).toSelf();
    expect(namesIn(application.attach())).to.deep.equal(['SecondGateway']);
  });
});

describe('attachGatewaysAsync', () => {
  it('attaches gateways that the container makes asynchronously', async () => {
    await using application = await new TestApplication().listen();
    application.container
      .bind(FirstGateway)
      .toDynamicValue(async () => new FirstGateway())
      .inSingletonScope();
    await application.attachAsync();
    const client = await application.connect('/first');
    client.emit('hello');
    expect(await next(client, 'hello')).to.equal('first');
  });

  it('attaches gateways with asynchronous dependencies, in transient scope too', async () => {
    class Database {
      readonly name = 'ready';
    }
    @WebSocketGateway('/async')
    class DatabaseGateway {
      constructor(@inject(Database) private readonly database: Database) {}
      @SubscribeMessage()
      state(): string {
        return this.database.name;
      }
    }
    await using application = await new TestApplication().listen();
    application.container.bind(Database).toDynamicValue(async () => new Database());
    application.container.bind(DatabaseGateway).toSelf().inTransientScope();
    await application.attachAsync();
    const client = await application.connect('/async');
    expect(await client.emitWithAck('state')).to.equal('ready');
  });

  it('is as strict as its twin', async () => {
    let thrown: unknown;
    try {
      await new TestApplication().attachAsync();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).to.be.an.instanceOf(GatewayConfigurationError);
    expect((thrown as Error).message).to.match(/^The container holds no gateway/);
  });
});
