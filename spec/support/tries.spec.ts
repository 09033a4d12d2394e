import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';

/** What mocha says of the specs that fail once. */
async function outputOfTries(): Promise<{ passing: string; failing: string; tries: string[] }> {
  const mocha = require.resolve('mocha/bin/mocha.js');
  const files = [join(__dirname, 'harness.ts'), join(__dirname, 'failing-once.ts')] as const;
  const flags = ['--no-config', '--require', require.resolve('@swc-node/register'), '--require', files[0]];
  const args = [mocha, ...flags, '--no-color', '--exit', '--retries=1', files[1]];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, (_error, stdout) => resolve(stdout));
  });
  const [, passing = ''] = /^ *(\d+) passing/m.exec(output) ?? [];
  const [, failing = ''] = /^ *(\d+) failing/m.exec(output) ?? [];
  return {
    passing,
    failing,
    tries: [...output.matchAll(/^Passed at the second try: (.*)$/gm)].map((line) => line[1]!),
  };
}

describe('a second try', function () {
  this.timeout(120_000); // it starts mocha

  it('is what a test and a hook before it get, whatever the first has left, and it is told why', async () => {
    expect(await outputOfTries()).to.deep.equal({
      passing: '5',
      failing: '1', // the hook that always does
      tries: [
        '"before all" hook for "throws outside of itself, and ends later" (once)',
        '"before each" hook for "throws outside of itself, and ends later" (once, too)',
        'a group throws outside of itself, and ends later (outside)',
        'a group fails, and leaves a rejection (failed)',
        'a group fails, and leaves what rejects later (failed, too)',
        'a group leaves a rejection (it left a rejection: Error: nobody awaits it)',
      ],
    });
  });
});
