import { type ChildProcess, fork } from 'node:child_process';
import cluster from 'node:cluster';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setupPrimary } from '@socket.io/cluster-adapter';
import { endWithUs } from './ended-with-us';
import type { NodeHeld } from '../servers/node';
import type { NodeScenario } from '../servers/scenario';

const exec = join(__dirname, '..', 'servers', 'node.ts');
const execArgv = ['--require', createRequire(__filename).resolve('@swc-node/register'), '--expose-gc'];
const ANSWER_MS = 10_000;
const START_MS = 60_000;
let isPrimary = false;

/** One node: a process, which may die and is started again under the same name. */
export class NodeProcess {
  readonly port: number;
  /** Resolves to how it ended: its code, or the signal. */
  readonly ended: Promise<number | string>;
  readonly #child: ChildProcess;
  #lastWords = '';
  #asked = 0;

  /** @throws Error where it ends before it listens */
  static async start(scenario: NodeScenario): Promise<NodeProcess> {
    const child = scenario.adapter === 'cluster' ? forkWorker(scenario) : forkProcess(scenario);
    endWithUs(child);
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2_000)));
    const port = await new Promise<number>((resolve, reject) => {
      const fail = (why: string): void => {
        child.kill('SIGKILL');
        reject(new Error(`A node does not start: ${why} ${words}`));
      };
      const timer = setTimeout(() => fail('it does not listen'), START_MS);
      child.on('message', (message: { readonly listens?: number }) => {
        if (message.listens === undefined) return;
        clearTimeout(timer);
        resolve(message.listens);
      });
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`it ended with ${signal ?? code}`);
      });
    });
    return new NodeProcess(child, port);
  }

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    child.stderr?.on('data', (text: string) => (this.#lastWords = (this.#lastWords + text).slice(-2_000)));
    this.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code ?? 0)));
  }

  /** The end of what it wrote to stderr. */
  get lastWords(): string {
    return this.#lastWords.trim();
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  held(): Promise<NodeHeld> {
    return this.#ask('held') as Promise<NodeHeld>;
  }

  cpu(): Promise<NodeJS.CpuUsage> {
    return this.#ask('cpu') as Promise<NodeJS.CpuUsage>;
  }

  /** Rejects where it does not answer in time. */
  #ask(question: string): Promise<unknown> {
    const ask = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#child.off('message', listen);
      };
      const listen = (message: { readonly ask?: number; readonly answer?: unknown }): void => {
        if (message.ask !== ask) return;
        stop();
        resolve(message.answer);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`A node has not answered '${question}'`));
      }, ANSWER_MS);
      this.#child.on('message', listen);
      this.#child.send({ ask, question }, () => undefined); // where it dies meanwhile, it does not answer
    });
  }
}

function forkProcess(scenario: NodeScenario): ChildProcess {
  return fork(exec, [JSON.stringify(scenario)], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
}

/** A worker of Node's clusters: this process passes messages on between them. */
function forkWorker(scenario: NodeScenario): ChildProcess {
  cluster.setupPrimary({ exec, execArgv, args: [JSON.stringify(scenario)], silent: true });
  if (!isPrimary) setupPrimary();
  isPrimary = true;
  return cluster.fork().process;
}
