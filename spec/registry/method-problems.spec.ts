import { expect } from 'chai';
import Joi from 'joi';
import {
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
} from '../../src';
import { TestApplication } from '../support/application';

import { problemsOf } from '../support/problems';

describe('a method of a gateway is refused', () => {
  for (const event of ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener']) {
    it(`when it subscribes to '${event}', which socket.io keeps for itself`, async () => {
      @WebSocketGateway()
      class ReservedGateway {
        @SubscribeMessage(event)
        handle(): void {}
      }
      expect(await problemsOf(ReservedGateway)).to.deep.equal([
        `ReservedGateway.handle: subscribes to '${event}', which is reserved; expected another name, or a lifecycle hook`,
      ]);
    });
  }

  it('when its own name is reserved by socket.io', async () => {
    @WebSocketGateway()
    class ReservedNameGateway {
      @SubscribeMessage
      disconnect(): void {}
    }
    expect(await problemsOf(ReservedNameGateway)).to.deep.equal([
      "ReservedNameGateway.disconnect: subscribes to 'disconnect', which is reserved; expected another name, or a lifecycle hook",
    ]);
  });

  it('when it subscribes to an empty list or to something that is no text', async () => {
    @WebSocketGateway()
    class NamelessGateway {
      @SubscribeMessage('', 42 as never)
      handle(): void {}
    }
    expect(await problemsOf(NamelessGateway)).to.deep.equal([
      'NamelessGateway.handle: subscribes to ""; expected names that are not empty',
      'NamelessGateway.handle: subscribes to 42; expected names that are not empty',
    ]);
  });

  it('when it is static', async () => {
    @WebSocketGateway()
    class StaticGateway {
      @SubscribeMessage()
      static handle(): void {}
    }
    expect(await problemsOf(StaticGateway)).to.deep.equal([
      'StaticGateway.handle: is static; expected a method of instances',
    ]);
  });

  it('when its parameters are decorated but the method is not', async () => {
    @WebSocketGateway()
    class ForgetfulGateway {
      handle(@WsBody() _body: unknown): void {}
    }
    expect(await problemsOf(ForgetfulGateway)).to.deep.equal([
      'ForgetfulGateway.handle: is decorated and handles nothing; expected @SubscribeMessage(), or a lifecycle hook, on it',
    ]);
  });

  it('when one of its parameters is decorated twice; expected one decorator', async () => {
    @WebSocketGateway()
    class TwiceGateway {
      @SubscribeMessage()
      handle(_first: unknown, @WsBody() @WsContext() _second: unknown): void {}
    }
    expect(await problemsOf(TwiceGateway)).to.deep.equal([
      'TwiceGateway.handle, parameter 1: is decorated twice; expected one decorator',
    ]);
  });

  for (const index of [-1, 1.5, 'x']) {
    it(`when it asks for the argument ${index}`, async () => {
      @WebSocketGateway()
      class IndexGateway {
        @SubscribeMessage()
        handle(@WsArgs(index as number) _argument: unknown): void {}
      }
      expect(await problemsOf(IndexGateway)).to.deep.equal([
        `IndexGateway.handle, parameter 0: @WsArgs has the index ${index}; expected whole numbers from 0`,
      ]);
    });
  }

  it('when a schema is undefined, as happens when two files import each other; expected a Joi schema or a Standard Schema', async () => {
    @WebSocketGateway()
    class CycleGateway {
      @SubscribeMessage()
      handle(@WsBody(undefined) _body: unknown, @WsAuth('token', undefined) _token: unknown): void {}
    }
    expect(await problemsOf(CycleGateway)).to.have.members([
      'CycleGateway.handle, parameter 0: its schema is undefined, as happens when two files import each other; expected a Joi schema or a Standard Schema',
      'CycleGateway.handle, parameter 1: its schema is undefined, as happens when two files import each other; expected a Joi schema or a Standard Schema',
    ]);
  });

  for (const [found, schema] of [
    ['an object (data)', { data: Joi.string() }],
    ['an object (empty)', {}],
    ['a function', () => true],
    ['42', 42],
    ['null', null],
  ] as const) {
    it(`when its schema is ${found}`, async () => {
      @WebSocketGateway()
      class SchemaGateway {
        @SubscribeMessage()
        handle(@WsBody(schema as never) _body: unknown): void {}
      }
      expect(await problemsOf(SchemaGateway)).to.deep.equal([
        `SchemaGateway.handle, parameter 0: its schema is ${found}; expected a Joi schema or a Standard Schema`,
      ]);
    });
  }

  for (const [source, decorate] of [
    ['body', WsBody],
    ['args', WsArgs],
    ['ack', WsAck],
  ] as const) {
    it(`when it is a lifecycle hook and takes the ${source} of an event`, async () => {
      @WebSocketGateway()
      class HookGateway {
        @OnConnected()
        greet(@decorate() _payload: unknown): void {}
      }
      expect(await problemsOf(HookGateway)).to.deep.equal([
        `HookGateway.greet, parameter 0: takes the ${source} of an event, which a lifecycle hook has not; expected @WsContext(), or a part of the handshake`,
      ]);
    });
  }

  it('when it is a hook of the gateway itself and its parameters are decorated', async () => {
    @WebSocketGateway()
    class InitGateway {
      @OnGatewayInit()
      init(@WsContext() _context: unknown): void {}
    }
    expect(await problemsOf(InitGateway)).to.deep.equal([
      'InitGateway.init, parameter 0: is decorated, but hooks of the gateway itself have no client; expected none: they get the GatewayHost',
    ]);
  });

  it('but not when it is @OnUnknownEvent and takes the payload', async () => {
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

describe('a decorator throws', () => {
  it('when it is written without the parentheses that it needs', () => {
    const bare = OnConnected as (...args: unknown[]) => void;
    expect(() => {
      class _BareGateway {
        @bare
        greet(): void {}
      }
    }).to.throw(TypeError, '_BareGateway.greet: @OnConnected has no parentheses; expected @OnConnected()');
  });

  it('when it decorates a parameter of a constructor', () => {
    expect(() => {
      class _ConstructedGateway {
        constructor(@WsBody() _body: unknown) {}
      }
    }).to.throw(
      TypeError,
      "_ConstructedGateway, parameter 0 of its constructor: is decorated for a client's message; " +
        'expected @inject(Service), as it comes from the container',
    );
  });
});
