import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { library } from './contenders.mjs';

const dist = join(import.meta.dirname, '..', 'dist');
const kept = join(dist, 'kept');

/** Keeps the compiled library as it is, for later ones to be compared with. */
export function keep() {
  for (const part of ['src', 'bench']) cpSync(join(dist, part), join(kept, part), { recursive: true });
}

/**
 * The library as it was kept, where it was.
 *
 * @returns {import('./server-process.mjs').Contender | undefined}
 */
export function keptLibrary() {
  return existsSync(kept) ? { ...library(), label: 'this library, as kept', build: kept } : undefined;
}
