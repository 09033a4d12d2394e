/**
 * Asks whether a client of Redis gives a command the answer of another after it has lost its connection. Nothing of this
 * library is in it.
 *
 *   node -r @swc-node/register faults/out-of-step.ts    with the versions of redis and ioredis that are installed
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { Proxy } from './cluster/proxy';
import { RedisServer } from './cluster/redis-server';

const RESETS = 4;
const BETWEEN_MS = 500;

const libraries: Readonly<
  Record<string, (port: number) => { echo(text: string): Promise<string>; destroy(): unknown }>
> = {
  redis: (port) => {
    const client = createClient({ url: `redis://127.0.0.1:${port}` }).on('error', () => undefined);
    void client.connect();
    return { echo: (text) => client.echo(text), destroy: () => client.destroy() };
  },
  ioredis: (port) => {
    const client = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null }).on('error', () => undefined);
    return { echo: (text) => client.echo(text), destroy: () => client.disconnect() };
  },
};

async function main(): Promise<void> {
  for (const [name, connect] of Object.entries(libraries)) {
    const folder = mkdtempSync(join(tmpdir(), 'gateways-out-of-step-'));
    const redis = new RedisServer(folder);
    await redis.start();
    const proxy = new Proxy(redis.socket);
    const client = connect(await proxy.listen());
    const counts = { commands: 0, answered: 0, answeredByAnother: 0, failed: 0 };
    for (let reset = 0; reset < RESETS; reset += 1) {
      const end = Date.now() + BETWEEN_MS;
      while (Date.now() < end) {
        const text = String((counts.commands += 1));
        const answered = (answer: string): void => {
          counts[answer === text ? 'answered' : 'answeredByAnother'] += 1;
        };
        client.echo(text).then(answered, () => (counts.failed += 1));
        await turn();
      }
      proxy.mend(); // resets what is connected
    }
    await pause(4 * BETWEEN_MS);
    console.log(name, counts);
    client.destroy();
    proxy.close();
    await redis.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0), // clients that are given up may be left
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
