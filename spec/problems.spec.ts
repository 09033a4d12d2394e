import { expect } from 'chai';
import { Container } from 'inversify';
import Joi from 'joi';
import {
  type AttachOptions,
  GatewayConfigurationError,
  type GatewayOptions,
  OnConnected,
  OnGatewayInit,
  OnUnknownEvent,
  SubscribeMessage,
  WebSocketGateway,
  WsAck,
  WsArgs,
  WsAuth,
  WsBody,
  WsContext,
} from '../src';
import { TestApplication } from './support/application';

type Gateways = NonNullable<AttachOptions['gateways']>;

/** What attaching these gateways reports. */
function problemsOf(...gateways: Gateways): readonly string[] {
  try {
    new TestApplication().attach({ gateways });
  } catch (error) {
    expect(error).to.be.an.instanceOf(GatewayConfigurationError);
    return (error as GatewayConfigurationError).problems;
  }
  throw new Error('They attached');
}

/** A gateway of that name with these options and one event of its own. */
function gatewayWith(name: string, options: unknown): Gateways[0] {
  const gateway = { [name]: class {} }[name]!;
  SubscribeMessage(`event of ${name}`)(gateway.prototype, 'handle');
  WebSocketGateway(options as GatewayOptions)(gateway);
  return gateway;
}

describe('a list of gateways is refused', () => {
  it('with a class that is not decorated', () => {
    class PlainClass {}
    expect(problemsOf(PlainClass)).to.deep.equal(['PlainClass: is not decorated with @WebSocketGateway']);
  });

  it('with the subclass of a gateway that is not decorated itself', () => {
    class Subclass extends gatewayWith('Parent', {}) {}
    expect(problemsOf(Subclass)).to.deep.equal(['Subclass: is not decorated with @WebSocketGateway']);
  });

  it('with a hole, as an import cycle makes it', () => {
    expect(problemsOf(undefined as never)).to.deep.equal([
      'options.gateways: found undefined; legal are classes (does an import cycle hide one?)',
    ]);
  });

  it('with nothing in it', () => {
    expect(problemsOf()).to.deep.equal([
      'The container holds no gateway: decorate a class with @WebSocketGateway and bind it, ' +
        'container.bind(EventGateway).toSelf().inSingletonScope()',
    ]);
  });
});

describe('the options of a gateway are refused', () => {
  it('when their function returns a promise', () => {
    const problems = problemsOf(gatewayWith('AsyncOptions', async () => ({ path: '/later' })));
    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(
      /^AsyncOptions: its options are Promise {.*}; legal is an object, or a function that returns one$/s,
    );
  });

  it('when their function returns nothing', () => {
    expect(problemsOf(gatewayWith('NoOptions', () => undefined))).to.deep.equal([
      'NoOptions: its options are undefined; legal is an object, or a function that returns one',
    ]);
  });

  it('when they are null', () => {
    expect(problemsOf(gatewayWith('NullOptions', () => null))).to.deep.equal([
      'NullOptions: its options are null; legal is an object, or a function that returns one',
    ]);
  });

  it('when their function throws', () => {
    const options = (): never => {
      throw new Error('no configuration');
    };
    expect(problemsOf(gatewayWith('ThrowingOptions', options))).to.deep.equal([
      'ThrowingOptions: the function that gives its options threw: Error: no configuration',
    ]);
  });

  for (const path of ['', '/', '/ws?x=1', '/ws#x', '/w s']) {
    it(`when the path is '${path}'`, () => {
      expect(problemsOf(gatewayWith('OddPath', { path }))).to.deep.equal([
        `OddPath: its path is '${path}'; legal is one below the root without '?' and '#', such as '/socket.io'`,
      ]);
    });
  }

  for (const flag of ['g', 'y']) {
    it(`when the namespace is a RegExp with the flag ${flag}`, () => {
      expect(problemsOf(gatewayWith('Sticky', { namespace: new RegExp('^/room', flag) }))).to.deep.equal([
        `Sticky: its namespace /^\\/room/${flag} has the flag g or y, which makes every second match fail`,
      ]);
    });
  }

  it('when the namespace is neither a string nor a RegExp', () => {
    expect(problemsOf(gatewayWith('Numbered', { namespace: 42 }))).to.deep.equal([
      'Numbered: its namespace is 42; legal are a string and a RegExp',
    ]);
  });

  for (const limit of [-1, NaN]) {
    it(`when maxPendingEvents is ${limit}`, () => {
      expect(problemsOf(gatewayWith('Limited', { path: '/ws', maxPendingEvents: limit }))).to.deep.equal([
        `/ws, namespace /: its gateways say maxPendingEvents ${limit}; legal is one number from 0`,
      ]);
    });
  }
});

describe('a method of a gateway is refused', () => {
  for (const event of ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener']) {
    it(`when it subscribes to '${event}', which socket.io keeps for itself`, () => {
      @WebSocketGateway()
      class ReservedGateway {
        @SubscribeMessage(event)
        handle(): void {}
      }
      expect(problemsOf(ReservedGateway)).to.deep.equal([
        `ReservedGateway.handle: subscribes to '${event}', which is reserved; use the lifecycle hooks, or another name`,
      ]);
    });
  }

  it('when its own name is a reserved one', () => {
    @WebSocketGateway()
    class ReservedNameGateway {
      @SubscribeMessage
      disconnect(): void {}
    }
    expect(problemsOf(ReservedNameGateway)).to.deep.equal([
      "ReservedNameGateway.disconnect: subscribes to 'disconnect', which is reserved; use the lifecycle hooks, or another name",
    ]);
  });

  it('when it subscribes to no name or to something that is none', () => {
    @WebSocketGateway()
    class NamelessGateway {
      @SubscribeMessage('', 42 as never)
      handle(): void {}
    }
    expect(problemsOf(NamelessGateway)).to.deep.equal([
      'NamelessGateway.handle: subscribes to ""; legal are names that are not empty',
      'NamelessGateway.handle: subscribes to 42; legal are names that are not empty',
    ]);
  });

  it('when it is static', () => {
    @WebSocketGateway()
    class StaticGateway {
      @SubscribeMessage()
      static handle(): void {}
    }
    expect(problemsOf(StaticGateway)).to.deep.equal([
      'StaticGateway.handle: is static; legal are methods of instances',
    ]);
  });

  it('when its parameters are decorated and it handles nothing', () => {
    @WebSocketGateway()
    class ForgetfulGateway {
      handle(@WsBody() _body: unknown): void {}
    }
    expect(problemsOf(ForgetfulGateway)).to.deep.equal([
      'ForgetfulGateway.handle: is decorated and handles nothing; give it @SubscribeMessage or a lifecycle hook',
    ]);
  });

  it('when one of its parameters is decorated twice', () => {
    @WebSocketGateway()
    class TwiceGateway {
      @SubscribeMessage()
      handle(_first: unknown, @WsBody() @WsContext() _second: unknown): void {}
    }
    expect(problemsOf(TwiceGateway)).to.deep.equal(['TwiceGateway.handle, parameter 1: is decorated twice']);
  });

  for (const index of [-1, 1.5, 'x']) {
    it(`when it asks for the argument ${index}`, () => {
      @WebSocketGateway()
      class IndexGateway {
        @SubscribeMessage()
        handle(@WsArgs(index as number) _argument: unknown): void {}
      }
      expect(problemsOf(IndexGateway)).to.deep.equal([
        `IndexGateway.handle, parameter 0: @WsArgs has the index ${index}; legal are whole numbers from 0`,
      ]);
    });
  }

  it('when a schema is undefined, as an import cycle makes it', () => {
    @WebSocketGateway()
    class CycleGateway {
      @SubscribeMessage()
      handle(@WsBody(undefined) _body: unknown, @WsAuth('token', undefined) _token: unknown): void {}
    }
    expect(problemsOf(CycleGateway)).to.have.members([
      'CycleGateway.handle, parameter 0: its schema is undefined, as happens when two files import each other',
      'CycleGateway.handle, parameter 1: its schema is undefined, as happens when two files import each other',
    ]);
  });

  for (const [found, schema] of [
    ['an object (data)', { data: Joi.string() }],
    ['an object (empty)', {}],
    ['a function', () => true],
    ['42', 42],
    ['null', null],
  ] as const) {
    it(`when its schema is ${found}`, () => {
      @WebSocketGateway()
      class SchemaGateway {
        @SubscribeMessage()
        handle(@WsBody(schema as never) _body: unknown): void {}
      }
      expect(problemsOf(SchemaGateway)).to.deep.equal([
        `SchemaGateway.handle, parameter 0: its schema is ${found}; legal are a Joi schema and a Standard Schema`,
      ]);
    });
  }

  for (const [source, decorate] of [
    ['body', WsBody],
    ['args', WsArgs],
    ['ack', WsAck],
  ] as const) {
    it(`when it is a lifecycle hook and takes the ${source} of an event`, () => {
      @WebSocketGateway()
      class HookGateway {
        @OnConnected()
        greet(@decorate() _payload: unknown): void {}
      }
      expect(problemsOf(HookGateway)).to.deep.equal([
        `HookGateway.greet, parameter 0: takes the ${source} of an event, but its method is a lifecycle hook, which has none`,
      ]);
    });
  }

  it('when it is a hook of the gateway itself and its parameters are decorated', () => {
    @WebSocketGateway()
    class InitGateway {
      @OnGatewayInit()
      init(@WsContext() _context: unknown): void {}
    }
    expect(problemsOf(InitGateway)).to.deep.equal([
      'InitGateway.init, parameter 0: is decorated, but hooks of the gateway itself have no client; they get the GatewayHost',
    ]);
  });

  it('but not when it catches unknown events, and takes their payload', async () => {
    @WebSocketGateway()
    class CatchAllGateway {
      @OnUnknownEvent()
      handle(@WsBody() _body: unknown, @WsArgs() _args: unknown, @WsAck() _ack: unknown): void {}
    }
    await using application = new TestApplication();
    const host = application.attach({ gateways: [CatchAllGateway] });
    expect(host.registry.gateways[0]!.handlers[0]!.label).to.equal('CatchAllGateway.handle');
  });
});

describe('a decorator refuses at once', () => {
  it('to be written without the parentheses that it needs', () => {
    const bare = OnConnected as (...args: unknown[]) => void;
    expect(() => {
      class _BareGateway {
        @bare
        greet(): void {}
      }
    }).to.throw(TypeError, '@OnConnected takes nothing and needs its parentheses: @OnConnected()');
  });

  it('to decorate a parameter of a constructor', () => {
    expect(() => {
      class _ConstructedGateway {
        constructor(@WsBody() _body: unknown) {}
      }
    }).to.throw(TypeError, 'Parameters of a constructor come from the container: write @inject() there');
  });
});

describe('a configuration error', () => {
  @WebSocketGateway({ path: '/', namespace: /room/g })
  class OddGateway {
    @SubscribeMessage('connect')
    first(): void {}

    @SubscribeMessage('join')
    second(@WsBody(42 as never) _body: unknown): void {}
  }

  it('lists everything that is wrong with all gateways at once', () => {
    class PlainClass {}
    const problems = problemsOf(OddGateway, PlainClass);
    expect(problems).to.have.members([
      'PlainClass: is not decorated with @WebSocketGateway',
      "OddGateway: its path is '/'; legal is one below the root without '?' and '#', such as '/socket.io'",
      'OddGateway: its namespace /room/g has the flag g or y, which makes every second match fail',
      "OddGateway.first: subscribes to 'connect', which is reserved; use the lifecycle hooks, or another name",
      'OddGateway.second, parameter 0: its schema is 42; legal are a Joi schema and a Standard Schema',
    ]);
    expect(new GatewayConfigurationError(problems).message).to.equal(
      `5 problems with the gateways:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  });

  it('with a single problem has it for its message', () => {
    expect(new GatewayConfigurationError(['Gateway.method: is wrong'])).to.include({
      name: 'GatewayConfigurationError',
      message: 'Gateway.method: is wrong',
    });
  });

  it('leaves the container as it was', () => {
    const container = new Container();
    expect(() => new TestApplication(container).attach({ gateways: [OddGateway] })).to.throw(GatewayConfigurationError);
    expect(container.isBound(OddGateway)).to.be.false;
  });
});
