import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MissingHere } from './left-out';

/** Debian has some programs in /usr/sbin, which not every user's PATH has. */
const PATH = [process.env.PATH, '/usr/sbin'].join(delimiter);

/** The environment in which a spec starts a program. */
export const programEnv: NodeJS.ProcessEnv = { ...process.env, PATH };

/**
 * A spec starts this program next.
 *
 * @throws MissingHere where it is not installed
 */
export function needProgram(command: string): void {
  const isThere = PATH.split(delimiter).some((folder) => existsSync(join(folder, command)));
  if (!isThere) throw new MissingHere(`specs with ${command}: it is not installed (apt-get install ${command})`);
}
