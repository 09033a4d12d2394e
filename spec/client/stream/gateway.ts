import Joi from 'joi';
import {
  GatewayBase,
  OnUnknownEvent,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsArgs,
  WsBody,
  WsResponse,
} from '../../../src';
import { type Deferred, deferred } from '../../support/deferred';

export const counting = Joi.number().integer().max(1_000);

@WebSocketGateway({ path: '/streams' })
export class StreamGateway extends GatewayBase {
  /** What `@OnUnknownEvent` has got. */
  readonly unknown: unknown[] = [];
  readonly received: unknown[][] = [];
  /** Of the generators that have ended: whether their signal was aborted then. */
  readonly ended: boolean[] = [];
  hasEnded: Deferred<boolean> = deferred();
  gate: Deferred = deferred();

  @SubscribeMessage()
  async *count(@WsBody(counting) to: number): AsyncGenerator<number, string> {
    this.received.push([...this.context.args]);
    for (let item = 1; item <= to; item += 1) yield item;
    return `counted to ${to}`;
  }

  @SubscribeMessage()
  async *endless(name?: string): AsyncGenerator {
    const { signal } = this.context;
    try {
      for (let item = 0; ; item += 1) {
        yield [name, item];
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      this.ended.push(signal.aborted);
      this.hasEnded.resolve(signal.aborted);
    }
  }

  /** Gives nothing until its signal is aborted. */
  @SubscribeMessage()
  async *silent(): AsyncGenerator<number> {
    const { signal } = this.context;
    this.gate.resolve();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    this.hasEnded.resolve(signal.aborted);
    yield 1; // for nobody
  }

  @SubscribeMessage()
  async *failing(): AsyncGenerator<number> {
    yield 1;
    throw new WebSocketException(4002, 'no more');
  }

  @SubscribeMessage()
  async *mixed(): AsyncGenerator {
    yield undefined;
    yield null;
    yield new WsResponse('aside', 'an event of its own');
    yield { last: true };
  }

  @SubscribeMessage()
  @UseGuards(() => false)
  async *guarded(): AsyncGenerator<number> {
    yield 1;
  }

  @SubscribeMessage()
  plain(@WsArgs(0) value: unknown): unknown {
    this.received.push([...this.context.args]);
    return value;
  }

  @OnUnknownEvent()
  other(...args: unknown[]): string {
    this.unknown.push([this.context.event, ...args]);
    return 'unknown';
  }
}
