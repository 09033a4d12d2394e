import { GatewayBase, SubscribeMessage, WsAck, WsArgs, WsBody, WsResponse, WsSocket } from 'inversify-express-gateways';
import Joi from 'joi';
import type { Socket } from 'socket.io';
import { z } from 'zod';

interface Message {
  text: string;
}

interface Listens {
  say(message: Message, ack: (answer: { id: number }) => void): void;
  list(ack: (names: string[]) => void): void;
  search(query: { text: string; limit?: number }, ack: (found: string[]) => void): void;
  move(x: number, y: number): void;
  quiet(message: Message): void;
  remind(at: string): void;
  forget(id: number, ack: (nothing: null) => void): void;
}

class ChatGateway extends GatewayBase<{ listens: Listens }> {}

export class Names extends ChatGateway {
  // refused: the contract has no event 'shout'
  @SubscribeMessage('shout')
  misspelt() {}

  // refused: the contract has no event 'later'
  @SubscribeMessage('quiet', 'later')
  oneOfTwo() {}

  // refused: the contract has no event 'bare'
  @SubscribeMessage
  bare() {}

  // refused: the contract has no event 'parentheses'
  @SubscribeMessage()
  parentheses() {}

  // refused: the contract has no event 'field'
  @SubscribeMessage('field')
  readonly field = (): void => undefined;

  // refused: the method has the name of another event of the contract
  @SubscribeMessage('quiet')
  remind() {}
}

export class Bodies extends ChatGateway {
  @SubscribeMessage
  say(
    // refused: the contract says that clients send something else
    @WsBody(Joi.object<{ text: number }>()) message: { text: number },
  ) {
    return { id: message.text };
  }

  @SubscribeMessage
  search(
    // refused: the contract says that clients send something else
    @WsBody('text', z.number()) text: number,
    // refused: the contract says that clients send no such key
    @WsBody('room', Joi.string()) room: string,
    // refused: the contract says that clients send something else
    @WsBody('limit') limit: number,
  ) {
    return [`${text} ${room} ${limit}`];
  }

  @SubscribeMessage
  move(
    // refused: the contract says that clients send something else
    @WsArgs(0, z.string()) _x: string,
    // refused: the contract says that clients send something else
    @WsArgs(1) _y: string,
    // refused: the contract says that clients send something else
    @WsArgs(2) _z: number,
  ) {}

  @SubscribeMessage
  quiet(
    // refused: the contract says that clients send something else
    @WsBody(Joi.object<Message & { room: string }>()) _message: Message & { room: string },
  ) {}

  @SubscribeMessage
  remind(
    // refused: the contract says that clients send something else
    @WsBody(z.number().transform((at) => new Date(at))) _at: Date,
  ) {}

  @SubscribeMessage
  list(
    // refused: the contract says that clients send something else
    @WsBody(z.object({ page: z.number() })) page: { page: number },
  ) {
    return [`${page.page}`];
  }
}

export class RenamedBodies extends ChatGateway {
  // refused: no parameter takes what the contract says that clients send
  @SubscribeMessage('quiet')
  another(@WsBody(Joi.object<{ room: string }>()) _message: { room: string }) {}

  // refused: no parameter takes what the contract says that clients send
  @SubscribeMessage('move')
  onMove(@WsSocket() _socket: Socket, @WsBody(Joi.string()) _where: string) {}

  // refused: no parameter takes what the contract says that clients send
  @SubscribeMessage('say')
  undecorated(count: number[]) {
    return { id: count.length };
  }
}

export class Replies extends ChatGateway {
  // refused: the reply is not what the contract says", { reply: string; contract: { id: number; }; }
  @SubscribeMessage('say')
  text(@WsBody() { text }: Message) {
    return text;
  }

  // refused: the reply is not what the contract says
  @SubscribeMessage('say')
  async promised(@WsBody() { text }: Message) {
    return { id: text };
  }

  // refused: the reply is not what the contract says", { reply: number; contract: null; }
  @SubscribeMessage('forget')
  notNull(@WsBody(Joi.number()) id: number) {
    return id;
  }

  // refused: the reply is not what the contract says
  @SubscribeMessage('say')
  nothing(@WsBody() _message: Message) {}

  // refused: the reply is not what the contract says
  @SubscribeMessage('say')
  sometimes(@WsBody() { text }: Message) {
    return text === '' ? undefined : { id: 1 };
  }

  // refused: the reply is not what the contract says
  @SubscribeMessage('say')
  response(@WsBody() { text }: Message) {
    return new WsResponse('said', { id: text });
  }

  // refused: the reply is not what the contract says
  @SubscribeMessage('list')
  async *stream() {
    yield 'a';
    return 'b';
  }

  // refused: the reply is not what the contract says
  @SubscribeMessage('say', 'list')
  both(@WsBody() _message: Message) {
    return { id: 1 };
  }

  // refused: the reply is not what the contract says
  @SubscribeMessage('say')
  readonly field = (message: Message): string => message.text;

  // refused: the acknowledgement is not what the contract says
  @SubscribeMessage('say')
  later(@WsBody() { text }: Message, @WsAck() ack: (answer: string) => void) {
    ack(text);
  }
}

export class Unasked extends GatewayBase<{ listens: Listens; emits: { quiet(id: number): void } }> {
  // refused: the event 'quiet' carries other data
  @SubscribeMessage
  quiet(@WsBody() { text }: Message) {
    return text;
  }

  // refused: the contract has no acknowledgement for this reply
  @SubscribeMessage
  remind(@WsBody() at: string) {
    return at;
  }
}
