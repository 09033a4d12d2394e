/**
 * The specs and the built package with every generation of Inversify and Express that the peer ranges name.
 *
 *   npm run test:matrix                            all fixtures
 *   npm run test:matrix -- inversify-8-express-5   one of them
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks } from '../.ci/checks.mjs';
import { checkConsumers } from './consumers.mjs';
import { checkPackage } from './package.mjs';
import { checkSpecs } from './specs.mjs';

const named = process.argv.slice(2);
const fixtures = named.length > 0 ? named : readdirSync(import.meta.dirname).filter((name) => /^inversify-/.test(name));

const total = new Checks();
const scratch = mkdtempSync(join(tmpdir(), 'gateways-'));
const tarball = await checkPackage(total, scratch);
const summary = [];
for (const fixture of fixtures) {
  const checks = new Checks();
  const folder = join(import.meta.dirname, fixture);
  if (await checks.command(`${fixture}: npm ci`, 'npm', ['ci', '--ignore-scripts'], { cwd: folder })) {
    await checkSpecs(checks, folder);
    await checkConsumers(checks, folder, join(scratch, fixture), tarball);
  }
  summary.push(`${fixture}: ${checks}`);
  total.include(checks);
}
rmSync(scratch, { recursive: true });
console.log(`\n${summary.join('\n')}`);
total.close();
