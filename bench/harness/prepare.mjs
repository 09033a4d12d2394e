import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..');

/** What the library is compared with is no dependency of the project: it is installed here, when it is first needed. */
export function installPeers() {
  const installed = join(folder, 'node_modules', '.package-lock.json');
  const wanted = join(folder, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  run('npm', 'ci', '--ignore-scripts');
}

/**
 * Compiles the servers, and with them the library as it is published, into `dist/`. There everything comes from
 * `bench/node_modules`, so that all servers run on the same socket.io and the same Joi. A file whose source has gone
 * would be taken before a folder of its name, so nothing is left of the last time but what was kept.
 */
export function buildServers() {
  for (const name of ['src', 'bench']) rmSync(join(folder, 'dist', name), { recursive: true, force: true });
  const tsc = join(folder, '..', 'node_modules', 'typescript', 'bin', 'tsc');
  run(process.execPath, tsc, '--project', '.');
}

function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) process.exit(1); // it has said why
}
