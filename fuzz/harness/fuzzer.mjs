import { planBatch, runBatch } from './batch.mjs';
import { Invariants, megabytes } from './invariants.mjs';
import { PoliteClients } from './polite-clients.mjs';
import { ServerProcess } from './server-process.mjs';

const SHOWN = 12;

/** Runs batch after batch, and says which of them failed and how to run it again. */
export class Fuzzer {
  #options;
  #running;
  #taken = 0;
  #sent = 0;
  #cpuSeconds = 0;
  #failures = 0;

  constructor(options) {
    this.#options = options;
  }

  /** @returns {Promise<boolean>} whether everything held */
  async run() {
    const { seed, minutes, packets, batch: single, keepsGoing } = this.#options;
    console.log(`Seed ${seed}`);
    const began = Date.now();
    const numbers = single === undefined ? countingUp() : [single];
    for (const number of numbers) {
      await this.#batch(number);
      const isOver = Date.now() > began + minutes * 60_000 || this.#taken >= packets;
      if (isOver || (this.#failures > 0 && !keepsGoing)) break;
    }
    await this.#stop();
    const rate = Math.round(this.#taken / this.#cpuSeconds);
    console.log(
      `\n${this.#taken} packets taken of ${this.#sent} sent in ${Math.round((Date.now() - began) / 1_000)} s, ` +
        `${rate} for each second of the server's CPU: ` +
        (this.#failures === 0 ? 'everything held' : `${this.#failures} batches failed`),
    );
    return this.#failures === 0;
  }

  async #batch(number) {
    const { server, polite, invariants } = (this.#running ??= await begin());
    const { visitor: single } = this.#options;
    const all = planBatch({ ...this.#options, batch: number });
    const plan = all.filter(({ visitor }) => single === undefined || visitor === single);
    const [packetsBefore, cpuBefore] = [await server.ask('packets'), server.cpuSeconds()];
    const { sent, found } = await runBatch(server, polite, plan, this.#options);
    await polite.greetNewcomer(server.paths[number % server.paths.length]);
    this.#sent += sent;
    this.#taken += ((await server.ask('packets')) ?? packetsBefore) - packetsBefore;
    this.#cpuSeconds += server.isAlive ? server.cpuSeconds() - cpuBefore : 0;
    const unattributed = [...polite.found.splice(0), ...(await invariants.check(server))];
    if (!server.isAlive) found.length = 0; // that is all there is to say
    if (found.length + unattributed.length > 0) await this.#fail(number, plan, found, unattributed);
    else if (number % 10 === 0) this.#progress(number);
  }

  #progress(number) {
    const { polite, invariants } = this.#running;
    const slowest = Math.round(1_000 * Math.max(...polite.times.splice(0)));
    console.log(
      `batch ${number}: ${this.#taken} packets taken of ${this.#sent} sent, heap ${megabytes(invariants.heap)}, ` +
        `at most ${slowest} ms of work before a polite client had its answer`,
    );
  }

  async #fail(number, plan, found, unattributed) {
    this.#failures += 1;
    const { seed, visitors, budget, only } = this.#options;
    const sizes = `--visitors ${visitors} --budget ${budget}${only ? ` --only ${only.join(',')}` : ''}`;
    const all = [...new Set([...unattributed, ...found])];
    console.error(`\nbatch ${number} of seed ${seed} failed:`);
    for (const what of all.slice(0, SHOWN)) console.error(`  - ${what}`);
    if (all.length > SHOWN) console.error(`  … and ${all.length - SHOWN} more`);
    console.error(`  again: npm run fuzz -- --seed ${seed} --batch ${number} ${sizes}`);
    await this.#stop(); // what was broken once tells nothing more
    if (plan.length > 1 && unattributed.length > 0) await this.#narrow(plan, number);
  }

  /** Runs the sessions of a batch one by one, each with a new server, until one of them is enough to fail. */
  async #narrow(plan, number) {
    for (const { visitor, name } of plan) {
      const { server, polite, invariants } = await begin();
      const alone = planBatch({ ...this.#options, batch: number }).filter((session) => session.visitor === visitor);
      const { found } = await runBatch(server, polite, alone, this.#options);
      found.push(...polite.found, ...(await invariants.check(server)));
      polite.close();
      await server.stop();
      if (found.length === 0) continue;
      console.error(`  it takes no more than --visitor ${visitor} (${name}): ${found[0]}`);
      return;
    }
  }

  async #stop() {
    this.#running?.polite.close();
    await this.#running?.server.stop();
    this.#running = undefined;
  }
}

async function begin() {
  const server = await ServerProcess.start();
  const polite = await PoliteClients.connect(server);
  return { server, polite, invariants: await Invariants.of(server) };
}

function* countingUp() {
  for (let number = 0; ; number += 1) yield number;
}
