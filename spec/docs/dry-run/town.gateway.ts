import Joi from 'joi';
import {
  GatewayBase,
  GatewayHost,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  UseFilters,
  UseGuards,
  UseInterceptors,
  WebSocketException,
  WebSocketGateway,
  WsAck,
  WsBody,
  WsHeader,
  WsResponse,
} from '../../../src';
import { deferred } from '../../support/deferred';

/** What the pipeline has run, in its order. */
export const steps: string[] = [];
export let ended = deferred();
export const reset = (): void => {
  steps.length = 0;
  ended = deferred();
};

let saved: GatewayHost | undefined;

/** The host, kept where a service would keep it. */
export const keepHost = (host: GatewayHost): void => void (saved = host);

@WebSocketGateway({ path: '/town', namespace: '/town' })
export class TownGateway extends GatewayBase {
  @OnConnected()
  async connected(): Promise<void> {
    await this.context.socket.join('citizens');
    this.context.namespace.emit('arrived', this.context.sid);
  }

  @OnDisconnected()
  disconnected(): void {
    this.context.namespace.emit('left', this.context.sid);
    ended.resolve();
  }

  @SubscribeMessage()
  @UseGuards(() => {
    steps.push('guard');
    return true;
  })
  @UseInterceptors(async (_context, next) => {
    steps.push('before');
    const result = await next();
    steps.push('after');
    return result;
  })
  say(@WsBody('text', Joi.string().trim().required()) text: string): WsResponse {
    steps.push(`handler ${text}`);
    return WsResponse.broadcast('said', { text });
  }

  @SubscribeMessage()
  async reach(): Promise<string> {
    const { namespace, socket, server } = this.context;
    socket.emit('to me', 1);
    socket.broadcast.emit('to others', 2);
    namespace.to('citizens').except('idle').emit('to a room', 3);
    server.of('/village').emit('to the village', 4);
    saved?.of(TownGateway).emit('by the host', 5);
    for (const other of namespace.sockets.values()) if (other !== socket) other.emit('to one', 6, Buffer.from([1, 2]));
    for (const other of await namespace.fetchSockets()) if (other.id !== socket.id) other.emit('to a fetched one', 7);
    namespace.in('citizens').socketsLeave('citizens');
    namespace.in('citizens').disconnectSockets();
    for (const other of namespace.sockets.values()) if (other !== socket) other.disconnect(true);
    namespace.serverSideEmit('to servers', 8);
    await namespace.timeout(5_000).emitWithAck('asks all', 9);
    return 'done';
  }

  @SubscribeMessage()
  later(): void {
    setImmediate(() => this.context.namespace.emit('later'));
  }

  @SubscribeMessage()
  @UseFilters(() => new WebSocketException(4001, 'by the filter'))
  fails(): void {
    throw new Error('No');
  }

  @SubscribeMessage()
  answersLater(@WsAck() ack: (answer: string) => void): void {
    setTimeout(() => ack('at last'), 20);
  }

  @SubscribeMessage()
  leaves(): void {
    this.context.socket.disconnect();
  }

  @SubscribeMessage()
  async *endless(): AsyncGenerator<number> {
    for (let item = 0; ; item += 1) yield item;
  }

  @SubscribeMessage()
  async never(): Promise<void> {
    await new Promise((resolve) => this.context.signal.addEventListener('abort', resolve));
  }

  @SubscribeMessage()
  whoami(@WsHeader('x-user') user: string | undefined) {
    const { address, auth, query } = this.context.environment;
    return { user, address, auth, query: query.q };
  }

  @SubscribeMessage()
  bytes(@WsBody() value: Buffer): Buffer {
    return Buffer.concat([value, Buffer.from([9])]);
  }
}

@WebSocketGateway({
  path: '/town',
  namespace: '/club',
  handshake: { auth: Joi.object({ code: Joi.string().required() }) },
})
export class GuardedGateway extends GatewayBase {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ path: '/town', namespace: '/village' })
export class VillageGateway extends GatewayBase {}

@WebSocketGateway({ path: '/town', namespace: '/rooms/:room' })
export class RoomGateway extends GatewayBase {
  @SubscribeMessage()
  where(): WsResponse {
    return WsResponse.broadcast('here', this.context.environment.params.room);
  }
}
