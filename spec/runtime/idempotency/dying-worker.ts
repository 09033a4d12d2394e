import 'reflect-metadata';
import { createServer } from 'node:http';
import express from 'express';
import { Container } from 'inversify';
import { Redis } from 'ioredis';
import { attachGateways, type IdempotencyStore, RedisIdempotencyStore } from '../../../src';
import { tillGateway } from './till.gateway';

/** A node that is killed in the moment in which its first answer is in Redis: before it is sent. */
const [, , socket = ''] = process.argv;
const redis = new Redis(socket);
const answers = new RedisIdempotencyStore(redis);
const store: IdempotencyStore = {
  putIfAbsent: (key, value, ttlMs) => answers.putIfAbsent(key, value, ttlMs),
  remove: (key, expected) => answers.remove(key, expected),
  async replace(key, expected, value, ttlMs) {
    const isKept = await answers.replace(key, expected, value, ttlMs);
    process.kill(process.pid, 'SIGKILL');
    return isKept;
  },
};
const app = express();
const server = createServer(app);
attachGateways(app, server, new Container(), { gateways: [tillGateway(redis, store)] });
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit(0));
