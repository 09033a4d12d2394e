import { expect } from 'chai';
import { inject, injectable } from 'inversify';
import { type GatewayContainer, type GatewayOptions, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';

import { FirstGateway, namesIn, SecondGateway } from './two-gateways';

@injectable()
class NoGateway {}

describe('the options of a gateway', () => {
  async function attached(
    gateway: new () => object,
  ): Promise<{ name: string; path: string; namespace: string | RegExp }> {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [gateway] });
    const [{ name, path, namespace }] = host.registry.gateways as [(typeof host.registry.gateways)[0]];
    return { name, path, namespace };
  }

  it('default to the path /socket.io, the namespace / and a name made from the class’s', async () => {
    @WebSocketGateway()
    class ChatRoomGateway {}
    expect(await attached(ChatRoomGateway)).to.deep.equal({ name: 'chatroom', path: '/socket.io', namespace: '/' });
  });

  it('may be left out together with the parentheses', async () => {
    @WebSocketGateway
    class BareGateway {}
    expect(await attached(BareGateway)).to.deep.equal({ name: 'bare', path: '/socket.io', namespace: '/' });
  });

  it('may name nothing but a path', async () => {
    @WebSocketGateway({ path: '/events-ws' })
    class PathGateway {}
    expect((await attached(PathGateway)).path).to.equal('/events-ws');
  });

  it('take a path and a namespace with or without the leading slash', async () => {
    @WebSocketGateway({ path: 'events-ws/', namespace: 'events' })
    class LooseGateway {}
    expect(await attached(LooseGateway)).to.include({ path: '/events-ws', namespace: '/events' });
  });

  it('set the name of the gateway', async () => {
    @WebSocketGateway({ name: 'events' })
    class NamedGateway {}
    expect((await attached(NamedGateway)).name).to.equal('events');
  });

  it('may be a function of the container', async () => {
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

  it('go to the socket.io server of the path and override the options of attachGateways', async () => {
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

  it('do not conflict with an @injectable() of the class', async () => {
    @WebSocketGateway({ path: '/injectable' })
    @injectable()
    class InjectableGateway {
      constructor(@inject(NoGateway) readonly service: NoGateway) {}
    }
    await using application = new TestApplication();
    application.container.bind(NoGateway).toSelf();
    application.attach({ gateways: [InjectableGateway] });
    expect(application.container.get(InjectableGateway).service).to.be.an.instanceOf(NoGateway);
  });

  it('are not inherited: a subclass is a gateway only if it is decorated', async () => {
    class PlainSubclass extends FirstGateway {}
    await using application = new TestApplication();
    application.container.bind(PlainSubclass).toSelf();
    application.container.bind(SecondGateway).toSelf();
    expect(namesIn(application.attach())).to.deep.equal(['SecondGateway']);
  });
});
