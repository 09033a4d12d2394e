import path from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { ChatGateway } from '../../../demo/chat.gateway';
import type { AttachOptions } from '../../../src';
import { clientTypes } from '../../../src/docs';
import { everything, registryOf } from '../fixture/registry';
import { HostileGateway } from '../hostile.gateway';

const ROOT = path.join(__dirname, '../../..');

async function typesOf(gateways: typeof everything, options: AttachOptions = {}): Promise<string> {
  return clientTypes(await registryOf(gateways, options));
}

/** What the compiler says, strictly, of the types of a client and of code that uses them. */
function mistakesIn(types: string, code: string): string[] {
  const directory = path.join(ROOT, 'spec/docs/client-types');
  const files = new Map([
    [path.join(directory, 'gateways.d.ts'), types],
    [path.join(directory, 'client-code.ts'), `import type * as gateways from './gateways.js';\n${code}`],
  ]);
  const options: ts.CompilerOptions = {
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, types: [], noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, experimentalDecorators: true, esModuleInterop: true },
  };
  const host = ts.createCompilerHost(options);
  const original = { ...host };
  host.fileExists = (file) => files.has(file) || original.fileExists(file);
  host.readFile = (file) => files.get(file) ?? original.readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const text = files.get(file);
    return text === undefined
      ? original.getSourceFile(file, ...rest)
      : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  });
}

const EQUAL =
  'type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;\n' +
  'type Flat<A> = A extends object ? { [K in keyof A]: Flat<A[K]> } : A;\n' +
  'const same = <A, B>(_same: Equal<Flat<A>, Flat<B>>): void => undefined;\n';

describe('the types of a client', () => {
  it('compile strictly, with every feature, and type a socket', async () => {
    const code = `
      import type { Socket } from 'socket.io-client';
      declare const socket: Socket<gateways.Market.ServerToClientEvents, gateways.Market.ClientToServerEvents>;
      socket.emit('offer', { title: 'A bicycle', size: 's' }, (answer) => answer.id.toFixed());
      socket.emit('bid', 7, 20.5);
      socket.emit('classify', { name: 'bicycles', parts: [{ name: 'wheels' }] });
      socket.emit('maybe');
      socket.emit('search', { text: 'bicycle' });
      socket.on('offered', ({ title }) => title.trim());
      socket.on('error', ({ code }) => code.toFixed());
      const auth: gateways.Market.Auth = { token: 'open sesame' };
      socket.auth = auth;
    `;
    expect(mistakesIn(await typesOf(everything), code)).to.deep.equal([]);
  });

  it('find what does not fit the contract', async () => {
    const code = `
      import type { Socket } from 'socket.io-client';
      declare const socket: Socket<gateways.Market.ServerToClientEvents, gateways.Market.ClientToServerEvents>;
      socket.emit('bid', '7', 20.5);
      socket.emit('offer', { price: 5 }, () => undefined);
      socket.emit('unknown');
      socket.on('offered', ({ cost }) => cost);
    `;
    expect(mistakesIn(await typesOf(everything), code)).to.have.length(4);
  });

  it('have the error first where acknowledgements do', async () => {
    const code = `
      const answered: Parameters<gateways.Market.ClientToServerEvents['offer']>[1] = (error, answer) => {
        error?.code.toFixed();
        answer?.id.toFixed();
      };
      void answered;
    `;
    expect(mistakesIn(await typesOf(everything, { acks: 'errorFirst' }), code)).to.deep.equal([]);
  });

  it('agree with those that the demo has written', async () => {
    const code = `${EQUAL}
      import type { ChatEvents, Introduction, Message } from '../../../demo/chat.messages.js';
      same<Omit<gateways.Chat.ServerToClientEvents, 'error'>, ChatEvents>(true);
      same<Parameters<gateways.Chat.ClientToServerEvents['my_event']>, [Message]>(true);
      same<Parameters<gateways.Chat.ClientToServerEvents['introduce']>, [Introduction]>(true);
    `;
    expect(mistakesIn(await typesOf([ChatGateway]), code)).to.deep.equal([]);
    const wrong = `${EQUAL}
      import type { Message } from '../../../demo/chat.messages.js';
      same<Parameters<gateways.Chat.ClientToServerEvents['introduce']>, [Message]>(true);
    `;
    expect(mistakesIn(await typesOf([ChatGateway]), wrong)).to.have.length(1);
  });

  it('hold nothing that hostile names and descriptions have smuggled in', async () => {
    const types = await typesOf([HostileGateway]);
    expect(mistakesIn(types, '')).to.deep.equal([]);
    const source = ts.createSourceFile('gateways.d.ts', types, ts.ScriptTarget.ES2022, true);
    const kinds = new Set(source.statements.map(({ kind }) => ts.SyntaxKind[kind]));
    expect([...kinds].sort()).to.deep.equal(['InterfaceDeclaration', 'ModuleDeclaration']);
  });

  it('are the same bytes for the same gateways', async () => {
    expect(await typesOf([...everything].reverse())).to.equal(await typesOf(everything));
  });

  it('begin with what the application wants', async () => {
    const types = await clientTypes(await registryOf([ChatGateway]), { banner: '/* eslint-disable */' });
    expect(types.split('\n')[0]).to.equal('/* eslint-disable */');
  });
});
