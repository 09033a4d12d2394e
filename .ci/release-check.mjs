/**
 * Everything that a release needs but `npm publish`:
 *
 *   npm run release:check            the state of the repository, every check of CI, and what would be published
 *   npm run release:check -- quick   without the checks of CI
 */
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from './checks.mjs';

const root = join(import.meta.dirname, '..');
const read = (file) => readFileSync(join(root, file), 'utf8');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const { name, version, repository, publishConfig } = JSON.parse(read('package.json'));

const checks = new Checks();
await checks.that('nothing waits to be committed', () => {
  assert.equal(git('status', '--porcelain'), '');
});
await checks.that('the version has no tag, or the one of this commit', () => {
  if (git('tag', '--list', `v${version}`) !== '')
    assert.equal(git('rev-list', '-n1', `v${version}`), git('rev-parse', 'HEAD'));
});
await checks.that('the lock file has the same version', () => {
  assert.equal(JSON.parse(read('package-lock.json')).version, version);
});
await checks.that('CHANGELOG.md says what is new in the version, with its date', () => {
  const [, latest] = /^## (.*)$/m.exec(read('CHANGELOG.md')) ?? [];
  assert.match(latest ?? '', new RegExp(`^${version.replaceAll('.', '\\.')}, \\d{4}-\\d\\d-\\d\\d$`));
});
await checks.that('a registry can say where the package was built: its provenance', () => {
  // It compares the repository with the one that the workflow runs in, and takes public packages alone.
  assert.match(repository.url, /^git\+https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
  assert.deepEqual(publishConfig, { access: 'public', provenance: true });
});
if (!process.argv.includes('quick')) {
  for (const script of ['test', 'test:matrix']) await checks.command(script, 'npm', ['run', '--silent', script]);
}
await checks.command(`npm would publish ${name} ${version}`, 'npm', ['publish', '--dry-run', '--silent'], {
  cwd: root,
});
checks.close();
