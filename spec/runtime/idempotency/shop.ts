import type { Newable } from '../../../src/container';
import {
  GatewayBase,
  Idempotent,
  type IdempotencyStore,
  type IdempotentOptions,
  SubscribeMessage,
  Timeout,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../../src';
import Joi from 'joi';
import type { Socket } from 'socket.io-client';
import { deferred } from '../../support/deferred';

/** Two ids as `/client` makes them. */
export const ID = 'a'.repeat(32);
export const OTHER_ID = 'b'.repeat(32);

/** The argument that tells a gateway which request it is. */
export const named = (id: string): string => `\0gateways:id=${id}`;

/** Sends an event as a request of that id. */
export function sendAs(client: Socket, id: string, event: string, ...args: unknown[]): Promise<unknown> {
  return client.emitWithAck(event, ...args, named(id));
}

export function refusal(code: number, reason: unknown, event: string): unknown {
  return { error: { code, reason, event } };
}

/** What is ordered, in order; each waits for `gate`. */
export class Book {
  readonly orders: unknown[] = [];
  /** Whom the guard lets pass. */
  lets = (_payload: unknown): boolean => true;
  gate = Promise.resolve();
  started = deferred();

  /** Orders wait until the function that it gives is called. */
  close(): () => void {
    const { promise, resolve } = deferred();
    this.gate = promise;
    return resolve;
  }
}

/** A gateway that writes its orders into a book. The user of a client is `auth.user`. */
export function shopWith(book: Book, options: IdempotentOptions = {}): Newable {
  @WebSocketGateway()
  @UseGuards((context) => {
    context.user = context.environment.auth.user;
    return true;
  })
  class ShopGateway extends GatewayBase {
    @Idempotent(options)
    @UseGuards(({ message }) => book.lets(message))
    @SubscribeMessage()
    async order(@WsBody(Joi.any().invalid('nothing')) item: unknown): Promise<unknown> {
      const number = book.orders.push(item);
      book.started.resolve();
      await book.gate;
      return { item, number };
    }

    @Idempotent(options)
    @SubscribeMessage()
    async fail(@WsBody() error: { code?: number; disconnect?: boolean }): Promise<void> {
      book.orders.push(error);
      await book.gate;
      if (error.code === undefined) throw new Error('a fault');
      throw new WebSocketException(error.code, `failed ${book.orders.length}`, {
        disconnect: error.disconnect ?? false,
      });
    }

    @Idempotent(options)
    @SubscribeMessage()
    async announce(@WsBody() item: string): Promise<WsResponse> {
      book.orders.push(item);
      await book.gate;
      return WsResponse.broadcast('announced', item);
    }

    @Idempotent(options)
    @Timeout(50)
    @SubscribeMessage()
    slow(@WsBody() item: string): Promise<WsResponse> {
      return this.announce(item);
    }

    @Idempotent(options)
    @SubscribeMessage()
    abortable(): Promise<never> {
      book.orders.push('abortable');
      book.started.resolve();
      const { signal } = this.context;
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    }

    @SubscribeMessage()
    plain(...args: unknown[]): unknown {
      book.orders.push('plain');
      return args.filter((arg) => typeof arg !== 'function');
    }
  }
  return ShopGateway;
}

/** A store whose claims and answers live shorter by a factor: specs do not wait for minutes. */
export function hurried(store: IdempotencyStore, factor: number): IdempotencyStore {
  return {
    putIfAbsent: (key, value, ttlMs) => store.putIfAbsent(key, value, ttlMs / factor),
    replace: (key, expected, value, ttlMs) => store.replace(key, expected, value, ttlMs / factor),
    remove: (key, expected) => store.remove(key, expected),
  };
}
