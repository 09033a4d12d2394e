import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { Container } from 'inversify';
import Joi from 'joi';
import ts from 'typescript';
import * as gateways from '../../src';
import * as docs from '../../src/docs';
import { examplesOf, PACKAGE } from './examples';

const { SubscribeMessage, WebSocketGateway, WsBody } = gateways;

type Script = (...given: unknown[]) => Promise<void>;

/** The script of the guide as a function of what it finds around it. */
function script(): Script {
  const example = examplesOf('docs/asyncapi.md').find(({ code }) => code.startsWith('// contract.ts'));
  expect(example!.code.trim().split('\n')).to.have.lengthOf.at.most(20);
  const { outputText } = ts.transpileModule(example!.code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: true, target: ts.ScriptTarget.ES2022 },
  });
  const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => Script;
  return new AsyncFunction('require', 'exports', 'console', 'process', outputText);
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
  async function run(schema: Joi.Schema, ...options: string[]) {
    const lines: string[] = [];
    const container = new Container();
    container.bind(sayGateway(schema)).toSelf().inSingletonScope();
    const modules: Record<string, unknown> = {
      express,
      [PACKAGE]: gateways,
      [`${PACKAGE}/docs`]: docs,
      './container.js': { container },
    };
    const requireHere = createRequire(__filename) as (name: string) => unknown;
    const ended: { argv: string[]; exitCode?: number } = { argv: ['node', 'contract.ts', ...options] };
    await script()(
      (name: string) => modules[name] ?? requireHere(name),
      {},
      { log: (line: string) => lines.push(line) },
      ended,
    );
    return { lines, exitCode: ended.exitCode };
  }

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
