import type { Redis } from 'ioredis';
import {
  GatewayBase,
  Idempotent,
  type IdempotencyStore,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import type { Newable } from '../../../src/container';

/** What was paid, in a list of Redis: it outlives the processes that did it. */
export const PAID = 'paid';

/** A gateway whose work can be counted from outside its process. */
export function tillGateway(redis: Redis, store: IdempotencyStore): Newable {
  @WebSocketGateway()
  class TillGateway extends GatewayBase {
    @Idempotent({ store })
    @SubscribeMessage()
    async pay(@WsBody() what: string) {
      return { number: await redis.rpush(PAID, what), process: process.pid };
    }
  }
  return TillGateway;
}
