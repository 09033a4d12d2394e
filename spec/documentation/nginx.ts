import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../support/until';

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin` }; // where Debian has it

/** Writes a configuration around what a page shows, and gives the arguments of nginx. It writes in this folder alone. */
function configure(shown: string, port: number, folder: string): string[] {
  const isWhole = /^(upstream|server|map)\b/m.test(shown);
  const http = isWhole ? shown : `server { listen 127.0.0.1:${port};\n${shown} }`;
  const paths = TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${folder}/pid; events {} http { access_log off; ${paths} ${http} }`,
  );
  return ['-c', file, '-p', folder, '-e', path.join(folder, 'error.log')];
}

/** What `nginx -t` finds in what a page shows. */
export function mistakesInNginx(shown: string): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'nginx-'));
  try {
    const args = ['-t', '-q', ...configure(shown, 1, folder)];
    const { status, stderr, error } = spawnSync('nginx', args, { encoding: 'utf8', env, timeout: 20_000 });
    return status === 0 ? [] : [error?.message ?? stderr];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  server.close();
  return port;
}

/** nginx with the `location` that a page shows. */
export async function startNginx(location: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nginx-'));
  const port = await freePort();
  const child = spawn('nginx', configure(location, port, folder), { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      () => true,
      () => false,
    );
  const ended = exited.then(() => {
    throw new Error('nginx has ended before it answered');
  });
  await Promise.race([until(answers, 'nginx answers', 20_000), ended]);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true });
  };
  return { url, stop };
}
