import { expect } from 'chai';
import { inject } from 'inversify';
import {
  type AttachOptions,
  GatewayHost,
  OnConnected,
  OnGatewayClose,
  OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
} from '../../src';
import { listenersOf, TestApplication } from '../support/application';

class Database {
  readonly name = 'ready';
}

@WebSocketGateway({ path: '/healthy' })
class HealthyGateway {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ path: '/database' })
class DatabaseGateway {
  constructor(@inject(Database) private readonly database: Database) {}

  @SubscribeMessage()
  state(): string {
    return this.database.name;
  }
}

/** What attaching throws. */
async function failureOf(attach: () => unknown): Promise<Error> {
  try {
    await attach();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('It attached');
}

/** Everything that attaching leaves at an application, its server, its container and the process. */
function traces({ app, httpServer, container }: TestApplication): unknown {
  return {
    server: listenersOf(httpServer),
    process: listenersOf(process),
    locals: Object.keys(app.locals),
    hostIsBound: container.isBound(GatewayHost),
  };
}

for (const attach of ['attach', 'attachAsync'] as const) {
  describe(`${attach === 'attach' ? 'attachGateways' : 'attachGatewaysAsync'} that fails`, () => {
    it('names the gateway that cannot be resolved and quotes the container’s error', async () => {
      await using application = new TestApplication();
      const error = await failureOf(() => application[attach]({ gateways: [HealthyGateway, DatabaseGateway] }));
      expect(error.message).to.match(/^DatabaseGateway cannot be resolved from the container: .*Database/s);
      expect(error.cause).to.be.an.instanceOf(Error);
    });

    it('names the gateway whose constructor throws', async () => {
      @WebSocketGateway({ path: '/throwing' })
      class ThrowingGateway {
        constructor() {
          throw new Error('no licence');
        }
      }
      await using application = new TestApplication();
      const error = await failureOf(() => application[attach]({ gateways: [ThrowingGateway] }));
      expect(error.message).to.match(/^ThrowingGateway cannot be resolved from the container: .*no licence/s);
    });

    it('leaves nothing attached when a gateway cannot be resolved', async () => {
      await using application = await new TestApplication().listen();
      const before = traces(application);
      await failureOf(() => application[attach]({ gateways: [HealthyGateway, DatabaseGateway] }));
      expect(traces(application)).to.deep.equal(before);
      expect((await application.get('/healthy/?EIO=4&transport=polling')).status).to.equal(404);
    });

    it('leaves nothing attached when @OnGatewayInit throws', async () => {
      @WebSocketGateway({ path: '/init' })
      class FailingInitGateway {
        @OnGatewayInit()
        init(): void {
          throw new Error('no port');
        }
      }
      await using application = await new TestApplication().listen();
      const before = traces(application);
      const error = await failureOf(() => application[attach]({ gateways: [HealthyGateway, FailingInitGateway] }));
      expect(error.message).to.equal('no port');
      expect(traces(application)).to.deep.equal(before);
      expect((await application.get('/healthy/?EIO=4&transport=polling')).status).to.equal(404);
    });

    it('leaves nothing attached when a decorated field holds no function', async () => {
      @WebSocketGateway({ path: '/field' })
      class FieldGateway {
        @SubscribeMessage()
        readonly event: string = 'no function';
      }
      await using application = await new TestApplication().listen();
      const before = traces(application);
      const error = await failureOf(() => application[attach]({ gateways: [HealthyGateway, FieldGateway] }));
      expect(error).to.be.an.instanceOf(TypeError);
      expect(error.message).to.equal('FieldGateway.event is decorated and is string; expected a method');
      expect(traces(application)).to.deep.equal(before);
    });

    it('leaves nothing attached when a decorated field is never written', async () => {
      @WebSocketGateway({ path: '/empty' })
      class EmptyFieldGateway {
        @OnConnected()
        readonly greet?: () => void;
      }
      await using application = new TestApplication();
      const before = traces(application);
      const error = await failureOf(() => application[attach]({ gateways: [EmptyFieldGateway] }));
      expect(error.message).to.equal('EmptyFieldGateway.greet is decorated and is undefined; expected a method');
      expect(traces(application)).to.deep.equal(before);
    });

    it('leaves nothing attached when engine.io cannot use an option', async () => {
      await using application = new TestApplication();
      const before = traces(application);
      const server = { transports: undefined } as unknown as NonNullable<AttachOptions['server']>; // from a configuration, say
      const error = await failureOf(() => application[attach]({ gateways: [HealthyGateway], server }));
      expect(error).to.be.an.instanceOf(TypeError);
      expect(traces(application)).to.deep.equal(before);
      application.attach({ gateways: [HealthyGateway] }); // its path is free
    });

    it('leaves its host closed', async () => {
      let host: GatewayHost | undefined;
      const log: string[] = [];
      @WebSocketGateway({ path: '/first' })
      class FirstGateway {
        @OnGatewayInit()
        init(attached: GatewayHost): void {
          host = attached;
        }

        @OnGatewayClose()
        closed(): void {
          log.push('first');
        }
      }
      @WebSocketGateway({ path: '/failing' })
      class FailingGateway {
        @OnGatewayInit()
        init(): void {
          throw new Error('the broker is down');
        }

        @OnGatewayClose()
        closed(): void {
          log.push('failing');
        }
      }
      await using application = new TestApplication();
      await failureOf(() => application[attach]({ gateways: [FirstGateway, FailingGateway] }));
      await host!.close();
      expect(log).to.deep.equal(['first']);
    });

    it('can be called again and succeed', async () => {
      await using application = await new TestApplication().listen();
      await failureOf(() => application[attach]({ gateways: [DatabaseGateway] }));
      application.container.bind(Database).toConstantValue(new Database());
      await application[attach]({ gateways: [DatabaseGateway] });
      const client = await application.connect('/database');
      expect(await client.emitWithAck('state')).to.equal('ready');
    });

    it('does not change an earlier host of the same application', async () => {
      await using application = await new TestApplication().listen();
      const host = application.attach({ gateways: [HealthyGateway] });
      const error = await failureOf(() => application[attach]({ gateways: [DatabaseGateway] }));
      expect(error.message).to.equal(
        'attachGateways: this container has gateways attached already; expected one that has none: close() their host, or use a child container',
      );
      expect(application.app.locals.gateways).to.equal(host);
      expect(application.container.get(GatewayHost)).to.equal(host);
      const client = await application.connect('/healthy');
      expect(await client.emitWithAck('hello')).to.equal('hello');
    });
  });
}

describe('attachGateways', () => {
  it('names the gateway that only attachGatewaysAsync could resolve', async () => {
    await using application = new TestApplication();
    application.container.bind(Database).toDynamicValue(async () => new Database());
    const error = await failureOf(() => application.attach({ gateways: [DatabaseGateway] }));
    expect(error.message).to.match(/^DatabaseGateway cannot be resolved from the container: /);
  });
});

describe('attachGatewaysAsync', () => {
  it('names the gateway whose asynchronous dependency fails', async () => {
    await using application = new TestApplication();
    application.container.bind(Database).toDynamicValue(async () => {
      throw new Error('the database is down');
    });
    application.container.bind(DatabaseGateway).toSelf(); // Inversify 6 leaves a rejection unhandled for a singleton
    const error = await failureOf(() => application.attachAsync({ gateways: [DatabaseGateway] }));
    expect(error.message).to.match(/^DatabaseGateway cannot be resolved from the container: .*the database is down/s);
  });
});
