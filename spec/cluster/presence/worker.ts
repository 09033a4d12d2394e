import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdapter } from '@socket.io/redis-adapter';
import express from 'express';
import { Container } from 'inversify';
import { Redis } from 'ioredis';
import {
  attachGateways,
  GatewayBase,
  OnConnected,
  OnUserOffline,
  OnUserOnline,
  redisPresence,
  WebSocketGateway,
} from '../../../src';

/** A node in a process of its own, to be stopped and killed. It tells its parent of the users that it is told of. */
@WebSocketGateway({ path: '/live', namespace: '/hall' })
class HallGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    this.context.user = this.context.environment.auth.user;
  }

  @OnUserOnline()
  online(key: string): void {
    process.send?.({ told: `online ${key}` });
  }

  @OnUserOffline()
  offline(key: string): void {
    process.send?.({ told: `offline ${key}` });
  }
}

const [, , socket = '', lease = '', grace = ''] = process.argv;
const redis = new Redis(socket, { maxRetriesPerRequest: null });
const subscriber = redis.duplicate();
for (const client of [redis, subscriber]) client.on('error', () => undefined);
const app = express();
const server = createServer(app);
const host = attachGateways(app, server, new Container(), {
  gateways: [HallGateway],
  presence: redisPresence(redis, { leaseMs: Number(lease) }),
  server: {
    adapter: createAdapter(redis, subscriber, { key: 'live', requestsTimeout: 1_000 }),
    connectionStateRecovery: { maxDisconnectionDuration: Number(grace) },
    pingInterval: 60_000, // a node that is stopped keeps its clients
  },
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address() as AddressInfo));
process.on('message', (asked) => {
  if (asked === 'close') void host.close().then(() => process.send?.({ closed: true }));
  else void host.users(HallGateway).then((counted) => process.send?.({ counted }));
});
process.on('disconnect', () => process.exit(0));
