import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import ts from 'typescript';
import * as gateways from '../src';
import { request } from '../src/client';

// Examples are complete, or use names that the page has declared before, or that come from these packages.
const ROOT = path.join(__dirname, '..');
const PACKAGE = 'inversify-express-gateways';
const ENTRIES: Readonly<Record<string, string>> = {
  [PACKAGE]: 'src/index.ts',
  [`${PACKAGE}/client`]: 'src/client/index.ts',
  [`${PACKAGE}/testing`]: 'src/testing/index.ts',
};
const OTHERS: Readonly<Record<string, string>> = {
  createServer: "import { createServer } from 'node:http';",
  express: "import express from 'express';",
  Container: "import { Container } from 'inversify';",
  inject: "import { inject } from 'inversify';",
  injectable: "import { injectable } from 'inversify';",
  Joi: "import Joi from 'joi';",
  io: "import { io } from 'socket.io-client';",
};
const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.NodeNext,
  types: ['node', 'mocha'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
  paths: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, [path.join(ROOT, file)]])),
};

const documents = ['README.md', 'CHANGELOG.md', ...readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`)];

interface Example {
  readonly document: string;
  readonly line: number;
  readonly code: string;
}

function read(document: string): string {
  return readFileSync(path.join(ROOT, document), 'utf8');
}

function examplesOf(document: string): Example[] {
  const text = read(document);
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(({ index, 1: code = '' }) => ({
    document,
    line: text.slice(0, index).split('\n').length + 1,
    code,
  }));
}

/** The names that a module declares, imports (and how) and uses. */
function namesIn(code: string): { declared: Set<string>; imported: Map<string, string>; used: Set<string> } {
  const source = ts.createSourceFile('example.mts', code, ts.ScriptTarget.ES2022, true);
  const [declared, imported, used] = [new Set<string>(), new Map<string, string>(), new Set<string>()];
  const addBinding = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) declared.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) addBinding(element.name);
  };
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) addBinding(name);
    const { name } = statement as { name?: ts.Node };
    if (name && ts.isIdentifier(name)) declared.add(name.text);
    if (ts.isImportDeclaration(statement)) for (const each of importsIn(statement)) imported.set(...each);
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { declared, imported, used };
}

/** The names of an import, each with an import of its own. */
function importsIn({ importClause, moduleSpecifier }: ts.ImportDeclaration): [string, string][] {
  const from = moduleSpecifier.getText();
  const bindings = importClause?.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
  return [
    ...named.map((each): [string, string] => [each.name.text, `import { ${each.getText()} } from ${from};`]),
    ...(importClause?.name ? [importClause.name.text] : []).map((name): [string, string] => [
      name,
      `import ${name} from ${from};`,
    ]),
  ];
}

/** What the package exports, types too, and how to import it. */
function exportsOfPackage(): Map<string, string> {
  const imports = new Map<string, string>();
  for (const [entry, file] of Object.entries(ENTRIES)) {
    const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022);
    for (const { exportClause } of source.statements.filter(ts.isExportDeclaration)) {
      if (!exportClause || !ts.isNamedExports(exportClause)) continue;
      for (const { name } of exportClause.elements) imports.set(name.text, `import { ${name.text} } from '${entry}';`);
    }
  }
  return imports;
}

/** The examples as modules, by file name: what they leave out is imported in a first line of its own. */
function modulesOf(examples: readonly Example[]): Map<string, { example: Example; text: string }> {
  const modules = new Map<string, { example: Example; text: string }>();
  const known = new Map([...Object.entries(OTHERS), ...exportsOfPackage()]);
  let page = new Map<string, string>();
  let last = '';
  for (const example of examples) {
    if (example.document !== last) page = new Map();
    last = example.document;
    const name = `${example.document.replace(/\W/g, '-')}-${example.line}`;
    const { declared, imported, used } = namesIn(example.code);
    const missing = [...used].filter((each) => !declared.has(each) && !imported.has(each));
    const header = missing.flatMap((each) => page.get(each) ?? known.get(each) ?? []).join(' ');
    const exported = [...declared].filter((each) => !new RegExp(`^export .*\\b${each}\\b`, 'm').test(example.code));
    modules.set(`${name}.mts`, { example, text: `${header}\n${example.code}\nexport { ${exported.join(', ')} };\n` });
    for (const [each, statement] of imported) page.set(each, statement);
    for (const each of declared) page.set(each, `import { ${each} } from './${name}.mjs';`);
  }
  return modules;
}

/** What the compiler says of the examples, as if they were files of the project. */
function mistakesIn(examples: readonly Example[]): string[] {
  const directory = path.join(ROOT, 'examples');
  const modules = modulesOf(examples);
  const moduleAt = (file: string) => (path.dirname(file) === directory ? modules.get(path.basename(file)) : undefined);
  const host = ts.createCompilerHost(COMPILER_OPTIONS);
  const original = { ...host };
  host.fileExists = (file) => moduleAt(file) !== undefined || original.fileExists(file);
  host.readFile = (file) => moduleAt(file)?.text ?? original.readFile(file);
  host.directoryExists = (name) => name === directory || (original.directoryExists?.(name) ?? false);
  host.getSourceFile = (file, options, ...rest) => {
    const text = moduleAt(file)?.text;
    return text === undefined
      ? original.getSourceFile(file, options, ...rest)
      : ts.createSourceFile(file, text, options, true);
  };
  const program = ts.createProgram(
    [...modules.keys()].map((name) => path.join(directory, name)),
    COMPILER_OPTIONS,
    host,
  );
  return [...modules].flatMap(([name, { example }]) => {
    const source = program.getSourceFile(path.join(directory, name));
    if (!source) return [`${example.document}:${example.line} was not compiled`];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ start = 0, messageText }) => {
        const { line } = source.getLineAndCharacterOfPosition(start);
        return `${example.document}:${example.line + line - 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
      },
    );
  });
}

/** Runs an example against the sources, with a console of its own; gives the variables that are named. */
function run(code: string, console: Pick<Console, 'log'>, ...variables: string[]): Record<string, unknown> {
  const { outputText } = ts.transpileModule(`${code}\nexport { ${variables.join(', ')} };`, {
    compilerOptions: { ...COMPILER_OPTIONS, module: ts.ModuleKind.CommonJS },
  });
  const requireHere = createRequire(__filename) as (name: string) => unknown;
  const exports = {};
  const module = compileFunction(outputText, ['require', 'exports', 'console']) as (...given: unknown[]) => void;
  module((name: string) => (name === PACKAGE ? gateways : requireHere(name)), exports, console);
  return exports;
}

/** The headings of a document, as links name them. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.*)$/gm)].map(({ 1: heading = '' }) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the documentation', () => {
  it('has examples that compile', function () {
    this.timeout(60_000);
    const examples = documents.flatMap(examplesOf);
    expect(examples).to.have.lengthOf.above(documents.length);
    expect(mistakesIn(examples)).to.deep.equal([]);
  });

  it('begins with an example that runs as it stands', async () => {
    const [example] = examplesOf('README.md');
    const onAnyPort = example!.code.replace('httpServer.listen(3000)', "httpServer.listen(0, '127.0.0.1')");
    const lines: string[] = [];
    const console = { log: (line: string) => void lines.push(line) };
    const { httpServer, gateways: host } = run(onAnyPort, console, 'httpServer', 'gateways') as {
      httpServer: Server;
      gateways: gateways.GatewayHost;
    };
    if (!httpServer.listening) await once(httpServer, 'listening');
    const { port } = httpServer.address() as AddressInfo;
    const client = io(`http://127.0.0.1:${port}/events`, {
      path: '/events-ws',
      transports: ['websocket'],
      auth: { token: 'open sesame' },
    });
    try {
      const greeting = await new Promise((resolve) => client.once('my_response', resolve));
      expect(greeting).to.deep.equal({ data: 'Connected', count: 0 });
      expect(await request(client, 'my_event', { data: 'hello' })).to.deep.equal({ data: 'hello' });
    } finally {
      client.disconnect();
      await host.close();
      const closed = once(httpServer, 'close');
      httpServer.close();
      await closed;
    }
    expect(lines)
      .to.have.lengthOf(1)
      .and.match(/^\S+ left: /);
  });

  it('names everything that the package exports', () => {
    const text = documents.map(read).join('\n');
    const unnamed = [...exportsOfPackage().keys()].filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    expect(unnamed).to.deep.equal([]);
  });

  it('has links that lead somewhere', () => {
    const broken = documents.flatMap((document) =>
      [...read(document).matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)]
        .filter(([, file = '', anchor = '']) => {
          const target = file === '' ? document : path.join(path.dirname(document), file);
          if (!existsSync(path.join(ROOT, target))) return true;
          return anchor !== '' && !anchorsOf(target).includes(anchor);
        })
        .map(([link]) => `${document}: ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });
});
