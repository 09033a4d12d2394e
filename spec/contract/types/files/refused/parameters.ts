import {
  GatewayBase,
  SubscribeMessage,
  WsArgs,
  WsAuth,
  WsBody,
  WsHeader,
  WsParam,
  WsQuery,
} from 'inversify-express-gateways';
import Joi from 'joi';
import Joi17 from 'joi-17';
import * as v from 'valibot';
import { z } from 'zod';

interface Message {
  text: string;
}

export class JoiGateway extends GatewayBase {
  @SubscribeMessage('body')
  body(
    // refused: the schema gives another type than the parameter has", { schema: number; parameter: string; }
    @WsBody(Joi.number()) _text: string,
  ) {}

  @SubscribeMessage('object')
  object(
    // refused: the schema gives another type than the parameter has
    @WsBody(Joi.object<{ text: number }>()) _message: Message,
    // refused: the schema gives another type than the parameter has
    @WsBody(Joi.object<{ text?: string }>()) _optional: Message,
    // refused: the schema gives another type than the parameter has
    @WsBody(Joi.array<string[]>()) _list: number[],
    // refused: the schema gives another type than the parameter has
    @WsBody(Joi.array()) _text: string,
  ) {}

  @SubscribeMessage('parts')
  parts(
    // refused: the schema gives another type than the parameter has
    @WsBody('count', Joi.number()) _key: string,
    // refused: the schema gives another type than the parameter has
    @WsArgs(1, Joi.boolean()) _second: number,
    // refused: the schema gives another type than the parameter has
    @WsHeader('x-count', Joi.number()) _header: string,
    // refused: the schema gives another type than the parameter has
    @WsQuery('since', Joi.date()) _since: string,
    // refused: the schema gives another type than the parameter has
    @WsAuth(Joi.object<Message>()) _auth: { token: string },
    // refused: the schema gives another type than the parameter has
    @WsAuth('token', Joi.string()) _token: number,
    // refused: the schema gives another type than the parameter has
    @WsParam('room', Joi.string().guid()) _room: 1 | 2,
  ) {}
}

/** The older Joi says its types in another way. */
export class OldJoiGateway {
  @SubscribeMessage('old')
  old(
    // refused: the schema gives another type than the parameter has", { schema: number; parameter: string; }
    @WsBody(Joi17.number()) _text: string,
    // refused: the schema gives another type than the parameter has
    @WsBody(Joi17.object<{ text: number }>()) _message: Message,
  ) {}
}

export class ZodGateway {
  @SubscribeMessage('zod')
  zod(
    // refused: the schema gives another type than the parameter has
    @WsBody(z.object({ text: z.number() })) _message: Message,
    // refused: the schema gives another type than the parameter has
    @WsBody(z.string().optional()) _optional: string,
    // refused: the schema gives another type than the parameter has
    @WsBody(z.string()) _narrow: 'a' | 'b',
    // refused: the schema gives another type than the parameter has
    @WsBody('n', z.string().transform(Number)) _transformed: string,
    // refused: the schema gives another type than the parameter has
    @WsQuery('n', z.union([z.string(), z.number()])) _union: string,
  ) {}
}

export class ValibotGateway {
  @SubscribeMessage('valibot')
  valibot(
    // refused: the schema gives another type than the parameter has
    @WsBody(v.object({ text: v.nullable(v.string()) })) _message: Message,
    // refused: the schema gives another type than the parameter has
    @WsAuth('ids', v.array(v.number())) _ids: string[],
  ) {}
}
