// What is right, or what the types cannot tell: the compiler has nothing to say.
import {
  createParamDecorator,
  GatewayBase,
  OnConnected,
  type Schema,
  SubscribeMessage,
  WsAck,
  WsArgs,
  WsAuth,
  WsBody,
  WsContext,
  WsHeader,
  WsParam,
  WsQuery,
  WsSocket,
} from 'inversify-express-gateways';
import Joi from 'joi';
import Joi17 from 'joi-17';
import * as v from 'valibot';
import { z } from 'zod';

interface Message {
  text: string;
  at?: Date;
}

type UserId = string & { readonly brand: unique symbol };
type Color = 'red' | 'green';

declare const anySchema: Schema;
declare const anyJoi: Joi.Schema;
declare const whatever: ReturnType<typeof JSON.parse>;

const Locale = createParamDecorator(({ environment }) => environment.headers['accept-language']);

export class JoiGateway extends GatewayBase {
  @SubscribeMessage('types that Joi does not tell apart')
  imprecise(
    @WsBody('color', Joi.string().valid('red', 'green')) _color: Color,
    @WsBody('id', Joi.string()) _id: UserId,
    @WsBody('level', Joi.number().valid(1, 2)) _level: 1 | 2,
    @WsBody('on', Joi.boolean().valid(true)) _on: true,
    @WsBody('either', Joi.string().valid('red', 0)) _either: 'red' | 0,
    @WsBody('nothing', Joi.string().valid('red').allow(null).optional()) _nothing?: 'red' | null,
  ) {}

  @SubscribeMessage('types that are not known')
  unknown(
    @WsBody(Joi.object()) _object: Message,
    @WsBody(Joi.any()) _any: Message,
    @WsBody(Joi.array().items(Joi.string())) _list: string[],
    @WsBody(Joi.alternatives(Joi.string(), Joi.number())) _either: string | number,
    @WsBody(Joi.array()) _readonly: readonly Message[],
    @WsBody(anySchema) _schema: Message,
    @WsBody(anyJoi) _joi: Message,
    @WsBody(whatever) _whatever: Message,
    @WsBody(Joi17.object()) _old: Message,
    @WsBody(Joi17.array().items(Joi17.object())) _oldList: Message[],
    @WsBody(z.any()) _zod: Message,
    @WsBody(z.unknown()) _unknown: Message,
    @WsBody({ '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } }) _own: Message,
  ) {}

  @SubscribeMessage('types that are written down')
  written(
    @WsBody(Joi.object<Message>()) _message: Message,
    @WsBody(Joi.object<Message>()) _wider: { text: string | number },
    @WsBody(Joi.object<Message>()) _unknown: unknown,
    @WsBody(Joi.object<Message>()) _any: typeof whatever,
    @WsBody(Joi.string<UserId>().custom((id: string) => id)) _custom: UserId,
    @WsBody(Joi.number<string>().cast('string')) _cast: string,
    @WsBody(Joi.array<Set<string>>().cast('set')) _set: Set<string>,
    @WsBody(Joi17.object<Message>()) _old: Message,
    @WsBody(Joi17.number()) _oldNumber: number,
    @WsBody(Joi17.string().valid('red')) _oldColor: Color,
  ) {}

  @SubscribeMessage('every source')
  sources(
    @WsBody(Joi.date()) _date: Date,
    @WsBody('key', Joi.number().default(5)) _key: number,
    @WsArgs() _args: unknown[],
    @WsArgs(1, Joi.binary()) _second: Buffer,
    @WsHeader('x-count', Joi.number()) _header: number,
    @WsQuery('since', Joi.date()) _since: Date,
    @WsQuery('plain') _plain: string,
    @WsAuth() _auth: unknown,
    @WsAuth(Joi.object<{ token: string }>()) _typed: { token: string },
    @WsAuth('token', Joi.string()) _token: string,
    @WsParam('room', Joi.number()) _room: number,
    @Locale() _locale: string,
    @WsSocket() _socket: unknown,
    @WsAck() _ack: (answer: number) => void,
    @WsContext() _context: unknown,
  ) {}

  @OnConnected()
  connected(@WsAuth('token', Joi.string()) _token: string, @WsQuery('n', Joi.number()) _n: number) {}

  @SubscribeMessage('private')
  private hidden(@WsBody(Joi.number()) _text: number) {}

  @SubscribeMessage('default')
  withDefault(@WsBody(Joi.number().optional()) _count = 5, @WsBody('x', z.string().optional()) _text?: string) {}

  @SubscribeMessage('generic')
  generic<Kind extends Message>(@WsBody(Joi.object<Message>()) _message: Kind) {}
}

export class StandardGateway {
  @SubscribeMessage('zod')
  zod(
    @WsBody(z.object({ text: z.string(), at: z.coerce.date().optional() })) _message: Message,
    @WsBody('n', z.string().transform(Number)) _number: number,
    @WsBody('limit', z.coerce.number().default(5)) _limit: number,
    @WsBody('color', z.enum(['red', 'green'])) _color: Color,
    @WsBody('id', z.string().brand('id')) _id: string,
    @WsBody('tags', z.array(z.string())) _tags: readonly string[],
    @WsQuery('page', z.string().optional()) _page: string | undefined,
  ) {}

  @SubscribeMessage('valibot')
  valibot(
    @WsBody(v.object({ text: v.string(), at: v.optional(v.date()) })) _message: Message,
    @WsBody('n', v.pipe(v.string(), v.transform(Number))) _number: number,
  ) {}
}

/** Decorators of an application's own, made of these. */
export const MessageBody = (): ParameterDecorator => WsBody(Joi.object<Message>());
export const Command = (name: string): MethodDecorator => SubscribeMessage(name);
export const asBefore: ((index?: number) => ParameterDecorator)[] = [() => WsBody(), WsArgs, () => WsAuth()];

export class ComposedGateway {
  @Command('composed')
  composed(@MessageBody() _message: Message) {}
}

/** A schema whose type is a parameter of the class is known to who uses the class. */
export function crud<Item, Key extends string>(item: Joi.Schema<Item>, key: z.ZodType<Key>) {
  class CrudGateway extends GatewayBase {
    @SubscribeMessage('put')
    put(
      @WsBody('key', key) _key: Key,
      @WsBody('item', item) value: Item,
      @WsArgs(0, item) _nested: { item: Item } | Item,
    ) {
      return value;
    }
  }
  return CrudGateway;
}
