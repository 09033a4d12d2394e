import Joi from 'joi';
import { setTimeout as delay } from 'node:timers/promises';
import {
  GatewayBase,
  type GatewayContext,
  type Interceptor,
  OnConnected,
  OnDisconnected,
  OnDisconnecting,
  OnRecovered,
  RateLimit,
  SubscribeMessage,
  Timeout,
  UseInterceptors,
  WebSocketException,
  WsAck,
  WsBody,
  WsResponse,
} from '../../../src';
import { checkEntrance, checkLimits, SECRET } from '../witness';

const passesOn: Interceptor['intercept'] = (context: GatewayContext, next) => {
  checkEntrance(context);
  return next();
};

/** A bit of everything that is open to everybody. Nothing here answers with what it was sent. */
@UseInterceptors(passesOn)
export class HallGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    checkEntrance(this.context);
  }

  @OnRecovered()
  recovered(): WsResponse {
    checkEntrance(this.context);
    return new WsResponse('recovered', true);
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }

  @SubscribeMessage()
  async join(@WsBody(Joi.string().token().max(10)) room: string): Promise<number> {
    await this.context.socket.join(room);
    return this.context.socket.rooms.size;
  }

  @SubscribeMessage()
  async leave(@WsBody(Joi.string().token().max(10)) room: string): Promise<void> {
    await this.context.socket.leave(room);
  }

  @SubscribeMessage()
  tell(@WsBody('room', Joi.string().max(10)) room: string, @WsBody('count', Joi.number()) count: number): WsResponse {
    return new WsResponse('told', { count }, { to: room });
  }

  @SubscribeMessage()
  announce(@WsBody(Joi.number()) count: number): WsResponse {
    return WsResponse.broadcast('announced', count);
  }

  @SubscribeMessage()
  async *count(@WsBody(Joi.number().integer().min(0).max(50)) to: number): AsyncGenerator<number, string> {
    for (let number = 0; number < to; number += 1) yield number;
    return 'counted';
  }

  @SubscribeMessage()
  @Timeout(40)
  async slow(@WsBody(Joi.number().min(0).max(80)) ms: number): Promise<string> {
    await delay(ms, undefined, { signal: this.context.signal }).catch(() => undefined);
    return 'at last';
  }

  @SubscribeMessage()
  @RateLimit({ points: 20, durationMs: 300 })
  limited(): string {
    return 'within';
  }

  @SubscribeMessage()
  later(@WsAck() ack: (answer: unknown) => void): void {
    setImmediate(() => {
      ack('later');
      ack('twice');
    });
  }

  /** Without decorated parameters: what a listener of socket.io gets. */
  @SubscribeMessage()
  raw(...args: unknown[]): number {
    checkLimits(this.context);
    return args.length;
  }

  /** Asks the client, who may answer anything, or nothing. */
  @SubscribeMessage()
  async ask(): Promise<string> {
    await this.context.socket
      .timeout(50)
      .emitWithAck('question')
      .catch(() => undefined);
    return 'thanks';
  }

  @SubscribeMessage()
  fail(): never {
    throw new Error(`${SECRET} at ${__filename}`);
  }

  @SubscribeMessage()
  refuse(): never {
    throw new WebSocketException(4001, 'No', { cause: new Error(SECRET) });
  }

  @SubscribeMessage()
  unsendable(@WsBody(Joi.boolean()) circular: boolean): unknown {
    if (!circular) return { [SECRET]: 1n };
    const circle: Record<string, unknown> = {};
    circle[SECRET] = circle;
    return circle;
  }

  @OnDisconnecting()
  leaving(): void {
    for (const room of this.context.socket.rooms) this.context.socket.to(room).emit('left');
  }

  @OnDisconnected()
  left(): void {
    checkEntrance(this.context);
  }
}
