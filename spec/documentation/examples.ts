import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

// Examples are complete, or use names that the page has declared or imported before, or those that docs/getting-started.md
// tells to import.

export const ROOT = path.join(__dirname, '../..');
export const PACKAGE = 'inversify-express-gateways';
const ENTRIES: Readonly<Record<string, string>> = {
  [PACKAGE]: 'src/index.ts',
  [`${PACKAGE}/client`]: 'src/client/index.ts',
  [`${PACKAGE}/docs`]: 'src/docs/index.ts',
  [`${PACKAGE}/opentelemetry`]: 'src/opentelemetry/index.ts',
  [`${PACKAGE}/prometheus`]: 'src/prometheus/index.ts',
  [`${PACKAGE}/testing`]: 'src/testing/index.ts',
};
/** What examples may leave out, besides what the main entry exports: docs/getting-started.md says so. */
const OTHERS: Readonly<Record<string, string>> = {
  express: "import express from 'express';",
  Container: "import { Container } from 'inversify';",
  inject: "import { inject } from 'inversify';",
  injectable: "import { injectable } from 'inversify';",
  Joi: "import Joi from 'joi';",
};
/** Files that examples import and that are written for an application: what they hold. */
export type Written = Readonly<Record<string, string>>;

export const COMPILER_OPTIONS: ts.CompilerOptions = {
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

export const documents = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export interface Example {
  readonly document: string;
  readonly line: number;
  readonly code: string;
  /** With JSX in it, or without. */
  readonly extension: 'ts' | 'tsx';
}

export function read(document: string): string {
  return readFileSync(path.join(ROOT, document), 'utf8');
}

export function examplesOf(document: string): Example[] {
  const text = read(document);
  return [...text.matchAll(/^```(tsx?)\n(.*?)^```/gms)].map(({ index, 1: language, 2: code = '' }) => ({
    document,
    line: text.slice(0, index).split('\n').length + 1,
    code,
    extension: language === 'tsx' ? 'tsx' : 'ts',
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

/** What the package exports, types too, and how to import it; of some of its entries alone, if they are given. */
export function exportsOfPackage(entries: readonly string[] = Object.keys(ENTRIES)): Map<string, string> {
  const imports = new Map<string, string>();
  for (const entry of entries) {
    const file = ENTRIES[entry]!;
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
  const known = new Map([...Object.entries(OTHERS), ...exportsOfPackage([PACKAGE])]);
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
    modules.set(`${name}.${example.extension}`, {
      example,
      text: `${header}\n${example.code}\nexport { ${exported.join(', ')} };\n`,
    });
    for (const [each, statement] of imported) page.set(each, statement);
    for (const each of declared) page.set(each, `import { ${each} } from './${name}.js';`);
  }
  return modules;
}

/** What the compiler says of the examples, as if they were files of the project. */
export function mistakesIn(examples: readonly Example[], written: Written = {}): string[] {
  const directory = path.join(ROOT, 'examples');
  const modules = modulesOf(examples);
  const textAt = (file: string): string | undefined =>
    path.dirname(file) === directory
      ? (modules.get(path.basename(file))?.text ?? written[path.basename(file)])
      : undefined;
  // Examples are ES modules: what they import is to be as for `import`, the sources of this package as well.
  const options = {
    ...COMPILER_OPTIONS,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
  };
  const host = ts.createCompilerHost(options);
  const original = { ...host };
  host.fileExists = (file) => textAt(file) !== undefined || original.fileExists(file);
  host.readFile = (file) => textAt(file) ?? original.readFile(file);
  host.directoryExists = (name) => name === directory || (original.directoryExists?.(name) ?? false);
  host.getSourceFile = (file, options, ...rest) => {
    const text = textAt(file);
    return text === undefined
      ? original.getSourceFile(file, options, ...rest)
      : ts.createSourceFile(file, text, options, true);
  };
  const program = ts.createProgram(
    [...modules.keys()].map((name) => path.join(directory, name)),
    options,
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
