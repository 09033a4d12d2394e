import { GatewayBase } from 'inversify-express-gateways';
import { type ClientSocket, request } from 'inversify-express-gateways/client';
import { TestGateway } from 'inversify-express-gateways/testing';
import { io } from 'socket.io-client';

interface Message {
  text: string;
}

interface Types {
  listens: {
    say(message: Message, ack: (answer: { id: number }) => void): void;
    list(ack: (names: string[]) => void): void;
  };
  emits: { said(message: Message): void };
}

class ChatGateway extends GatewayBase<Types> {}

export async function typedSocket(socket: ClientSocket<Types>): Promise<void> {
  // refused: the contract has no event 'no_such_event'
  await request(socket, 'no_such_event', 1, 2, 3);
  // refused: the contract says that 'say' is sent with something else
  await request(socket, 'say', 5);
  // refused: the contract says that 'list' is sent with something else
  await request(socket, 'list', 5);
  // refused: the contract says that 'say' is sent with something else
  await request({ socket, timeoutMs: 5 }, 'say');
  // refused: Type '{ id: number; }' is not assignable to type 'string'
  const answer: string = await request(socket, 'say', { text: 'a' });
  void answer;
  // refused: '"sya"' is not assignable
  socket.emit('sya', { text: 'a' });
  // refused: Argument of type 'number' is not assignable to parameter of type 'Message'
  socket.emit('say', 5, () => undefined);
  // refused: '"sayd"' is not assignable to parameter of type
  socket.on('sayd', () => undefined);
}

export async function namedContract(): Promise<void> {
  const socket = io();
  // refused: beside a contract the event is the second type argument; a ClientSocket of the contract needs none
  await request<Types>(socket, 'say', { text: 'a' });
  // refused: beside a contract the event is the second type argument; a ClientSocket of the contract needs none
  await request<Types>({ socket, timeoutMs: 5 }, 'no_such_event');
  // refused: the contract has no event 'no_such_event'
  await request<Types, 'no_such_event'>(socket, 'no_such_event');
  // refused: Argument of type '"list"' is not assignable to parameter of type '"say"'
  await request<Types, 'say'>(socket, 'list', { text: 'a' });
  // refused: Property 'join' does not exist on type '{ id: number; }'
  (await request<Types, 'say'>(socket, 'say', { text: 'a' })).join();
  // refused: Argument of type 'number' is not assignable to parameter of type 'Message'
  await request<Types, 'say'>(socket, 'say', 5);
}

export async function testKit(): Promise<void> {
  await using ctx = await TestGateway.createTestModule({ gateways: [ChatGateway] }).start();
  // refused: the contract has no event 'no_such_event'
  await ctx.request('no_such_event');
  // refused: the contract says that 'say' is sent with something else
  await ctx.request('say', { text: 5 });
  // refused: Type 'string[]' is not assignable to type 'number'
  const names: number = await ctx.newSocketClientContext().request('list');
  // refused: the contract has no event 'no_such_event'
  await TestGateway.dispatch(ChatGateway, 'no_such_event', names);
  // refused: the contract says that 'say' is sent with something else
  await TestGateway.dispatch(ChatGateway, 'say', 5);
}
