import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { needProgram, programEnv as env } from '../../support/programs';
import { until } from '../../support/until';
import { configuration } from './snippets';

const run = promisify(execFile);

/** How a load balancer is started with a configuration of the page. */
export interface Program {
  readonly command: 'nginx' | 'haproxy';
  /** What a file needs around the configuration. @param folder for what it writes */
  complete(configuration: string, folder: string): string;
  check(file: string): readonly string[];
  start(file: string): readonly string[];
}

export const nginx: Program = {
  command: 'nginx',
  complete: (configuration, folder) => {
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (each) => `${each}_temp_path ${folder}/tmp;`,
    );
    return [
      `pid ${folder}/pid; error_log ${folder}/error.log; daemon off; worker_processes 1;`,
      'events { worker_connections 512; }',
      `http { access_log off; ${paths.join(' ')}\n${configuration}\n}`,
    ].join('\n');
  },
  check: (file) => ['-t', '-q', '-c', file],
  start: (file) => ['-c', file],
};

export const haproxy: Program = {
  command: 'haproxy',
  complete: (configuration) => configuration,
  check: (file) => ['-c', '-q', '-f', file],
  start: (file) => ['-db', '-q', '-f', file],
};

/** The configuration of the page, with ports that are free now in place of its own. */
export interface Wiring {
  /** By the port of the page: `{ 3001: 40123 }`. */
  readonly ports: Readonly<Record<number, number>>;
  /** Changes the configuration, to see what it is for. */
  readonly change?: (configuration: string) => string;
}

/** A load balancer in a process of its own, with a configuration of the page. */
export class BalancerProcess {
  static async start(program: Program, { ports, change = (text) => text }: Wiring): Promise<BalancerProcess> {
    needProgram(program.command);
    const folder = await mkdtemp(join(tmpdir(), 'gateways-balancer-'));
    const own = await freePort();
    const file = join(folder, 'configuration');
    const text = change(configuration(program.command));
    const wired = Object.entries({ ...ports, 8080: own }).reduce(
      (all, [shown, port]) => all.replaceAll(`127.0.0.1:${shown}`, `127.0.0.1:${port}`),
      text,
    );
    await writeFile(file, program.complete(wired, folder));
    await run(program.command, [...program.check(file)], { env });
    const child = spawn(program.command, program.start(file), { env, stdio: 'ignore' });
    const balancer = new BalancerProcess(`http://127.0.0.1:${own}`, folder, child);
    process.once('exit', balancer.#kill); // where a spec's time is over, nobody else would
    await until(() => child.exitCode !== null || answers(own), `${program.command} listens`);
    return balancer;
  }

  readonly #kill = (): void => void this.child.kill('SIGTERM');

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  async [Symbol.asyncDispose](): Promise<void> {
    process.off('exit', this.#kill);
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.#kill();
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).on('error', () => resolve(false));
  });
}
