import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Diagnostic, diagnosticsOf } from '../contract/types/compiled';

const ROOT = join(__dirname, '../..');

/** What is written in the demo, what it becomes in a copy of it, and what the compiler says there. */
const changes = [
  {
    what: 'the schema of a handler',
    file: 'chat.gateway.ts',
    written: "@WsBody('limit', Joi.number().integer().min(1).max(20).default(5))",
    changed: "@WsBody('limit', Joi.string())",
    refused: ['chat.gateway.ts', 'the schema gives another type than the parameter has'],
  },
  {
    what: 'a key of the body that a handler takes',
    file: 'chat.gateway.ts',
    written: "@WsBody('data', Joi.string().trim().max(200))",
    changed: "@WsBody('text', Joi.string().trim().max(200))",
    refused: ['chat.gateway.ts', 'the contract says that clients send no such key'],
  },
  {
    what: 'the schema of a message, and not its type',
    file: 'chat.messages.ts',
    written: 'age: Joi.number().integer().min(13).max(120).required()',
    changed: 'age: Joi.string()',
    refused: [
      'chat.messages.ts',
      "Type 'StringSchema<string>' is missing the following properties from type 'NumberSchema<number>'",
    ],
  },
  {
    what: 'what a handler answers',
    file: 'chat.gateway.ts',
    written: 'return { limit, found: await this.log.search(text, limit) };',
    changed: 'return { limit, messages: await this.log.search(text, limit) };',
    refused: ['chat.gateway.ts', 'the reply is not what the contract says'],
  },
  {
    what: 'what a response carries',
    file: 'chat.gateway.ts',
    written: "return new WsResponse('introduced', { name });",
    changed: "return new WsResponse('introduced', { who: name });",
    refused: ['chat.gateway.ts', "the event 'introduced' carries other data"],
  },
  {
    what: 'what a handler takes, with the contract: the page does not send it',
    file: 'chat.contract.ts',
    written: 'leave(left: { room: string }): void;',
    changed: 'leave(left: { room: string; reason: string }): void;',
    refused: ['public/app.js', "Property 'reason' is missing"],
  },
  {
    what: 'what the gateway emits, with the contract: the page shows something else',
    file: 'chat.contract.ts',
    written: 'tick(tick: { count: number }): void;',
    changed: 'tick(tick: { counted: number }): void;',
    refused: ['public/app.js', "Property 'count' does not exist"],
  },
  {
    what: 'the name of an event, with the contract: the page sends the old one',
    file: 'chat.contract.ts',
    written: 'disconnect_request(): void;',
    changed: 'goodbye(): void;',
    refused: ['public/app.js', '\'"disconnect_request"\' is not assignable'],
  },
] as const;

describe('the demo and its page do not compile when somebody changes', function () {
  this.timeout(0); // nothing interrupts the compiler: a limit would throw away what it has found
  let copy: string;
  let diagnostics: Diagnostic[] = [];

  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'demo-'));
    for (const name of ['demo', 'tsconfig.json']) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    for (const name of ['src', 'node_modules']) symlinkSync(join(ROOT, name), join(copy, name));
    for (const { file, written, changed } of changes) {
      const path = join(copy, 'demo', file);
      const text = readFileSync(path, 'utf8');
      expect(text, file).to.include(written);
      writeFileSync(path, text.replace(written, changed));
    }
    diagnostics = diagnosticsOf(join(copy, 'demo/tsconfig.page.json'));
  });

  after(() => {
    rmSync(copy, { recursive: true });
  });

  for (const { what, refused } of changes) {
    it(what, () => {
      const [file, words] = refused;
      const said = diagnostics.filter((each) => each.file.endsWith(file)).map(({ message }) => message);
      expect(said.filter((message) => message.includes(words))).to.not.be.empty;
    });
  }
});
