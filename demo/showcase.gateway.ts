import { setTimeout as wait } from 'node:timers/promises';
import Joi from 'joi';
import { Describe, GatewayBase, RateLimit, SubscribeMessage, WebSocketGateway, WsBody } from '../src';
import type { ShowContract, WorkContract } from './showcase.contract';

const duration = Joi.number().integer().min(0).max(1_000).required();

/** What needs a few lines here, and many elsewhere. */
@WebSocketGateway({ path: '/chat-ws', namespace: '/show' })
@Describe({ summary: 'A stream with cancel, and a rate limit' })
export class ShowcaseGateway extends GatewayBase<ShowContract> {
  @SubscribeMessage
  @Describe({ summary: 'Counts down, one item at a time', examples: [10] })
  async *count_down(@WsBody(Joi.number().integer().min(1).max(1_000).required()) from: number) {
    for (let left = from; left > 0; left -= 1) {
      yield left;
      await wait(100, undefined, { signal: this.context.signal }); // ends at once where the page cancels
    }
    return 'lift-off';
  }

  @SubscribeMessage
  @RateLimit({ points: 3, durationMs: 60_000 })
  @Describe({ summary: 'Rolls a die, three times a minute' })
  roll() {
    return 1 + Math.floor(Math.random() * 6);
  }

  @SubscribeMessage
  @Describe({ summary: 'Takes its time, beside others', examples: [100] })
  async work(@WsBody(duration) ms: number) {
    await wait(ms, undefined, { signal: this.context.signal });
    return ms;
  }
}

/** One event of a client at a time, in the order in which they were sent. */
@WebSocketGateway({ path: '/chat-ws', namespace: '/serial', ordering: 'serial' })
@Describe({ summary: 'Events of a client in their order' })
export class SerialGateway extends GatewayBase<WorkContract> {
  @SubscribeMessage
  async work(@WsBody(duration) ms: number) {
    await wait(ms, undefined, { signal: this.context.signal });
    return ms;
  }
}
