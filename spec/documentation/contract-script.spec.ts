import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import Joi from 'joi';
import ts from 'typescript';
import { type GatewayHost, SubscribeMessage, WebSocketGateway, WsBody } from '../../src';
import * as docs from '../../src/docs';
import { withHost } from '../docs/fixture/registry';
import { examplesOf, PACKAGE } from './examples';

type Script = (...given: unknown[]) => Promise<void>;

/** The script of the guide as a function of what it finds around it. */
function script(): Script {
  const example = examplesOf('docs/asyncapi.md').find(({ code }) => code.startsWith('// contract.ts'));
  expect(example!.code.trim().split('\n')).to.have.lengthOf.at.most(14);
  const { outputText } = ts.transpileModule(example!.code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => Script;
  return new AsyncFunction('require', 'exports', 'console', 'process', 'gateways', outputText);
}

function sayGateway(schema: Joi.Schema) {
  @WebSocketGateway({ namespace: '/chat' })
  class SayGateway {
    @SubscribeMessage('say')
    say(@WsBody(schema) _message: unknown): void {}
  }
  return SayGateway;
}

describe('the script of the guide that compares contracts', () => {
  const home = process.cwd();
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'contract-'));
    process.chdir(directory);
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(directory, { recursive: true });
  });

  /** What it prints, and how it ends. */
  const run = (schema: Joi.Schema, ...options: string[]) =>
    withHost([sayGateway(schema)], async (gateways: GatewayHost) => {
      const lines: string[] = [];
      const requireHere = createRequire(__filename) as (name: string) => unknown;
      const ended: { argv: string[]; exitCode?: number } = { argv: ['node', 'contract.ts', ...options] };
      await script()(
        (name: string) => (name === `${PACKAGE}/docs` ? docs : requireHere(name)),
        {},
        { log: (line: string) => lines.push(line) },
        ended,
        gateways,
      );
      return { lines, exitCode: ended.exitCode };
    });

  it('fails where a change breaks clients, and says which', async () => {
    const before = Joi.object({ text: Joi.string().required() });
    expect(await run(before, '--write')).to.deep.equal({ lines: [], exitCode: undefined });
    expect(await run(before)).to.deep.equal({ lines: [], exitCode: undefined });
    expect(await run(before.append({ mood: Joi.string() }))).to.deep.equal({
      lines: ["say of '/chat', message.mood is new"],
      exitCode: undefined,
    });
    expect(await run(before.append({ room: Joi.string().required() }))).to.deep.equal({
      lines: ["BREAKING: say of '/chat', message.room is required now"],
      exitCode: 1,
    });
  });
});
