import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const dist = join(import.meta.dirname, '..', 'dist');

/**
 * A server in a process of its own.
 *
 * @typedef {object} Contender what to start
 * @property {string} label what the tables call it
 * @property {string} server a file of `servers/`
 * @property {object} [scenario] see `servers/scenario.ts`
 * @property {string} [build] where that file was compiled to; another than `dist` holds an earlier state of the library
 */
export class ServerProcess {
  #child;
  #stopping = false;

  /** @param {Contender} contender */
  static async start({ server, scenario = {}, build = dist }) {
    const path = join(build, 'bench', 'servers', `${server}.js`);
    const child = fork(path, [JSON.stringify(scenario)], { execArgv: ['--expose-gc'] });
    const process = new ServerProcess(child, server);
    const [{ port, startedInMs }] = await once(child, 'message');
    return Object.assign(process, { port, startedInMs });
  }

  constructor(child, server) {
    this.#child = child;
    this.server = server;
    child.on('exit', (code) => {
      if (!this.#stopping) throw new Error(`The server '${server}' has ended with ${code}`); // nobody could go on
    });
  }

  /** One question at a time; `servers/serve.ts` has the answers. */
  async ask(question) {
    this.#child.send(question);
    const [{ answer }] = await once(this.#child, 'message');
    return answer;
  }

  /** How many microseconds the process has been running on a CPU, in all its threads. */
  async cpuMicros() {
    const { user, system } = await this.ask('cpu');
    return user + system;
  }

  /** Resolves when everyone has left, so that the next turn does not pay for it. */
  async deserted() {
    while ((await this.ask('clients')) > 0);
  }

  async stop() {
    this.#stopping = true;
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }
}
