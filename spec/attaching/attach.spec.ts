import { expect } from 'chai';
import { Container, injectable } from 'inversify';
import { attachGateways, GatewayConfigurationError, GatewayHost } from '../../src';
import { TestApplication } from '../support/application';
import { childOf } from '../support/containers';

import { FirstGateway, namesIn, SecondGateway } from './two-gateways';

@injectable()
class NoGateway {}

describe('attachGateways', () => {
  it('attaches the decorated classes that are bound in the container, and nothing else', async () => {
    await using application = new TestApplication();
    application.container.bind(SecondGateway).toSelf();
    application.container.bind(NoGateway).toSelf();
    expect(namesIn(application.attach())).to.deep.equal(['SecondGateway']);
  });

  it('attaches the gateways of a parent container, too', async () => {
    const parent = new Container();
    parent.bind(FirstGateway).toSelf().inSingletonScope();
    const container = childOf(parent);
    container.bind(SecondGateway).toSelf().inSingletonScope();
    await using application = new TestApplication(container);
    expect(namesIn(application.attach())).to.have.members(['FirstGateway', 'SecondGateway']);
    expect(parent.isBound(GatewayHost), 'the host belongs to the container that was attached').to.be.false;
  });

  it('connects each gateway with its path, so that it answers', async () => {
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

  it('throws an error that says how to bind a gateway when there is none', () => {
    const { app, httpServer, container } = new TestApplication();
    container.bind(NoGateway).toSelf();
    expect(() => attachGateways(app, httpServer, container)).to.throw(
      GatewayConfigurationError,
      /^attachGateways: the container holds no gateway; .*expected a class with @WebSocketGateway\(\) that is bound: /,
    );
  });

  it('binds the host in the container and sets app.locals.gateways', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [FirstGateway] });
    expect(application.container.get(GatewayHost)).to.equal(host);
    expect(application.app.locals.gateways).to.equal(host);
  });

  describe('with a list of gateways', () => {
    it('attaches exactly the listed gateways', async () => {
      await using application = new TestApplication();
      application.container.bind(FirstGateway).toSelf();
      application.container.bind(SecondGateway).toSelf();
      expect(namesIn(application.attach({ gateways: [SecondGateway] }))).to.deep.equal(['SecondGateway']);
    });

    it('binds listed gateways that are not bound, as singletons', async () => {
      await using application = new TestApplication();
      const { container } = application;
      application.attach({ gateways: [FirstGateway] });
      expect(container.get(FirstGateway)).to.be.an.instanceOf(FirstGateway).and.equal(container.get(FirstGateway));
    });

    it('keeps the binding of a listed gateway that is bound', async () => {
      await using application = new TestApplication();
      const { container } = application;
      container.bind(FirstGateway).toSelf().inTransientScope();
      application.attach({ gateways: [FirstGateway] });
      expect(container.get(FirstGateway)).not.to.equal(container.get(FirstGateway));
    });

    it('does not bind a gateway again that a parent container has bound', async () => {
      const parent = new Container();
      parent.bind(FirstGateway).toSelf().inSingletonScope();
      const container = childOf(parent);
      await using application = new TestApplication(container);
      application.attach({ gateways: [FirstGateway] });
      expect(container.get(FirstGateway)).to.equal(parent.get(FirstGateway));
    });

    it('attaches a gateway once that is listed twice', async () => {
      await using application = new TestApplication();
      expect(namesIn(application.attach({ gateways: [FirstGateway, FirstGateway] }))).to.deep.equal(['FirstGateway']);
    });
  });
});
