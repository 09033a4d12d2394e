import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { MissingHere } from './left-out';

/** A Chromium that can be started. */
export interface ChromiumHere {
  readonly executablePath: string;
  readonly env: NodeJS.ProcessEnv;
  /** It comes with the packages, and may need libraries that are not here. */
  readonly isPackaged: boolean;
}

/** What specs in a browser are left out for. */
export const NO_CHROMIUM = 'specs in a browser: chromium is not installed, and that of the packages does not start';

const CACHE = join(__dirname, '../../node_modules/.cache');
const UNPACKED = join(CACHE, 'chromium');
const UNPACK = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";

/** The one of `CHROMIUM_PATH`, the one that is installed, or the one of `@sparticuz/chromium`, which is unpacked once. */
export async function chromiumHere(): Promise<ChromiumHere> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = folders.map((folder) => join(folder, 'chromium')).find(existsSync);
  const executablePath = process.env.CHROMIUM_PATH ?? installed;
  if (executablePath !== undefined) return { executablePath, env: process.env, isPackaged: false };
  if (!existsSync(UNPACKED)) await unpack(); // it takes seconds, once
  const libraries = [join(UNPACKED, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  const env = { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(UNPACKED, 'fonts') };
  return { executablePath: join(UNPACKED, 'chromium'), env, isPackaged: true };
}

/** In a process of its own: the package takes its folder, and whether its libraries are wanted, from the environment. */
async function unpack(): Promise<void> {
  const folder = `${UNPACKED}-${process.pid}`; // one that is half unpacked is never taken for whole
  await mkdir(folder, { recursive: true });
  try {
    const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
    await promisify(execFile)(process.execPath, ['--eval', UNPACK], { env, cwd: __dirname });
    await rename(folder, UNPACKED).catch((error: unknown) => {
      if (!existsSync(UNPACKED)) throw error; // else another process was faster
    });
  } catch (cause) {
    throw new MissingHere(NO_CHROMIUM, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
