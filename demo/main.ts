import { startDemo } from './app';
import { HAS_CONSOLE } from './has-console';

const port = Number(process.env.PORT ?? 3000);
const address = process.env.HOST ?? '127.0.0.1';

async function main(): Promise<void> {
  const demo = await startDemo(port, address);
  if (HAS_CONSOLE) console.log(`The console of the gateways is at http://localhost:${demo.port}/docs/`);
  console.log(`The demo is at http://localhost:${demo.port} (Ctrl+C ends it)`);
  console.log(demo.table);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Nothing is left then, so that the process ends by itself; a second Ctrl+C ends it at once.
    process.once(signal, () => void demo.close().catch(fail));
  }
}

function fail(error: unknown): void {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(taken ? `Port ${port} is taken; choose another: PORT=${port + 1} npm run demo` : error);
  process.exitCode = 1;
}

main().catch(fail);
