import { expect } from 'chai';
import { inject } from 'inversify';
import { GatewayConfigurationError, SubscribeMessage, WebSocketGateway } from '../../src';
import { next, TestApplication } from '../support/application';

import { FirstGateway } from './two-gateways';

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
    @WebSocketGateway({ path: '/async' })
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

  it('throws the same error as attachGateways when there is no gateway', async () => {
    let thrown: unknown;
    try {
      await new TestApplication().attachAsync();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).to.be.an.instanceOf(GatewayConfigurationError);
    expect((thrown as Error).message).to.match(/^attachGateways: the container holds no gateway/);
  });
});
