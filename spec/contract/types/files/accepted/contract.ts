// Gateways that keep to their contract, in every form that a handler has.
import {
  GatewayBase,
  type GatewayContext,
  type GatewayHost,
  type GatewayTypes,
  OnConnected,
  OnUnknownEvent,
  SubscribeMessage,
  UseGuards,
  WsAck,
  WsArgs,
  WsBody,
  WsContext,
  WsHeader,
  WsResponse,
  WsSocket,
} from 'inversify-express-gateways';
import Joi from 'joi';
import type { Socket } from 'socket.io';
import * as v from 'valibot';
import { z } from 'zod';

interface Message {
  text: string;
}
interface ErrorPayload {
  code: number;
  reason: unknown;
  event: string;
}

interface Listens {
  say(message: Message, ack: (answer: { id: number } | { error: ErrorPayload }) => void): void;
  list(ack: (names: string[]) => void): void;
  search(query: { text: string; limit?: number | `${number}` }, ack: (found: string[]) => void): void;
  remind(reminder: { at: string; text?: string }, ack: (at: string) => void): void;
  move(x: number, y: number): void;
  quiet(message: Message): void;
  count(from: number, ack: (last: string) => void): void;
  maybe(message?: Message, ack?: (answer: Message | undefined) => void): void;
  done(ack: () => void): void;
  first(text: string, ack: (error: ErrorPayload | null, answer?: number) => void): void;
  failing(ack: (error: ErrorPayload | null) => void): void;
  forget(id: number, ack: (nothing: null) => void): void;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as many contracts have it
  loose(value: any, ack: (answer: any) => void): void;
}
interface Emits {
  said(message: Message): void;
  ready(): void;
  at(time: string): void;
  pair(left: string, right?: number): void;
  count(left: number): void;
}

export class ChatGateway extends GatewayBase<{ listens: Listens; emits: Emits }> {
  @SubscribeMessage
  say(@WsBody(Joi.object<Message>()) { text }: Message, @WsSocket() _socket: Socket) {
    return { id: text.length };
  }

  @SubscribeMessage('list')
  async everything(): Promise<string[]> {
    return [];
  }

  @SubscribeMessage()
  search(@WsBody('text', Joi.string()) text: string, @WsBody('limit', Joi.number().default(5)) limit: number) {
    return [text, `${limit}`];
  }

  @SubscribeMessage
  remind(@WsBody(Joi.object<{ at: Date; text: string }>()) { at }: { at: Date; text: string }) {
    return at; // a text, when it arrives
  }

  @SubscribeMessage('remind')
  renamed(@WsBody(z.object({ at: z.iso.datetime().transform((at) => new Date(at)) })) { at }: { at: Date }) {
    return at.toISOString();
  }

  @SubscribeMessage('move')
  onMove(@WsArgs(0, Joi.number()) _x: number, @WsArgs(1) _y: number) {}

  @SubscribeMessage
  quiet(@WsContext() _context: GatewayContext) {
    return WsResponse.broadcast('said', { text: 'a' });
  }

  @SubscribeMessage
  async *count(@WsBody(v.number()) from: number) {
    yield from;
    yield new WsResponse('ready');
    return 'lift-off';
  }

  @SubscribeMessage
  maybe(@WsBody(Joi.object<Message>().optional()) message?: Message) {
    return message;
  }

  @SubscribeMessage('done', 'quiet')
  several() {}

  @SubscribeMessage
  first(@WsBody(z.string().max(5)) text: string) {
    return text.length;
  }

  @SubscribeMessage
  failing() {}

  @SubscribeMessage
  forget(@WsBody(Joi.number()) _id: number) {
    return null;
  }

  @SubscribeMessage
  loose(@WsBody() value: unknown) {
    return [value];
  }

  @SubscribeMessage('say')
  later(@WsBody() _message: Message, @WsAck() ack: (answer: { id: number }) => void) {
    setImmediate(ack, { id: 1 });
  }

  @SubscribeMessage('say')
  laterStill(@WsBody() _message: Message, @WsAck() ack: (answer: unknown) => void): void {
    setImmediate(ack, { id: 1 });
  }

  @SubscribeMessage('say')
  fails(): never {
    throw new Error('always');
  }

  @SubscribeMessage('say')
  withResponse(@WsBody('text') text: string, @WsHeader('x-locale') _locale: string) {
    return new WsResponse('at', { id: text.length } as ReturnType<typeof JSON.parse>);
  }

  @SubscribeMessage('say')
  readonly field = ({ text }: Message) => ({ id: text.length });

  @SubscribeMessage('say')
  raw(message: Message, ack?: (answer: { id: number }) => void) {
    ack?.({ id: message.text.length });
  }

  @SubscribeMessage('move')
  rest(...args: number[]): void {
    args.pop();
  }

  @SubscribeMessage('say')
  @UseGuards(() => true)
  private hidden() {
    return 5;
  }

  @OnUnknownEvent()
  unknown(@WsArgs() args: unknown[]) {
    return new WsResponse('said', { text: String(args) });
  }

  @OnConnected()
  async connected() {
    return Math.random() > 0.5 ? new WsResponse('ready') : undefined;
  }
}

export class Responses extends GatewayBase<{ emits: Emits }> {
  @SubscribeMessage
  date() {
    return new WsResponse('at', new Date()); // a text, when it arrives
  }

  @SubscribeMessage
  optional() {
    return new WsResponse('pair', 'left', { to: ['a', 'b'] });
  }

  @SubscribeMessage
  unsaid(): WsResponse {
    return new WsResponse('anything', 1); // the return type says less
  }

  @SubscribeMessage
  named(name: string) {
    return new WsResponse(name, 1);
  }

  @SubscribeMessage
  explicit() {
    return new WsResponse<Message>('said', { text: 'a' });
  }

  @SubscribeMessage
  async *stream() {
    yield 'an item of an event that is not declared';
    yield new WsResponse('said', { text: 'a' });
  }
}

/** Nothing is declared, and so nothing is checked. */
export class Untyped extends GatewayBase {
  @SubscribeMessage('anything', 'else')
  anything(@WsBody() message: { text: string }) {
    return new WsResponse('whatever', message);
  }
}

export class Plain {
  @SubscribeMessage
  anything(@WsBody(Joi.string()) text: string, @WsContext() _context: GatewayContext) {
    return new WsResponse('whatever', text);
  }
}

export class ByIndex extends GatewayBase<{ listens: Record<string, (value: number) => void> }> {
  @SubscribeMessage('anything')
  anything(@WsBody() text: string) {
    return text;
  }
}

/** What a type parameter will be, nobody knows yet. */
export abstract class PingGateway<Types extends GatewayTypes> extends GatewayBase<Types> {
  @SubscribeMessage('ping')
  ping(@WsBody(Joi.object<Message>()) message: Message) {
    return new WsResponse('pong', message);
  }
}

export class StoreGateway<Item> extends GatewayBase<{
  listens: { put(item: Item, ack: (item: Item) => void): void };
  emits: { stored(item: Item): void };
}> {
  @SubscribeMessage
  put(@WsBody(Joi.object()) item: Item) {
    return item;
  }

  @SubscribeMessage('put')
  async announce(@WsBody() item: Item) {
    return new WsResponse('stored', item);
  }
}

export function announce(host: GatewayHost): void {
  host.of(ChatGateway).to(['a', 'b']).except('c').emit('said', { text: 'a' });
  host.of(Untyped).to('room').emit('whatever', 1, 2);
}
