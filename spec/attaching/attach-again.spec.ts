import { expect } from 'chai';
import { inject, injectable } from 'inversify';
import { GatewayBase, GatewayHost, SubscribeMessage, WebSocketGateway } from '../../src';
import { next, TestApplication } from '../support/application';

@WebSocketGateway({ path: '/news' })
class NewsGateway extends GatewayBase {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ path: '/other' })
class OtherGateway extends GatewayBase {}

@injectable()
class Announcer {
  constructor(@inject(GatewayHost) readonly host: GatewayHost) {}

  announce(text: string): void {
    this.host.of(NewsGateway).emit('announcement', text);
  }
}

function applicationWithAnnouncer(): TestApplication {
  const application = new TestApplication();
  application.container.bind(NewsGateway).toSelf().inSingletonScope();
  application.container.bind(Announcer).toSelf().inSingletonScope();
  return application;
}

describe('a container that is attached again after host.close()', () => {
  it('leaves no singleton with a dead host: one that was injected before emits to the new clients', async () => {
    await using application = await applicationWithAnnouncer().listen();
    await application.attach().close();
    const first = application.attach();
    const announcer = application.container.get(Announcer);
    await first.close();

    const second = application.attach();
    expect(application.container.get(GatewayHost)).to.equal(second);
    const client = await application.connect('/news');
    const announced = next(client, 'announcement');
    announcer.announce('again');
    expect(await announced).to.equal('again');
    expect(announcer.host.servers).to.equal(second.servers);
    expect(announcer.host.registry).to.equal(second.registry);
  });

  it('may hold other gateways: the host knows the new ones alone', async () => {
    await using application = await applicationWithAnnouncer().listen();
    const host = application.attach();
    await host.close();
    application.attach({ gateways: [OtherGateway] });
    expect(host.of(OtherGateway).name).to.equal('/');
    expect(() => host.of(NewsGateway)).to.throw('NewsGateway is not attached here: attached are OtherGateway');
  });

  it('closes again, and once', async () => {
    await using application = await applicationWithAnnouncer().listen();
    const host = application.attach();
    await host.close();
    application.attach();
    const closing = host.close();
    expect(host.close()).to.equal(closing);
    await closing;
    expect(application.container.isBound(GatewayHost)).to.equal(false);
  });

  it('is told from one of another application, which has a host of its own', async () => {
    await using one = applicationWithAnnouncer();
    await using other = applicationWithAnnouncer();
    expect(one.attach()).not.to.equal(other.attach());
  });
});

describe('a host that was closed', () => {
  it('says so, and not that its gateways are others', async () => {
    await using application = applicationWithAnnouncer();
    const host = application.attach();
    await host.close();
    expect(() => host.of(NewsGateway)).to.throw('NewsGateway is not attached any more: its host was closed');
  });
});
