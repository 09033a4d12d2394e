/**
 * The specs and the built package with every generation of Inversify and Express that the peer ranges name, with the
 * oldest and the newest socket.io, each on another version of Node; TestGateway in mocha, vitest, node:test and jest; what
 * the compiler checks with every supported TypeScript.
 *
 *   npm run test:matrix                            all fixtures, the runners, the compilers, and the versions of Node
 *   npm run test:matrix -- inversify-8-express-5   one of them
 *   npm run test:matrix -- runners                 the runners alone
 *   npm run test:matrix -- compilers               the versions of TypeScript alone
 *   npm run test:matrix -- node                    what no fixture runs, on each version of Node
 *   npm run test:matrix -- readme                  README.md, followed in an empty folder
 *   npm run test:matrix -- site                    the site is built
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks } from '../.ci/checks.mjs';
import { checkCompilers } from './compilers.mjs';
import { checkConsumers } from './consumers.mjs';
import { checkNodes } from './nodes.mjs';
import { checkPackage } from './package.mjs';
import { checkReadme } from './readme.mjs';
import { checkRunners } from './runners.mjs';
import { checkSpecs } from './specs.mjs';

const named = process.argv.slice(2);
const fixtures = readdirSync(import.meta.dirname).filter((name) => /^inversify-/.test(name));
const parts = named.length > 0 ? named : [...fixtures, 'runners', 'compilers', 'node', 'readme', 'site'];

const total = new Checks();
const scratch = mkdtempSync(join(tmpdir(), 'gateways-'));
const tarball = await checkPackage(total, scratch);
const summary = [];
for (const part of parts) {
  const checks = new Checks();
  if (part === 'runners') await checkRunners(checks, join(scratch, part), tarball);
  else if (part === 'compilers') await checkCompilers(checks, join(scratch, part), tarball);
  else if (part === 'node') await checkNodes(checks);
  else if (part === 'readme') await checkReadme(checks, join(scratch, part), tarball);
  else if (part === 'site') await checkSite(checks);
  else await checkFixture(checks, part);
  summary.push(`${part}: ${checks}`);
  total.include(checks);
}
rmSync(scratch, { recursive: true });
console.log(`\n${summary.join('\n')}`);
total.close();

/** A dead link, and anything that a page loads from elsewhere, ends it. */
function checkSite(checks) {
  const root = join(import.meta.dirname, '..');
  return checks.command('the site is built', 'npm', ['run', '--silent', 'site'], { cwd: root, timeout: 600_000 });
}

async function checkFixture(checks, fixture) {
  const folder = join(import.meta.dirname, fixture);
  if (await checks.command(`${fixture}: npm ci`, 'npm', ['ci', '--ignore-scripts'], { cwd: folder })) {
    await checkSpecs(checks, folder);
    await checkConsumers(checks, folder, join(scratch, fixture), tarball);
  }
}
