import Joi from 'joi';
import type { Socket } from 'socket.io';
import {
  createParamDecorator,
  type GatewayContext,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsArgs,
  WsAuth,
  WsBody,
  WsContext,
  WsHeader,
  WsQuery,
  WsSocket,
} from '../../../src';

const Sid = createParamDecorator((context) => context.sid);
const EventLater = createParamDecorator(async (context) => {
  await Promise.resolve();
  return context.event;
});
const Nothing = createParamDecorator(() => undefined);
const Refusing = createParamDecorator(() => {
  throw new WebSocketException(4001, 'Who are you?');
});
const RefusingLater = createParamDecorator(async () => {
  await Promise.resolve();
  throw new WebSocketException(4002, 'Who were you?');
});
const Broken = createParamDecorator(() => {
  throw new Error('secret');
});
const upperCase = Joi.string().uppercase();

/** The events whose handlers ran although a parameter could not be had. */
export const handled: string[] = [];

// It does not extend GatewayBase: everything comes in through its parameters.
@WebSocketGateway({ path: '/parameters' })
class ParameterGateway {
  @SubscribeMessage('body')
  body(@WsBody() body: unknown): unknown {
    return { body };
  }

  @SubscribeMessage('member')
  member(@WsBody('name') name: unknown, @WsBody('constructor') own: unknown): unknown {
    return { name, own };
  }

  @SubscribeMessage('args')
  args(@WsArgs() args: unknown, @WsArgs(1) second: unknown, @WsArgs(5) sixth: unknown): unknown {
    return { args, second, sixth };
  }

  @SubscribeMessage('handshake')
  handshake(
    @WsHeader('X-Custom') header: unknown,
    @WsQuery('room') room: unknown,
    @WsAuth('token') token: unknown,
    @WsAuth() auth: unknown,
  ): unknown {
    return { header, room, token, auth };
  }

  @SubscribeMessage('missing')
  missing(
    @WsBody('name') body: unknown,
    @WsArgs(0) first: unknown,
    @WsHeader('x-missing') header: unknown,
    @WsQuery('missing') query: unknown,
    @WsAuth('missing') auth: unknown,
    @Nothing() custom: unknown,
  ): unknown {
    return [body, first, header, query, auth, custom].map((value) => typeof value);
  }

  @SubscribeMessage('inherited')
  inherited(
    @WsBody('constructor') body: unknown,
    @WsBody('__proto__') prototype: unknown,
    @WsHeader('constructor') header: unknown,
    @WsHeader('__proto__') headerPrototype: unknown,
    @WsQuery('constructor') query: unknown,
    @WsQuery('__proto__') queryPrototype: unknown,
    @WsAuth('toString') auth: unknown,
    @WsAuth('__proto__') authPrototype: unknown,
  ): unknown {
    const values = [body, prototype, header, headerPrototype, query, queryPrototype, auth, authPrototype];
    return values.map((value) => typeof value);
  }

  @SubscribeMessage('schemas')
  schemas(
    @WsBody('name', upperCase) name: unknown,
    @WsArgs(1, Joi.number()) count: unknown,
    @WsHeader('X-Custom', upperCase) header: unknown,
    @WsQuery('room', upperCase) room: unknown,
    @WsAuth('token', upperCase) token: unknown,
    @WsAuth(Joi.object({ token: Joi.string(), since: Joi.date() })) auth: { since: Date },
  ): unknown {
    return [name, count, header, room, token, auth.since.getUTCFullYear()];
  }

  @SubscribeMessage('context')
  context(@WsSocket() socket: Socket, @WsContext() context: GatewayContext, @Sid() sid: string): unknown {
    return { sid, sameSocket: socket === context.socket, socketId: socket.id, contextId: context.sid };
  }

  @SubscribeMessage('later')
  later(@EventLater() event: unknown, @WsBody() body: unknown): unknown {
    return [event, body];
  }

  @SubscribeMessage('some')
  some(first: unknown, @WsBody() second: unknown, third: unknown, ...rest: unknown[]): unknown {
    return { first: typeof first, second, third: typeof third, rest };
  }

  @SubscribeMessage('broken')
  broken(@EventLater() _event: unknown, @Broken() _value: unknown): void {
    handled.push('broken');
  }

  @SubscribeMessage('refused')
  refused(@Refusing() _value: unknown): void {
    handled.push('refused');
  }

  @SubscribeMessage('refused_later')
  refusedLater(@RefusingLater() _value: unknown, @EventLater() _event: unknown): void {
    handled.push('refused_later');
  }
}

// Exported here: ESLint counts no decorators of an exported class among the uses of what they name.
export { ParameterGateway };
