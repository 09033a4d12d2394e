import { expectTypeOf } from 'expect-type';
import Joi from 'joi';
import { z } from 'zod';
import {
  createParamDecorator,
  type GatewayContext,
  GatewayHost,
  type GatewayOptions,
  type GatewayOptionsSource,
  OnConnected,
  OnGatewayInit,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsArgs,
  WsAuth,
  WsBody,
  WsContext,
  WsHeader,
  WsQuery,
  WsResponse,
  WsStatus,
} from '../../src';

// The compiler is what checks these specs: `npm run typecheck` fails where one does not hold.

class PlainGateway {}

/** Compiled, and never run. */
function compiles(code: () => void): void {
  expectTypeOf(code).toBeFunction();
}

describe('the types of @WebSocketGateway', () => {
  it('accept every documented form', () => {
    @WebSocketGateway
    class _Bare {}
    @WebSocketGateway()
    class _Empty {}
    @WebSocketGateway({ path: '/ws' })
    class _Path {}
    @WebSocketGateway({
      path: '/ws',
      namespace: /^\/room/,
      name: 'rooms',
      pingInterval: 1_000,
      transports: ['polling'],
    })
    class _Options {}
    @WebSocketGateway((container) => ({ path: container.isBound(PlainGateway) ? '/ws' : '/other' }))
    class _Function {}
    compiles(() => {
      const source = null as unknown as GatewayOptionsSource;
      @WebSocketGateway(source)
      class _Source {}
    });
    expectTypeOf<GatewayOptions>().toExtend<GatewayOptionsSource>();
  });

  it('refuse what attaching would refuse', () => {
    compiles(() => {
      // @ts-expect-error -- the path is a string
      @WebSocketGateway({ path: 1 })
      class _Number {}
      // @ts-expect-error -- the option is misspelt
      @WebSocketGateway({ namspace: '/events' })
      class _Misspelt {}
      // @ts-expect-error -- options come at once
      @WebSocketGateway(async () => ({ path: '/ws' }))
      class _Async {}
    });
  });
});

describe('the types of the decorators of methods and parameters', () => {
  it('accept every documented form', () => {
    const Locale = createParamDecorator((context) => context.environment.headers['accept-language']);
    class _Gateway {
      @SubscribeMessage
      bare(): void {}

      @SubscribeMessage()
      empty(): void {}

      @SubscribeMessage('a', 'b')
      readonly field = (): void => undefined;

      @SubscribeMessage('c')
      parameters(
        @WsBody() _body: unknown,
        @WsBody(Joi.string()) _joi: string,
        @WsBody('key', z.string()) _key: string,
        @WsArgs() _args: unknown[],
        @WsArgs(0, Joi.number()) _first: number,
        @WsHeader('x-locale') _header: string,
        @WsQuery('room', z.string()) _query: string,
        @WsAuth() _auth: unknown,
        @WsAuth('token', Joi.string()) _token: string,
        @WsContext() _context: GatewayContext,
        @Locale() _locale: string,
      ): WsResponse {
        return new WsResponse('done');
      }

      @OnConnected()
      connected(): void {}

      @OnGatewayInit()
      init(_host: GatewayHost): void {}
    }
    expectTypeOf(_Gateway).toBeConstructibleWith();
  });

  it('refuse forms that are always wrong', () => {
    compiles(() => {
      class _Gateway {
        // @ts-expect-error -- it takes nothing, and needs its parentheses
        @OnConnected
        connected(): void {}

        // @ts-expect-error -- an event has a name
        @SubscribeMessage(42)
        number(): void {}

        parameters(
          // @ts-expect-error -- a schema is one of Joi or a Standard Schema
          @WsBody({ data: 'string' }) _body: unknown,
          // @ts-expect-error -- a header has a name
          @WsHeader() _header: unknown,
          // @ts-expect-error -- an argument has an index
          @WsArgs('first') _argument: unknown,
        ): void {}
      }
    });
  });

  it('keep the event of a WsResponse and the type of its data, and list the values of WsStatus', () => {
    expectTypeOf(new WsResponse('a', { data: 'x' })).toEqualTypeOf<WsResponse<{ data: string }, 'a'>>();
    expectTypeOf(WsResponse.broadcast('a', 1)).toEqualTypeOf<WsResponse<number, 'a'>>();
    expectTypeOf(WsStatus.MESSAGE_TOO_BIG).toEqualTypeOf<1009>();
    expectTypeOf(WebSocketException).toBeConstructibleWith(4000, { any: 'reason' }, { disconnect: true, cause: 'x' });
    expectTypeOf(WebSocketException).toBeConstructibleWith(WsStatus.POLICY_VIOLATION);
    compiles(() => {
      // @ts-expect-error -- a room is a string
      new WsResponse('a', 1, { to: 42 });
    });
  });
});
