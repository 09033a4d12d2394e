/** A node of the cluster, in a process of its own. `cluster/node-process.ts` starts it, and asks it over IPC. */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { join } from './adapters';
import { serveByHand } from './hand-written';
import { serveLibrary } from './library';
import type { NodeScenario } from './scenario';

/** Of the guide. */
const SHUTDOWN_MS = 20_000;

/** What a node holds, in numbers. */
export interface NodeHeld {
  /** Connections of engine.io. */
  readonly connections: number;
  readonly sockets: number;
  readonly timers: number;
  /** Open sockets of TCP, Redis' among them. */
  readonly tcp: number;
  /** Bytes, after garbage collection. */
  readonly heap: number;
}

const scenario = JSON.parse(process.argv[2] ?? '{}') as NodeScenario;
void main();

async function main(): Promise<void> {
  const joined = await join(scenario);
  const served = (scenario.server === 'library' ? serveLibrary : serveByHand)(scenario, joined);
  const { httpServer, io } = served;

  process.once('SIGTERM', () => {
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref(); // something did not end
    served
      .close(SHUTDOWN_MS)
      .then(() => joined.quit())
      .then(() => process.disconnect()) // the channel would keep the process
      .catch((error: unknown) => {
        console.error(error);
        process.exit(1);
      });
  });

  function held(): NodeHeld {
    globalThis.gc?.();
    const resources = process.getActiveResourcesInfo();
    const count = (type: string): number => resources.filter((each) => each === type).length;
    return {
      connections: io.engine.clientsCount,
      sockets: io.of('/').sockets.size,
      timers: count('Timeout'),
      tcp: count('TCPSocketWrap'),
      heap: process.memoryUsage().heapUsed,
    };
  }

  const answers: Readonly<Record<string, () => unknown>> = { held, cpu: () => process.cpuUsage() };
  process.on('message', (message: { readonly ask?: number; readonly question?: string }) => {
    if (message.ask === undefined) return; // of the adapter of Node's clusters
    process.send?.({ ask: message.ask, answer: answers[message.question ?? '']?.() });
  });
  // Not shared with other workers, where it is one of Node's clusters.
  httpServer.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
    const { port } = httpServer.address() as AddressInfo; // it listens on TCP
    process.send?.({ listens: port });
  });
  process.on('disconnect', () => {
    if (process.listenerCount('SIGTERM') > 0) process.exit(); // whoever has started it is gone
  });
}
