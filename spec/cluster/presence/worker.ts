import 'reflect-metadata';
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import express from 'express';
import { Container } from 'inversify';
import { Redis } from 'ioredis';
import { attachGateways, redisPresence } from '../../../src';
import { hallGateway } from './hall.gateway';

/** A node in a process of its own, to be stopped and killed. It tells its parent of its users. */
const [, , socket = '', lease = '', grace = ''] = process.argv;
const redis = new Redis(socket, { maxRetriesPerRequest: null });
const subscriber = redis.duplicate();
for (const client of [redis, subscriber]) client.on('error', () => undefined);
const app = express();
const server = createServer(app);
attachGateways(app, server, new Container(), {
  gateways: [hallGateway((told) => process.send?.({ told }))],
  presence: redisPresence(redis, { leaseMs: Number(lease) }),
  server: {
    adapter: createAdapter(redis, subscriber, { key: 'live' }),
    connectionStateRecovery: { maxDisconnectionDuration: Number(grace) },
    pingInterval: 60_000, // a node that is stopped keeps its clients
  },
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit(0));
