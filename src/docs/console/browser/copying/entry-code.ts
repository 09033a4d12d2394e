import type { EventEntry } from '../contract/entries';
import { isObject } from '../form/value';
import type { Entry } from '../timeline/entry';
import { literal, text } from './code';

/** What the code of an entry is made from. */
export interface Source {
  /** The sent event, also where its answer was chosen. */
  readonly sent: Entry;
  readonly answer: Entry | undefined;
  /** Origin, and what a proxy has put before the paths. */
  readonly server: string;
  readonly acks: 'value' | 'errorFirst';
  readonly event: EventEntry | undefined;
}

/** A program with `request()` that sends the event again and prints the answer. */
export function requestCode({ sent, server, acks }: Source): string {
  const { connection } = sent;
  const address = new URL(server);
  const path = address.pathname.replace(/\/$/, '') + connection.path;
  const { auth, query } = connection;
  const options = {
    path,
    ...(isFilled(auth) && { auth }),
    ...(isFilled(query) && { query }),
  };
  const args = sent.args.map((arg) => `, ${literal(arg)}`).join('');
  const target = acks === 'errorFirst' ? "{ socket, acks: 'errorFirst' }" : 'socket';
  return [
    "import { io } from 'socket.io-client';",
    "import { request } from 'inversify-express-gateways/client';",
    '',
    `const socket = io(${text(address.origin + connection.namespace)}, ${literal(options)});`,
    'try {',
    `  console.log(await request(${target}, ${text(sent.name)}${args}));`,
    '} finally {',
    '  socket.disconnect();',
    '}',
    '',
  ].join('\n');
}

/** A test of the test kit, which expects the answer that came. */
export function testCode({ sent, answer, acks, event }: Source): string {
  const gateway = event?.gateway.gateway ?? 'YourGateway';
  const { connection } = sent;
  const isElsewhere = connection.namespace !== connection.template;
  const options = {
    ...(isElsewhere && { namespace: connection.namespace }),
    ...(isFilled(connection.auth) && { auth: connection.auth }),
    ...(isFilled(connection.query) && { query: connection.query }),
  };
  const connect = isFilled(options) ? literal(options, '    ') : '';
  const args = sent.args.map((arg) => `, ${literal(arg, '    ')}`).join('');
  const request = `ctx.request(${text(sent.name)}${args})`;
  const failed = answer?.kind === 'error';
  const value = acks === 'errorFirst' ? answer?.args[1] : answer?.args[0];
  return [
    "import assert from 'node:assert/strict';",
    "import { TestGateway } from 'inversify-express-gateways/testing';",
    `import { ${gateway} } from './${fileOf(gateway)}';`,
    '',
    `it(${text(`answers ${sent.name}`)}, async () => {`,
    `  const module = TestGateway.createTestModule({ gateways: [${gateway}] });`,
    '  await module.runWithServer(async (ctx) => {',
    `    await ctx.connect(${connect});`,
    ...(failed
      ? [`    await assert.rejects(${request}, { code: ${codeOf(answer)} });`]
      : [`    assert.deepEqual(await ${request}, ${literal(value, '    ')});`]),
    '  });',
    '});',
    '',
  ].join('\n');
}

function codeOf(answer: Entry): string {
  const [first] = answer.args as [{ code?: number; error?: { code?: number } } | undefined];
  return String(first?.code ?? first?.error?.code ?? 1011);
}

/** `chat.gateway` for `ChatGateway`, as most name their files. */
function fileOf(gateway: string): string {
  return `${gateway
    .replace(/Gateway$/, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()}.gateway`;
}

function isFilled(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}
