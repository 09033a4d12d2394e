import Joi from 'joi';
import {
  type AttachOptions,
  Emits,
  GatewayBase,
  OnConnected,
  Returns,
  SubscribeMessage,
  WebSocketGateway,
  WsAck,
  WsBody,
  WsResponse,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';

const article = Joi.object({ title: Joi.string().required() });

/** It sends whatever it is sent, so that the specs can have it send what it has not declared. */
@WebSocketGateway({ path: '/news', namespace: '/news' })
@Emits('article', article)
@Emits('closed')
export class NewsGateway extends GatewayBase {
  @OnConnected()
  connected(): WsResponse | undefined {
    const { sends } = this.context.environment.auth;
    return sends === undefined ? undefined : new WsResponse('article', sends);
  }

  @SubscribeMessage('count')
  @Returns(Joi.number().integer())
  count(@WsBody() answer: unknown): unknown {
    return answer;
  }

  @SubscribeMessage('response')
  @Returns(article)
  response(@WsBody() data: unknown): WsResponse {
    return new WsResponse('unknown to all', data);
  }

  @SubscribeMessage('answers itself')
  @Returns(Joi.number())
  answersItself(@WsBody() answer: unknown, @WsAck() ack: (...args: unknown[]) => void): void {
    ack(...(Array.isArray(answer) ? (answer as unknown[]) : [answer]));
  }

  @SubscribeMessage('publish')
  publish(@WsBody() data: unknown): WsResponse {
    return new WsResponse('article', data);
  }

  @SubscribeMessage('publish to all')
  publishToAll(@WsBody() data: unknown): WsResponse {
    return WsResponse.broadcast('article', data);
  }

  @SubscribeMessage('stream')
  @Emits('stream', Joi.number())
  @Returns(Joi.string())
  async *stream(@WsBody() items: unknown[]): AsyncGenerator<unknown, unknown> {
    const last = items.pop();
    for (const item of items) yield item;
    return last;
  }

  @SubscribeMessage('by hand')
  byHand(@WsBody() { way, args }: { way: string; args: [string, ...unknown[]] }): void {
    const { socket, namespace, server } = this.context;
    const ways: Readonly<Record<string, () => unknown>> = {
      socket: () => socket.emit(...args),
      'others of the namespace': () => socket.broadcast.emit(...args),
      namespace: () => namespace.emit(...args),
      room: () => namespace.to('room').emit(...args),
      'others of the room': () => socket.to('room').emit(...args),
      'local clients': () => namespace.local.volatile.except('room').emit(...args),
      server: () => server.of('/news').emit(...args),
    };
    ways[way]?.();
  }
}

export const good = { title: 'Rain' };
export const bad = { title: 5 };
export const mistake = `'article' is emitted with what @Emits of NewsGateway does not allow: title: "title" must be a string`;

/** The gateway, attached with these options, and what its logger was told. */
export function news(options: AttachOptions = {}) {
  const logger = new RecordingLogger();
  const kit = TestGateway.createTestModule({ gateways: [NewsGateway], options: { logger, ...options } });
  return { kit, logger, warnings: () => logger.at('warn').map(({ message }) => message) };
}
