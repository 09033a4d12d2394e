import { expectTypeOf } from 'expect-type';
import Joi from 'joi';
import type { Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import {
  type ErrorPayload,
  GatewayBase,
  type Handles,
  SubscribeMessage,
  WsBody,
  WsContext,
  WsResponse,
  WsSocket,
} from '../../../src';
import { type ClientSocket, request } from '../../../src/client';
import { TestGateway } from '../../../src/testing';

// The compiler is what checks these specs: `npm run typecheck` fails where one does not hold.

interface Message {
  text: string;
}
interface Said {
  id: number;
}
interface Types {
  listens: {
    say(message: Message, ack: (answer: Said | { error: ErrorPayload }) => void): void;
    list(ack: (names: string[]) => void): void;
    quiet(message: Message): void;
    maybe(message?: Message, ack?: (count: number) => void): void;
    first(text: string, ack: (error: ErrorPayload | null, answer?: Date) => void): void;
  };
  emits: { said(message: Message): void };
}

class TypedGateway extends GatewayBase<Types> {}

class ChatGateway {
  @SubscribeMessage
  say(@WsSocket() _socket: ServerSocket, @WsBody(Joi.object<Message>()) { text }: Message) {
    return { id: text.length, at: new Date(), draft: undefined as boolean | undefined };
  }

  @SubscribeMessage
  async list() {
    return new WsResponse('listed', ['a']);
  }

  @SubscribeMessage
  quiet(@WsBody() _message: Message, @WsContext() _context: unknown) {}

  @SubscribeMessage
  maybe(@WsBody() message?: Message) {
    return message?.text ?? null;
  }

  @SubscribeMessage
  async *count(@WsBody() from: number) {
    yield from;
    return 'lift-off';
  }
}

type Handled = Handles<typeof ChatGateway, 'say' | 'list' | 'quiet' | 'maybe' | 'count'>;

declare const socket: ClientSocket<Types>;
declare const plain: Socket;

/** Compiled, and never run. */
function compiles(code: () => unknown): void {
  expectTypeOf(code).toBeFunction();
}

describe('the events that a gateway handles, from its methods', () => {
  it('have the body and what the acknowledgement takes, as it arrives', () => {
    type Answer = { id: number; at: string; draft?: boolean };
    expectTypeOf<Handled['say']>().toEqualTypeOf<(body: Message, ack: (answer: Answer) => void) => void>();
    expectTypeOf<Handled['list']>().toEqualTypeOf<(ack: (answer: string[]) => void) => void>();
    expectTypeOf<Handled['count']>().toEqualTypeOf<(body: number, ack: (answer: string) => void) => void>();
  });

  it('are those of a class', () => {
    expectTypeOf(ChatGateway).toBeConstructibleWith();
  });

  it('have no acknowledgement where nothing is answered', () => {
    expectTypeOf<Handled['quiet']>().toEqualTypeOf<(body: Message) => void>();
  });

  it('may be sent without what the method does not need', () => {
    expectTypeOf<Parameters<Handled['maybe']>[0]>().toEqualTypeOf<Message | undefined>();
  });
});

describe('the answer to a request', () => {
  it('is what the acknowledgement takes, without the error', () => {
    compiles(() => {
      expectTypeOf(request(socket, 'say', { text: 'a' })).resolves.toEqualTypeOf<Said>();
      expectTypeOf(request({ socket, timeoutMs: 5 }, 'list')).resolves.toEqualTypeOf<string[]>();
      expectTypeOf(request(socket.timeout(5), 'list')).resolves.toEqualTypeOf<string[]>();
      expectTypeOf(request(socket, 'maybe')).resolves.toEqualTypeOf<number>();
    });
  });

  it('is the second parameter where errors come first', () => {
    compiles(() => expectTypeOf(request(socket, 'first', 'a')).resolves.toEqualTypeOf<Date>());
  });

  it('is nothing for an event without an acknowledgement', () => {
    compiles(() => expectTypeOf(request(socket, 'quiet', { text: 'a' })).resolves.toEqualTypeOf<undefined>());
  });

  it('is known from the contract where the socket knows none', () => {
    compiles(() => {
      expectTypeOf(request<Types, 'say'>(plain, 'say', { text: 'a' })).resolves.toEqualTypeOf<Said>();
      expectTypeOf(request<Types, 'list'>({ socket: plain, timeoutMs: 5 }, 'list')).resolves.toEqualTypeOf<string[]>();
    });
  });

  it('is what the caller says where there is no contract', () => {
    compiles(() => {
      expectTypeOf(request(plain, 'anything', 1)).resolves.toBeUnknown();
      expectTypeOf(request<string>(plain, 'anything')).resolves.toBeString();
      expectTypeOf(request<string>(socket, 'anything')).resolves.toBeString();
    });
  });

  it('is typed in tests, too', () => {
    compiles(async () => {
      const ctx = await TestGateway.createTestModule({ gateways: [TypedGateway] }).start();
      expectTypeOf(ctx.request('say', { text: 'a' })).resolves.toEqualTypeOf<Said>();
      expectTypeOf(ctx.newSocketClientContext().request('list')).resolves.toEqualTypeOf<string[]>();
      expectTypeOf(ctx.request<string>('say', 5)).resolves.toBeString();
      const dispatched = await TestGateway.dispatch(TypedGateway, 'say', { text: 'a' });
      expectTypeOf(dispatched.ack).toEqualTypeOf<Said | undefined>();
    });
  });
});

describe('the socket of a client', () => {
  it('hears what the gateway emits, and errors', () => {
    compiles(() => {
      socket.on('said', (message) => expectTypeOf(message).toEqualTypeOf<Message>());
      socket.on('error', (error) => expectTypeOf(error).toEqualTypeOf<ErrorPayload>());
    });
  });

  it('gives answers to acknowledgements', () => {
    compiles(() => {
      socket.emit('list', (names) => expectTypeOf(names).toEqualTypeOf<string[]>());
      return expectTypeOf(socket.emitWithAck('list')).resolves.toEqualTypeOf<string[]>();
    });
  });

  it('is any socket without a contract', () => {
    expectTypeOf<ClientSocket<unknown>>().toEqualTypeOf<Socket>();
    expectTypeOf<ClientSocket<{ user: string }>>().toEqualTypeOf<Socket>();
  });
});
