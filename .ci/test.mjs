import { spawnSync } from 'node:child_process';
import { Checks } from './checks.mjs';

/** CI leaves nothing out. Elsewhere, what a machine has not is said at the end. */
const isCI = Boolean(process.env.CI);
const hasRedis = !spawnSync('redis-server', ['--version']).error;

const checks = new Checks();
for (const script of ['typecheck', 'lint', 'layers', 'unused', 'sentences']) {
  await checks.command(script, 'npm', ['run', '--silent', script]);
}
// What specs that are left out would have covered is not missing.
const coverage = isCI || hasRedis ? [] : ['--check-coverage=false'];
// CI says of each test that needed two tries which it was, and why.
const strictly = isCI ? ['--forbid-pending', '--retries=1'] : [];
await checks.command('specs', 'npx', ['c8', ...coverage, 'mocha', '--exit', '--forbid-only', ...strictly]);
// A short one, and always the same: a failure is to be the change's.
const fuzz = ['run', '--silent', 'fuzz', '--', '--seed', '1', '--packets', '20000'];
await checks.command('fuzz', 'npm', fuzz, { timeout: 600_000 });
// Too short to see a heap grow slowly; what does not go with its client is seen.
const soak = ['run', '--silent', 'soak', '--', '--minutes', '0.4', '--recovery', 'on', '--bound', '0.2'];
await checks.command('soak', 'npm', soak, { timeout: 600_000 });
// With other times than the full one, so that it says nothing of them; what must hold holds in it, too.
const faults = ['run', '--silent', 'faults', '--', '--short'];
await checks.command('faults', 'npm', faults, { timeout: 600_000 });
checks.close();
