import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import { WebSocket, WebSocketServer } from 'ws';
import { SubscribeMessage, WebSocketGateway } from '../../../src';
import type { TestApplication } from '../../support/application';
import type { Transport } from '../../support/transports';

@WebSocketGateway({ path: '/other-ws' })
export class OtherGateway {
  @SubscribeMessage()
  hello(): string {
    return 'other';
  }
}

/** What a gateway of `path`, or a socket.io server of the same manners, answers to `hello`. */
export async function helloFrom(application: TestApplication, path: string, transport: Transport): Promise<unknown> {
  const client = await application.connect(path, { transports: [transport] });
  const answer: unknown = await client.emitWithAck('hello');
  client.disconnect();
  return answer;
}

/** A WebSocket server as Apollo and graphql-ws have it: it answers every upgrade that reaches it. */
export function graphqlOn(server: HttpServer, path = '/graphql'): WebSocketServer {
  const graphql = new WebSocketServer({ server, path });
  graphql.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => socket.send(`graphql: ${String(data)}`));
  });
  return graphql;
}

/** What a plain WebSocket server answers to `text`. */
export async function echoOf(url: string, text: string): Promise<string> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  await once(socket as EventEmitter, 'open');
  const answer = once(socket as EventEmitter, 'message');
  socket.send(text);
  const [data] = (await answer) as [Buffer];
  socket.terminate();
  return String(data);
}

/** A socket.io server of the application's own. */
export function plainOn(server: HttpServer, path: string): Server {
  const plain = new Server({ path });
  plain.on('connection', (socket) => {
    socket.on('hello', (ack: (answer: string) => void) => ack(path));
  });
  plain.attach(server);
  return plain;
}
