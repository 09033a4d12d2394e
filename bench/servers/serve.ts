import type { Server as HttpServer } from 'node:http';
import { Session } from 'node:inspector/promises';
import type { AddressInfo } from 'node:net';

/**
 * Listens, and answers what the harness asks over IPC.
 *
 * @param countClients how many clients are connected
 * @param startedInMs how long it took to build the server
 */
export function serve(httpServer: HttpServer, countClients: () => number, startedInMs = 0): void {
  const profiler = new Session();
  profiler.connect();
  const answers: Record<string, () => unknown> = {
    cpu: () => process.cpuUsage(),
    heap: usedHeap,
    rss: () => usedHeap().then(() => process.memoryUsage().rss),
    clients: countClients,
    async startProfile() {
      await profiler.post('Profiler.enable');
      await profiler.post('Profiler.start');
    },
    async stopProfile() {
      const { profile } = await profiler.post('Profiler.stop');
      return profile;
    },
  };
  process.on('message', (question: string) => {
    void Promise.resolve(answers[question]?.()).then((answer) => process.send?.({ answer }));
  });
  process.on('disconnect', () => process.exit());
  httpServer.listen(0, '127.0.0.1', () => {
    const { port } = httpServer.address() as AddressInfo; // it listens on TCP
    process.send?.({ port, startedInMs });
  });
}

/** What is left after everything that can go has gone; needs `--expose-gc`. */
async function usedHeap(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  return process.memoryUsage().heapUsed;
}
