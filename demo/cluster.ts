import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { setupPrimary as setupAdapter } from '@socket.io/cluster-adapter';
import { setupMaster } from '@socket.io/sticky';
import { MemoryIdempotencyStore } from '../src';
import { listen, portOf } from './app';
import { ChatLog } from './chat-log';
import { Nodes } from './cluster/nodes';
import { answerQuestions } from './cluster/questions';
import { SessionTable } from './cluster/session-store';
import { ClusterClock } from './cluster/shared-clock';
import { runWorker } from './cluster/worker';
import { Orders } from './orders';
import { Presence } from './presence';

const port = Number(process.env.PORT ?? 3000);
const address = process.env.HOST ?? '127.0.0.1';
const count = Math.max(2, Number(process.env.NODES ?? availableParallelism()));

/** Gives connections to the nodes, and starts them anew: on SIGHUP, or `r` and Enter, one after another. */
async function runPrimary(): Promise<void> {
  cluster.setupPrimary({ serialization: 'advanced' }); // the sticky sessions send bytes to the workers
  const presence = new Presence();
  answerQuestions({
    log: new ChatLog(),
    orders: new Orders(),
    answers: new MemoryIdempotencyStore(),
    sessions: new SessionTable(),
    presence,
  });
  const nodes = new Nodes(randomBytes(32).toString('hex'), (number, pid) => {
    console.log(`Node ${number} (process ${pid}) has died; another takes its place`);
  });
  cluster.on('exit', ({ process: { pid = 0 } }) => presence.forget(pid));
  setupAdapter();
  const server = createServer();
  setupMaster(server, { loadBalancingMethod: 'least-connection' });
  await Promise.all(Array.from({ length: count }, (_, index) => nodes.start(index + 1)));
  await listen(server, port, address);
  new ClusterClock().start(() => nodes.first);
  console.log(`The demo is at http://localhost:${portOf(server)}, on ${count} nodes (Ctrl+C ends it)`);

  let restarting: Promise<void> | undefined;
  const restart = (): void => {
    restarting ??= nodes
      .restart((number, pid) => console.log(`Node ${number} is new (process ${pid})`))
      .then(() => console.log('All nodes are new'))
      .catch(fail)
      .finally(() => (restarting = undefined));
  };
  process.on('SIGHUP', restart);
  process.stdin.on('data', (line) => {
    if (String(line).trim() === 'r') restart();
  });
  if (process.stdin.isTTY) {
    process.stdin.on('close', () => void end().catch(fail)); // the terminal is gone
    console.log('Enter “r” to restart the nodes, one after another');
  }

  async function end(): Promise<void> {
    process.stdin.pause();
    await restarting;
    await nodes.close();
    server.close();
    server.closeAllConnections();
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end().catch(fail));
}

function fail(error: unknown): void {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(taken ? `Port ${port} is taken; choose another: PORT=${port + 1} npm run demo:cluster` : error);
  process.exit(1);
}

if (cluster.isPrimary) runPrimary().catch(fail);
else runWorker();
