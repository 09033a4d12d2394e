import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { summary } from '../harness/compare.mjs';

/** How long a test waits for a server and a client: with the test kit, and with both written by hand. */
export async function kit(bench) {
  const child = fork(join(import.meta.dirname, '..', 'dist', 'bench', 'servers', 'kit.js'));
  const [times] = await once(child, 'message');
  child.disconnect(); // which ends it, as no server has left anything behind
  await once(child, 'exit');
  const result = summary({ label: 'TestGateway' }, { label: 'by hand' }, times.kit, times.byHand);
  bench.add('start and connect, in a test', result, { unit: 'ms', costTarget: 30 });
}
