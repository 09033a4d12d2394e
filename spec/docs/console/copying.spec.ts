import assert from 'node:assert/strict';
import { expect } from 'chai';
import * as socketIoClient from 'socket.io-client';
import * as client from '../../../src/client';
import * as testing from '../../../src/testing';
import type { ConsolePage } from './console-page';
import * as shop from './shop';
import { workbench } from './workbench';

type Modules = Readonly<Record<string, unknown>>;

/** Runs code as it was copied, with these modules; gives what it printed. */
async function run(code: string, modules: Modules, globals: Modules = {}): Promise<unknown[]> {
  const printed: unknown[] = [];
  const body = code
    .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replace(/^import (\w+) from '(.*)';$/gm, "const $1 = modules['$2'].default;");
  expect(body).to.not.match(/^import/m);
  const log = { log: (value: unknown) => printed.push(value) };
  const names = ['modules', 'console', ...Object.keys(globals)];
  // The code that the page has written is what is tested.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const program = new Function(...names, `return (async () => {${body}})()`) as (...values: unknown[]) => Promise<void>;
  await program(modules, log, ...Object.values(globals));
  return printed;
}

const modules: Modules = {
  'socket.io-client': socketIoClient,
  'node:assert/strict': { default: assert },
  'inversify-express-gateways/client': client,
  'inversify-express-gateways/testing': testing,
  './shop.gateway': shop,
  './club.gateway': shop,
};

/** Runs a test as mocha would. */
async function runTest(code: string): Promise<string> {
  let title = '';
  let body: (() => Promise<void>) | undefined;
  const it_ = (name: string, test: () => Promise<void>): void => {
    title = name;
    body = test;
  };
  await run(code, modules, { it: it_ });
  await body?.();
  return title;
}

async function copyOf(opened: ConsolePage, button: string): Promise<string> {
  await opened.entries('Sent').last().getByRole('button').click();
  return opened.copied(button);
}

describe('Code that the console copies', () => {
  const bench = workbench();

  it('is a program with request() that runs, and prints the same answer', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.fill('name', "O'Neil\n</script>");
    await opened.send();
    await opened.answers('"number": 7');
    expect(await run(await copyOf(opened, 'Copy as code'), modules)).to.deep.equal([{ number: 7 }]);
  });

  it('brings what the connection brought', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/club/hello');
    await opened.press('Connect …');
    await opened.fill('code', 'sesame');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.dialog().waitFor({ state: 'detached' });
    await opened.send();
    await opened.answers('hello, member');
    expect(await run(await copyOf(opened, 'Copy as code'), modules)).to.deep.equal(['hello, member']);
  });

  it('is a test of the test kit that passes', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/add');
    await opened.fill('Argument 1', '1');
    await opened.fill('Argument 2', '2');
    await opened.send();
    await opened.answers('3');
    const code = await copyOf(opened, 'Copy as test');
    expect(await runTest(code)).to.equal('answers add');
    const broken = await runTest(code.replace(', 3)', ', 4)')).catch((error: unknown) => error as Error);
    expect(broken).to.have.property('code', 'ERR_ASSERTION');
  });

  it('is a test that expects the error, where the answer was one', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/pay');
    await opened.fill('amount', 'much');
    await opened.send();
    await opened.answers('does not accept');
    const code = await copyOf(opened, 'Copy as test');
    expect(code).to.include('{ code: 1007 }');
    await runTest(code);
  });

  it('is JSON of any entry', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/ring');
    await opened.send();
    await opened.logs('Received', 'rang');
    await opened.entries('Received', 'rang').getByRole('button').click();
    const copy = JSON.parse(await opened.copied('Copy as JSON')) as object;
    expect(copy).to.include({ event: 'rang', kind: 'received', connection: 'A', namespace: '/shop', path: '/shop-ws' });
    expect(copy).to.have.deep.property('args', [{ times: 3 }]);
  });
});
