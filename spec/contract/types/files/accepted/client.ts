// A contract of its own file, or of the gateway's methods; and clients of both.
import { GatewayBase, type Handles, SubscribeMessage, WsBody, WsSocket } from 'inversify-express-gateways';
import { type ClientSocket, GatewayError, request } from 'inversify-express-gateways/client';
import { TestGateway } from 'inversify-express-gateways/testing';
import Joi from 'joi';
import type { Socket as ServerSocket } from 'socket.io';
import { io, type Socket } from 'socket.io-client';

interface Message {
  text: string;
}

interface Types {
  listens: {
    say(
      message: Message,
      ack: (answer: { id: number } | { error: { code: number; reason: unknown; event: string } }) => void,
    ): void;
    list(ack: (names: string[]) => void): void;
    quiet(message: Message): void;
    maybe(message?: Message, ack?: (count: number) => void): void;
  };
  emits: { said(message: Message): void };
}

class ChatGateway extends GatewayBase<Types> {}
class UntypedGateway extends GatewayBase {}

/** Class-first: what clients may send is what the methods take. */
export class ClassFirst extends GatewayBase<{ emits: Types['emits'] }> {
  @SubscribeMessage
  say(@WsSocket() socket: ServerSocket, @WsBody(Joi.object<Message>()) { text }: Message) {
    return { id: text.length, sid: socket.id, at: new Date() };
  }

  @SubscribeMessage
  async list() {
    return ['a'];
  }
}
export interface ClassFirstTypes {
  listens: Handles<typeof ClassFirst, 'say' | 'list'>;
  emits: Types['emits'];
}

/** A gateway may be its own contract, too. */
export class Circular extends GatewayBase<{
  listens: Handles<typeof Circular, 'say' | 'list'>;
  emits: Types['emits'];
}> {
  @SubscribeMessage
  say(@WsBody(Joi.object<Message>()) message: Message) {
    this.context.socket.emit('said', message);
    return { id: message.text.length, sid: this.context.sid };
  }

  @SubscribeMessage
  list() {
    return [this.context.sid];
  }
}

export async function main(): Promise<void> {
  const socket: ClientSocket<Types> = io('/chat');
  const { id } = await request(socket, 'say', { text: 'hello' }); // the error is none of the answers
  id.toFixed();
  (await request({ socket, timeoutMs: 500 }, 'list')).join();
  (await request(socket.timeout(500), 'list')).join();
  (await request(socket.volatile, 'list')).join();
  await request(socket, 'quiet', { text: 'a' });
  (await request(socket, 'maybe')).toFixed();
  (await request(socket, 'maybe', { text: 'a' })).toFixed();
  socket.emit('say', { text: 'hello' }, (answer) => ('id' in answer ? answer.id : answer.error.code));
  socket.on('said', ({ text }) => text.length);
  socket.on('error', (error) => GatewayError.from(error)?.code);

  const classFirst: ClientSocket<ClassFirstTypes> = io('/chat');
  (await request(classFirst, 'say', { text: 'hello' })).at.toUpperCase();
  (await classFirst.emitWithAck('list')).join();

  const plain = io('/chat');
  (await request<Types, 'say'>(plain, 'say', { text: 'hello' })).id.toFixed();
  (await request<Types, 'list'>({ socket: plain, timeoutMs: 500 }, 'list')).join();
  (await request<{ tenant: string }>(plain, 'whoami')).tenant.toUpperCase();
  const inferred: string[] = await request(plain, 'anything', 1, 'two');
  inferred.join();
  (await request<string>(socket, 'not in the contract', 1)).toUpperCase();
  const name: string = inferred.join();
  await request(socket, name, 1, 2, 3);
  const untyped: ClientSocket<unknown> = plain;
  const back: Socket = untyped;
  back.emit('anything');
}

export async function tests(): Promise<void> {
  const typed = await TestGateway.createTestModule({ gateways: [ChatGateway] }).start();
  (await typed.request('say', { text: 'hello' })).id.toFixed();
  (await typed.newSocketClientContext().request('list')).join();
  await typed.request<unknown>('say', { text: 5 }); // a test sends what is wrong
  await typed.request<unknown>('nothing of the kind');
  (await TestGateway.dispatch(ChatGateway, 'say', { text: 'hello' })).ack?.id.toFixed();
  await TestGateway.dispatch(ChatGateway, 'say' as string, 5);

  const untyped = await TestGateway.createTestModule({ gateways: [UntypedGateway] }).start();
  (await untyped.request<string>('anything', 1)).toUpperCase();
  const answer: number = await untyped.request('anything');
  await TestGateway.dispatch(UntypedGateway, 'anything', answer);
}
