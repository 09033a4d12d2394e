import { type Namespace, Server, type ServerOptions } from 'socket.io';
import type { Socket } from 'socket.io-client';
import {
  type AttachOptions,
  GatewayBase,
  type GatewayHost,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
  WsParam,
} from '../../../src';
import { TestApplication } from '../../support/application';
import { RecordingLogger } from '../../support/recording-logger';

/** What the gateways have seen. */
export const seen: string[] = [];

/** In the namespace where the application has handlers of its own, too. */
@WebSocketGateway
export class NewsGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    seen.push('connected');
  }

  @SubscribeMessage('gateway:event')
  event(@WsBody() text: string): string {
    return `gateway: ${text}`;
  }

  @SubscribeMessage('slow')
  async slow(): Promise<string> {
    seen.push('slow begins');
    await this.context.socket.timeout(5_000).emitWithAck('go on');
    return 'done';
  }

  @SubscribeMessage('both')
  both(): string {
    return 'gateway';
  }

  @OnDisconnected()
  disconnected(): void {
    seen.push(`disconnected: ${this.context.reason ?? ''}`);
  }
}

/** In a namespace of its own. */
@WebSocketGateway({ namespace: '/own' })
export class OwnGateway extends GatewayBase {
  @SubscribeMessage
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ namespace: '/rooms/:room' })
export class RoomGateway extends GatewayBase {
  @SubscribeMessage
  where(@WsParam('room') room: string): string {
    return room;
  }
}

export interface Joined {
  readonly application: TestApplication;
  readonly io: Server;
  readonly host: GatewayHost;
  readonly logger: RecordingLogger;
}

/** An application with a socket.io server of its own, which gateways join, and handlers of its own in `/`. */
export async function joined(
  options: AttachOptions = {},
  handle: (namespace: Namespace) => void = applicationHandlers,
  server: Partial<ServerOptions> = {},
): Promise<Joined> {
  seen.length = 0;
  const application = new TestApplication();
  const io = new Server(application.httpServer, server);
  handle(io.of('/'));
  const logger = new RecordingLogger();
  const host = application.attach({ gateways: [NewsGateway, OwnGateway, RoomGateway], io, logger, ...options });
  await application.listen();
  return { application, io, host, logger };
}

/** The handlers of the application. */
export function applicationHandlers(namespace: Namespace): void {
  namespace.on('connection', (socket) => {
    socket.on('app:event', (text: string, ack: (answer: string) => void) => ack(`application: ${text}`));
    socket.on('both', (ack: (answer: string) => void) => ack('application'));
  });
}

/** Every event that a client gets from now on. */
export function eventsOf(client: Socket): unknown[][] {
  const events: unknown[][] = [];
  client.onAny((...event: unknown[]) => events.push(event));
  return events;
}
