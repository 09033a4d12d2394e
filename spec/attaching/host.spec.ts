import { expect } from 'chai';
import { inject, injectable } from 'inversify';
import Joi from 'joi';
import { Namespace, Server } from 'socket.io';
import { GatewayBase, GatewayHost, OnConnected, SubscribeMessage, WebSocketGateway, WsBody } from '../../src';
import { next, TestApplication } from '../support/application';
import { transports } from '../support/transports';

@WebSocketGateway({ path: '/events-ws', namespace: '/events', name: 'live', cors: { origin: '*' } })
class EventGateway extends GatewayBase {
  @OnConnected()
  async connected(): Promise<void> {
    await this.context.socket.join('lobby');
  }

  @SubscribeMessage('echo', 'say')
  echo(@WsBody('text', Joi.string()) text: string): string {
    return text;
  }
}

@WebSocketGateway({ path: '/admin-ws' })
class AdminGateway {}

@WebSocketGateway()
class StrangeGateway {}

/** A service that emits, and knows nothing of sockets. */
@injectable()
class Announcer {
  constructor(@inject(GatewayHost) private readonly gateways: GatewayHost) {}

  announce(text: string): void {
    this.gateways.of(EventGateway).to('lobby').emit('announcement', text);
  }
}

describe('the host', () => {
  it('gives the namespace of each of its gateways', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [EventGateway, AdminGateway] });
    expect(host.of(EventGateway)).to.be.an.instanceOf(Namespace).with.property('name', '/events');
    expect(host.of(AdminGateway)).to.be.an.instanceOf(Namespace).with.property('name', '/');
    expect(host.of(EventGateway).server).to.equal(host.servers.get('/events-ws'));
  });

  it('has the socket.io server of each path', async () => {
    await using application = new TestApplication();
    const { servers } = application.attach({ gateways: [EventGateway, AdminGateway] });
    expect([...servers.keys()]).to.deep.equal(['/events-ws', '/admin-ws']);
    for (const server of servers.values()) expect(server).to.be.an.instanceOf(Server);
    expect(servers.get('/events-ws')!.path()).to.equal('/events-ws');
  });

  it('lists its gateways in the error when it is asked for another', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [EventGateway, AdminGateway] });
    expect(() => host.of(StrangeGateway)).to.throw(
      Error,
      'StrangeGateway is not attached here: attached are EventGateway, AdminGateway',
    );
  });

  it('throws an error that names @OnGatewayInit when a constructor uses it', async () => {
    @WebSocketGateway()
    class HastyGateway {
      constructor(@inject(GatewayHost) gateways: GatewayHost) {
        gateways.of(HastyGateway).emit('started');
      }
    }
    const application = new TestApplication();
    expect(() => application.attach({ gateways: [HastyGateway] })).to.throw(
      /^HastyGateway cannot be resolved .* HastyGateway is not attached yet: .* use @OnGatewayInit to emit from the start$/s,
    );
  });

  it('can be injected into the gateways themselves', async () => {
    @WebSocketGateway({ path: '/relay' })
    class RelayGateway {
      constructor(@inject(GatewayHost) private readonly gateways: GatewayHost) {}

      @SubscribeMessage()
      relay(text: string): void {
        this.gateways.of(EventGateway).emit('relayed', text);
      }
    }
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [EventGateway, RelayGateway] });
    const [listener, sender] = [
      await application.connect('/events-ws', { namespace: '/events' }),
      await application.connect('/relay'),
    ];
    const relayed = next(listener, 'relayed');
    sender.emit('relay', 'hello');
    expect(await relayed).to.equal('hello');
  });

  for (const transport of transports) {
    describe(`emits to clients over ${transport}`, () => {
      it('from a service', async () => {
        await using application = await new TestApplication().listen();
        const { container } = application;
        container.bind(Announcer).toSelf().inSingletonScope();
        application.attach({ gateways: [EventGateway] });
        const client = await application.connect('/events-ws', { namespace: '/events', transports: [transport] });
        await client.emitWithAck('echo', { text: 'in the lobby by now' });
        const announced = next(client, 'announcement');
        container.get(Announcer).announce('dinner is ready');
        expect(await announced).to.equal('dinner is ready');
      });

      it('from a route of Express', async () => {
        await using application = await new TestApplication().listen();
        application.app.get('/announce', (req, res) => {
          const gateways = req.app.locals.gateways as GatewayHost;
          gateways.of(EventGateway).emit('announcement', req.query.text);
          res.sendStatus(202);
        });
        application.attach({ gateways: [EventGateway] });
        const client = await application.connect('/events-ws', { namespace: '/events', transports: [transport] });
        const announced = next(client, 'announcement');
        expect((await application.get('/announce?text=dinner')).status).to.equal(202);
        expect(await announced).to.equal('dinner');
      });
    });
  }
});

describe('the registry', () => {
  it('describes the gateways that were attached', async () => {
    await using application = new TestApplication();
    const { registry } = application.attach({ gateways: [EventGateway, AdminGateway] });
    const [events] = registry.gateways;
    expect(events).to.include({ gateway: EventGateway, name: 'live', path: '/events-ws', namespace: '/events' });
    expect(
      events!.handlers.map(({ label, events: names, hooks }) => ({ label, names: [...names], hooks: [...hooks] })),
    ).to.have.deep.members([
      { label: 'EventGateway.connected', names: [], hooks: ['connected'] },
      { label: 'EventGateway.echo', names: ['echo', 'say'], hooks: [] },
    ]);
    expect(registry.servers.map(({ path }) => path)).to.deep.equal(['/events-ws', '/admin-ws']);
    const [server] = registry.servers;
    expect(server!.options).to.deep.include({ cors: { origin: '*' } });
    expect(server!.namespaces.map(({ name, gateways }) => [name, gateways])).to.deep.equal([['/events', [events]]]);
  });

  it('names the source of each parameter', async () => {
    await using application = new TestApplication();
    const { registry } = application.attach({ gateways: [EventGateway] });
    const echo = registry.gateways[0]!.handlers.find(({ method }) => method === 'echo');
    expect(echo!.parameters).to.have.length(1);
    expect(echo!.parameters[0]).to.deep.include({ index: 0, source: 'body', key: 'text' });
  });

  it('is frozen', async () => {
    await using application = new TestApplication();
    const { registry } = application.attach({ gateways: [EventGateway, AdminGateway] });
    const namespaces = registry.servers.flatMap((server) => server.namespaces);
    const handlers = registry.gateways.flatMap((gateway) => gateway.handlers);
    const parts: readonly object[] = [
      registry,
      registry.gateways,
      ...registry.gateways,
      ...registry.gateways.map((gateway) => gateway.handlers),
      ...handlers,
      ...handlers.flatMap((handler) => [handler.events, handler.hooks, handler.parameters]),
      registry.servers,
      ...registry.servers,
      ...registry.servers.flatMap((server) => [server.options, server.namespaces]),
      ...namespaces,
      ...namespaces.map((namespace) => namespace.gateways),
    ];
    expect(parts.filter((part) => !Object.isFrozen(part))).to.deep.equal([]);
  });
});
