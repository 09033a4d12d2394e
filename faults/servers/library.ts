import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import { Container, inject } from 'inversify';
import {
  attachGateways,
  GatewayBase,
  Idempotent,
  OnConnected,
  RedisIdempotencyStore,
  SubscribeMessage,
  WebSocketGateway,
  WsAuth,
  WsBody,
  WsResponse,
} from '../../src';
import type { Joined } from './adapters';
import { Record } from './record';
import { heartbeat, type NodeScenario, recovery, type Said, type Say, type Served, WORK_MS } from './scenario';
import { roomSchema, saySchema } from './schemas';

const NODE = Symbol('node');

@WebSocketGateway()
class RoomGateway extends GatewayBase<{ emits: { said(said: Said): void; node(name: string): void } }> {
  constructor(
    @inject(Record) private readonly record: Record,
    @inject(NODE) private readonly node: string,
  ) {
    super();
  }

  @OnConnected()
  async join(@WsAuth('room', roomSchema) room: string) {
    await this.context.socket.join(room);
    return new WsResponse('node', this.node);
  }

  @Idempotent({ store: (container) => container.get(RedisIdempotencyStore) })
  @SubscribeMessage()
  async say(@WsBody(saySchema) { id, room }: Say): Promise<void> {
    const answered = this.record.add(id);
    this.context.namespace.to(room).emit('said', { id, room, node: this.node });
    await pause(WORK_MS);
    answered();
  }
}

/** The set-up of the guide. */
export function serveLibrary({ node, record }: NodeScenario, { adapter, recovers, answers }: Joined): Served {
  const container = new Container();
  container.bind(Record).toConstantValue(new Record(record));
  container.bind(RedisIdempotencyStore).toConstantValue(answers);
  container.bind(NODE).toConstantValue(node);
  container.bind(RoomGateway).toSelf().inSingletonScope();
  const app = express();
  const httpServer = createServer(app);
  const gateways = attachGateways(app, httpServer, container, {
    server: { adapter, ...heartbeat, ...(recovers && { connectionStateRecovery: recovery }) },
  });
  app.get('/ready', (_request, response) => void response.sendStatus(gateways.closing ? 503 : 200));
  const io = gateways.servers.get('/socket.io');
  if (!io) throw new Error('There is no server of /socket.io');
  return {
    httpServer,
    io,
    async close(timeoutMs) {
      await gateways.close({ timeoutMs: 0.6 * timeoutMs, drainMs: 0.2 * timeoutMs });
      const idle = setInterval(() => httpServer.closeIdleConnections(), 100);
      await new Promise((resolve) => httpServer.close(resolve));
      clearInterval(idle);
    },
  };
}
