import cluster from 'node:cluster';
import { setupWorker } from '@socket.io/sticky';
import type { MemoryIdempotencyStore } from '../../src';
import { buildDemo } from '../app';
import type { ChatLog } from '../chat-log';
import type { Orders } from '../orders';
import type { Presence } from '../presence';
import { sessions } from '../sessions';
import { joinNodes } from './adapter';
import { Primary } from './questions';
import { type SessionTable, SharedSessionStore } from './session-store';
import { SharedClock } from './shared-clock';

/** Longer than closing ever takes. */
const LEAVE_MS = 15_000;

/** A node: the demo, with what all nodes share in the primary. It takes its connections from the primary. */
export function runWorker(): void {
  const primary = new Primary();
  const joined = joinNodes(process.env.REDIS_URL);
  const store = new SharedSessionStore(primary.service<SessionTable>('sessions', ['read', 'write', 'remove']));
  const demo = buildDemo({
    log: primary.service<ChatLog>('log', ['append', 'search']),
    orders: primary.service<Orders>('orders', ['place', 'of']),
    answers: primary.service<MemoryIdempotencyStore>('answers', ['putIfAbsent', 'replace', 'remove']),
    presence: primary.service<Presence>('presence', ['count', 'total', 'forget']),
    clock: new SharedClock(),
    session: sessions(process.env.SESSION_SECRET, store),
    server: joined.server,
    isNode: true,
  });
  // A TCP connection stays with its node, and browsers send requests of any session on those that they have.
  demo.httpServer.maxRequestsPerSocket = 1;
  // In the turn in which the process began to listen to its primary: connections that came before wait until then.
  for (const server of demo.gateways.servers.values()) setupWorker(server);
  process.send?.({ ready: true });

  async function leave(): Promise<void> {
    setTimeout(() => process.exit(1), LEAVE_MS).unref();
    await demo.close();
    await joined.close();
    cluster.worker?.disconnect(); // nothing is left then, and the process ends with 0
  }

  process.on('message', (message: object) => {
    if ('leave' in message) leave().catch(fail);
  });
  // Ctrl+C comes to all processes of the terminal. The primary says when a node is to leave.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}
