import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';

const main = join(import.meta.dirname, '..', 'server', 'main.ts');
const PATIENCE_MS = 60_000;
/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICKS_PER_SECOND = 100;

/** The server under test, in a process of its own: see `server/main.ts`. */
export class ServerProcess {
  /** How it died, if it did. @type {string | undefined} */
  death;
  #child;
  #nextId = 1;
  #complaints = '';

  /** @param {{ recoveryMs?: number }} scenario see `server/paths.ts` */
  static async start(scenario = {}) {
    const execArgv = ['-r', '@swc-node/register', '--expose-gc', '--max-old-space-size=1024'];
    const child = fork(main, [JSON.stringify(scenario)], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const server = new ServerProcess(child);
    const [description] = await Promise.race([once(child, 'message'), server.ended.then(() => [undefined])]);
    if (!description) throw new Error(`The server does not start: ${server.death}`);
    return Object.assign(server, description);
  }

  constructor(child) {
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text) => (this.#complaints = (this.#complaints + text).slice(-4_000)));
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.death = `it ended with ${signal ?? code}: ${this.#complaints.trim()}`;
        resolve();
      });
    });
  }

  /** How long it has been running on a CPU; where Linux does not say that, for how long at all. */
  cpuSeconds() {
    try {
      const [, rest] = readFileSync(`/proc/${this.#child.pid}/stat`, 'latin1').split(') ');
      const [user, system] = rest.split(' ').slice(11, 13);
      return (Number(user) + Number(system)) / TICKS_PER_SECOND;
    } catch {
      return performance.now() / 1_000;
    }
  }

  get isAlive() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Asks for one of `answers` in `server/main.ts`; nothing where the server is dead, or does not answer in time. */
  async ask(question) {
    if (!this.isAlive) return undefined;
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const done = (answer) => {
        clearTimeout(timer);
        this.#child.off('message', listen);
        resolve(answer);
      };
      const listen = (message) => {
        if (message.id === id) done(message.answer);
      };
      const timer = setTimeout(done, PATIENCE_MS);
      this.#child.on('message', listen);
      void this.ended.then(() => done());
      this.#child.send({ id, question }, () => undefined); // it may die meanwhile
    });
  }

  async stop() {
    if (this.isAlive) this.#child.kill('SIGKILL');
    await this.ended;
  }
}
