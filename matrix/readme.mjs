/**
 * Follows README.md in an empty folder, with the packed package: its commands, its files, what the client writes. Then the
 * same in the other ways that its table names. Its port is another each time.
 */
import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { installedNode } from './nodes.mjs';

const root = join(import.meta.dirname, '..');
const [, guide] = /^## Three minutes\n(.*?)^## /ms.exec(readFileSync(join(root, 'README.md'), 'utf8'));
/** The fenced blocks in order, each with its language and the file that the text before it names. */
const blocks = [...guide.matchAll(/(?:^`([\w.]+)`[^\n]*:\n\n)?^```(\w+)\n(.*?)^```/gms)].map(
  ([, file, language, text]) => {
    return { file, language, text };
  },
);
const [setUp, start, askIt] = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.trim());
const expected = blocks.find(({ language }) => language === 'text').text;
const files = Object.fromEntries(blocks.flatMap(({ file, text }) => (file ? [[file, text]] : [])));
const [, installSwc, compileSwc] = /\| swc +\| `([^`]+)`, then `([^`]+)`/.exec(guide);

const STARTS_WITHIN_MS = 120_000;

export async function checkReadme(checks, folder, tarball) {
  mkdirSync(folder, { recursive: true });
  const run = (title, line) => checks.command(title, 'bash', ['-c', line], { cwd: folder, timeout: 300_000 });
  const written = (names, replaced = {}) => {
    for (const name of names) writeFileSync(join(folder, name), replaced[name] ?? files[name]);
  };
  const answers = (title, line, options) =>
    checks.that(title, async () => assert.equal(await answerOf(folder, line, options), expected));

  for (const line of setUp.split('\n')) {
    await run(line, line.replace(/\binversify-express-gateways\b/, tarball));
  }
  written(Object.keys(files));
  await answers('the server starts, and the client writes what README.md says', start);

  for (const version of ['5.9', '6', '7']) {
    await run(`TypeScript ${version}`, `npm install --no-save --silent typescript@${version}`);
    written(['tsconfig.json']);
    await run(`TypeScript ${version} compiles it`, 'npx tsc');
    await answers('and it runs', 'node main.js');
    rmSync(join(folder, 'main.js'));
    rmSync(join(folder, 'tsconfig.json'));
    await run(`TypeScript ${version} writes a tsconfig.json`, 'npx tsc --init');
    const own = readFileSync(join(folder, 'tsconfig.json'), 'utf8');
    written(['tsconfig.json'], {
      'tsconfig.json': own.replace('"compilerOptions": {', '"compilerOptions": {\n    "experimentalDecorators": true,'),
    });
    await run('and compiles it with one line more', 'npx tsc');
    await answers('and it runs', 'node main.js');
    rmSync(join(folder, 'main.js'));
  }

  written(['tsconfig.json']);
  await run('swc', installSwc);
  await run('swc compiles it', compileSwc);
  await answers('and it runs', 'node main.js');

  const node = await installedNode(checks, '24');
  await checks.that('Node alone refuses decorators, as README.md says', () => {
    const { status, stderr } = spawnSync(node, ['main.ts'], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    assert.notEqual(status, 0);
    assert.match(stderr, /SyntaxError/);
  });
  writeFileSync(join(folder, 'main.ts'), withoutDecorators(files['main.ts']));
  await answers('Node alone runs it with decorate()', `${node} main.ts`);
}

/** The gateway of README.md, as its table says that Node takes it. */
function withoutDecorators(code) {
  const [, options] = /@WebSocketGateway\((.*?)\)\n/.exec(code);
  const [, schema] = /@WsBody\((.*)\) name/.exec(code);
  return code
    .replace('attachGateways,', 'attachGateways, decorate,')
    .replace(/@WebSocketGateway\(.*?\)\n/, '')
    .replace(/ *@SubscribeMessage\(\)\n/, '')
    .replace(/@WsBody\(.*\) name/, 'name')
    .replace(
      'const container',
      `decorate(WebSocketGateway(${options}), GreetingGateway);\n` +
        "decorate(SubscribeMessage(), GreetingGateway, 'greet');\n" +
        `decorate(WsBody(${schema}), GreetingGateway, 'greet', 0);\n\nconst container`,
    );
}

/** Starts a server by a line of the shell, on a free port in place of 3000, and gives what the client writes. */
async function answerOf(folder, line) {
  const port = await freePort();
  const program = line.endsWith('main.js') ? 'main.js' : 'main.ts';
  const restore = ['client.mjs', program].map((name) => {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    assert.ok(text.includes('3000'), `${name} names the port`);
    writeFileSync(path, text.replaceAll('3000', port));
    return () => writeFileSync(path, text);
  });
  const server = spawn('bash', ['-c', `exec ${line}`], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((_resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`${line} ended with ${code}`)));
  });
  try {
    await Promise.race([listening(port), ended]);
    const { stdout, stderr } = spawnSync('bash', ['-c', askIt], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    return stdout + stderr;
  } finally {
    ended.catch(() => undefined); // it is ended here
    if (server.exitCode === null) process.kill(-server.pid, 'SIGKILL');
    for (const each of restore) each();
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function listening(port) {
  const until = performance.now() + STARTS_WITHIN_MS;
  for (;;) {
    const isOpen = await new Promise((resolve) => {
      const socket = connect(Number(port), 'localhost');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    if (performance.now() > until) throw new Error('The server does not listen');
    await wait(100);
  }
}
