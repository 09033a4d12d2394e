/**
 * Starts the same gateway in this library and in others, asks each of them the same things, and prints what they answer.
 *
 *   npm run compare              prints the table
 *   npm run compare -- --write   and writes results.md
 */
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const here = import.meta.dirname;
install();
const { io } = createRequire(import.meta.url)('socket.io-client');
const { questions } = await import('./questions.mjs');

const PROGRAMS = {
  library: 'here',
  nest: '@nestjs/websockets',
  'socket-controllers': 'socket-controllers',
  tsed: '@tsed/socketio',
  'zod-sockets': 'zod-sockets',
};

const columns = [];
for (const [program, name] of Object.entries(PROGRAMS)) {
  columns.push({ title: titleOf(name), cells: await answersOf(program) });
}
const rows = [
  ['asked with an acknowledgement', ...columns.map(({ title }) => title)],
  ['---', ...columns.map(() => '---')],
  ...questions.map(({ what }, row) => [what, ...columns.map(({ cells }) => cells[row])]),
];
const table = rows.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
console.log(table);
if (process.argv.includes('--write')) {
  const intro =
    'What `npm run compare -- --write` has found. `programs/` holds what it ran, `questions.mjs` what it asked.';
  writeFileSync(join(here, 'results.md'), `# What the libraries answer\n\n${intro}\n\n${table}\n`);
}

/** Starts a program in a process of its own and asks it everything. */
async function answersOf(program) {
  const child = fork(join(here, 'programs', `${program}.ts`), {
    execArgv: ['--no-warnings', '--require', createRequire(import.meta.url).resolve('@swc-node/register')],
    env: { ...process.env, SWC_NODE_PROJECT: join(here, 'tsconfig.json') },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const started = await Promise.race([once(child, 'message').then(([message]) => message), ended]);
  if (started.port === undefined) throw new Error(`'${program}' ended before it listened`);
  const url = `http://127.0.0.1:${started.port}`;
  const server = { ...started, connect: (namespace) => io(url + namespace, { forceNew: true, reconnection: false }) };
  const cells = [];
  for (const { ask } of questions) cells.push(await ask(server, program));
  if (child.exitCode !== null) throw new Error(`'${program}' has ended while it was asked`);
  child.disconnect();
  await ended;
  return cells;
}

function titleOf(name) {
  if (name === 'here') return name;
  const { version } = JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8'));
  return `${name} ${version}`;
}

/** None of them is a dependency of the project: they are installed here, when they are first needed. */
function install() {
  const installed = join(here, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(here, 'package-lock.json')).mtimeMs) return;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: here, stdio: 'inherit' });
  if (status !== 0) process.exit(1); // it has said why
}
