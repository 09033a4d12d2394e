import path from 'node:path';
import ts from 'typescript';

/** What the compiler says, strictly, of the types of a client and of code beside them that uses them. */
export function mistakesIn(types: string, code: string): string[] {
  const files = new Map([
    [path.join(__dirname, 'gateways.d.ts'), types],
    [path.join(__dirname, 'client-code.ts'), `import type * as gateways from './gateways.js';\n${code}`],
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
