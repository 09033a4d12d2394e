import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { createAdapter } from '@socket.io/cluster-adapter';
import express from 'express';
import { Container } from 'inversify';
import { io } from 'socket.io-client';
import { attachGateways, UseGuards, WebSocketGateway } from '../../src';

/** A process with the adapter of Node's clusters, whose clients come, are refused and leave. It says what is left. */
@WebSocketGateway({ namespace: '/rooms/:roomId' })
@UseGuards(({ environment }) => environment.auth.bad !== true)
class RoomGateway {}

const app = express();
const server = createServer(app);
const host = attachGateways(app, server, new Container(), {
  gateways: [RoomGateway],
  server: { adapter: createAdapter() },
});
const namespaces = host.servers.get('/socket.io')!._nsps;

server.listen(0, '127.0.0.1', () => void report());

async function report(): Promise<void> {
  const before = process.listenerCount('message');
  for (let room = 0; room < 20; room += 1) await visit(`/rooms/${room}`, room % 2 === 0);
  while (namespaces.size > 1) await eventLoopTurn();
  const listeners = { before, after: process.listenerCount('message'), closed: 0 };
  await host.close();
  listeners.closed = process.listenerCount('message');
  process.send?.({ listeners }, () => process.exit(0));
}

/** Connects a client, which is refused where it is `bad`, and disconnects it. */
async function visit(namespace: string, bad: boolean): Promise<void> {
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const client = io(`http://127.0.0.1:${port}${namespace}`, { auth: { bad }, forceNew: true, reconnection: false });
  await new Promise<void>((resolve) => void client.once('connect', resolve).once('connect_error', () => resolve()));
  client.disconnect();
}
