import { spawn } from 'node:child_process';

/** Runs checks one after another, whatever the one before it said, and counts them. */
export class Checks {
  passed = 0;
  failed = 0;
  /** What is to be read of what failed, for the end of a long output. */
  #reports = [];
  /** What could not be checked here. */
  #leftOut = [];
  /** What passed, but not at once. */
  #secondTries = [];

  /** Runs a command: one check, or where it is mocha's, as many as it ran specs. */
  async command(title, command, args, options = {}) {
    heading(title);
    const { code, output } = await run(command, args, options);
    this.#leftOut.push(...(/^=== Left out\n([^]*?)\n===$/m.exec(output)?.slice(1) ?? []));
    this.#secondTries.push(...[...output.matchAll(/^Passed at the second try: (.*)$/gm)].map((line) => line[1]));
    const passed = counted(output, 'passing');
    const failed = counted(output, 'failing');
    if (code === 0) this.#add(passed || 1, 0);
    else this.#add(passed, failed || 1); // with no spec failing it is the coverage, or mocha itself
    if (code !== 0) this.#reports.push(`--- ${title}\n${reportIn(output)}`);
    return code === 0;
  }

  /**
   * Runs a command that has to pass `expected` tests.
   *
   * @param passing finds in its output how many it did
   */
  async tests(title, expected, passing, command, args, options = {}) {
    heading(title);
    const { code, output } = await run(command, args, options);
    const passed = Number(passing.exec(output)?.[1] ?? 0);
    const failed = Math.abs(expected - passed) || (code === 0 ? 0 : 1); // with every test passing it has not ended well
    const end = code === null ? 'it had to be ended' : `exit code ${code}`;
    if (failed > 0) this.#reports.push(`--- ${title}: ${passed} of ${expected} did, ${end}\n${reportIn(output)}`);
    this.#add(passed, failed);
  }

  /** Runs a function, which throws where the check fails. */
  async that(title, check) {
    heading(title);
    try {
      await check();
      this.#add(1, 0);
    } catch (error) {
      this.#reports.push(`--- ${title}\n${error instanceof Error ? error.message : error}`);
      this.#add(0, 1);
    }
  }

  include(checks) {
    this.#reports.push(...checks.#reports);
    this.#leftOut.push(...checks.#leftOut);
    this.#secondTries.push(...checks.#secondTries);
    this.#add(checks.passed, checks.failed);
  }

  /** Prints what failed, what was left out or passed at the second try, and the sum as the closing line; the process ends with 1 where something failed. */
  close() {
    if (this.#reports.length > 0) console.log(`\n=== What failed\n${this.#reports.join('\n')}\n===`);
    if (this.#leftOut.length > 0) console.log(`\n=== Left out\n${this.#leftOut.join('\n')}\n===`);
    if (this.#secondTries.length > 0)
      console.log(`\n=== Passed at the second try\n${this.#secondTries.join('\n')}\n===`);
    console.log(`\n${this}`);
    process.exitCode = this.failed > 0 ? 1 : 0;
  }

  toString() {
    return `${this.passed} passed, ${this.failed} failed`;
  }

  #add(passed, failed) {
    this.passed += passed;
    this.failed += failed;
  }
}

function heading(title) {
  console.log(`\n--- ${title}`);
}

/** What mocha says at the end: `  12 passing (3s)`. */
function counted(output, what) {
  return Number(new RegExp(`^ *(\\d+) ${what}`, 'm').exec(output)?.[1] ?? 0);
}

/** What mocha says of the specs that failed, without the table of coverage behind it; of other commands the last lines. */
function reportIn(output) {
  const failures = /^ *\d+ failing$[^]*?(?=^-+\|-|$(?![^]))/m.exec(output)?.[0];
  return (failures ?? output.slice(-2_000)).slice(0, 20_000).trim();
}

function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve({ code: 1, output });
    });
    child.on('close', (code) => resolve({ code, output }));
  });
}
