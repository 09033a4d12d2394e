import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { packageFolder } from '../support/package-folder';

const EXAMPLES = path.join(__dirname, '../../examples');

/** A program of an example, as its README starts it, in a process of its own. */
class Program {
  #output = '';
  #errors = '';
  readonly ended: Promise<number | null>;

  constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => (this.#output += String(chunk)));
    child.stderr?.on('data', (chunk) => (this.#errors += String(chunk)));
    this.ended = once(child, 'close').then(([code]) => code as number | null);
  }

  get output(): string {
    return this.#output;
  }

  /** Waits until it has written a text that matches. */
  async writes(pattern: RegExp): Promise<RegExpExecArray> {
    const ended = this.ended.then((code) => {
      throw new Error(
        `It ended with ${String(code)} before it wrote ${String(pattern)}:\n${this.#output}${this.#errors}`,
      );
    });
    ended.catch(() => undefined); // its end may be no surprise
    for (;;) {
      const found = pattern.exec(this.#output);
      if (found) return found;
      await Promise.race([once(this.child.stdout as NodeJS.EventEmitter, 'data'), ended]);
    }
  }
}

/** An example in a folder of its own, with the package installed. */
export class Example {
  readonly folder: string;
  url = '';
  readonly #programs: Program[] = [];
  readonly #clients: Socket[] = [];

  constructor(name: string) {
    this.folder = path.join(packageFolder(), name);
    cpSync(path.join(EXAMPLES, name), this.folder, {
      recursive: true,
      filter: (file) => !file.includes('node_modules') && !file.endsWith(`${path.sep}dist`),
    });
  }

  /** Starts its server on a free port, and waits until it says where it listens. */
  async start(): Promise<this> {
    const [, port = ''] = await this.run('main').writes(/http:\/\/localhost:(\d+)/);
    this.url = `http://127.0.0.1:${port}`;
    return this;
  }

  /** Runs one of its files: TypeScript by tsx. */
  run(file: string, ...args: string[]): Program {
    const isScript = path.basename(this.folder) === 'plain-javascript';
    const command = isScript ? [`${file}.js`] : ['--import', 'tsx', `${file}.ts`];
    return this.node([...command, ...args]);
  }

  node(args: readonly string[]): Program {
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env: { ...process.env, PORT: '0', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const program = new Program(child);
    this.#programs.push(program);
    return program;
  }

  /** A client that was let in, or rejects with the refusal. */
  async connect(namespace = '', options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Socket> {
    const client = io(this.url + namespace, { forceNew: true, reconnection: false, ...options });
    this.#clients.push(client);
    await new Promise<void>((resolve, reject) => client.once('connect', resolve).once('connect_error', reject));
    return client;
  }

  async post(route: string, body: object = {}): Promise<unknown> {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(this.url + route, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  }

  async get(route: string): Promise<unknown> {
    return (await fetch(this.url + route)).json();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    for (const { child } of this.#programs) child.kill('SIGKILL');
    await Promise.all(this.#programs.map(({ ended }) => ended));
  }
}
