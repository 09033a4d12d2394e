import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import * as gateways from '../../src';
import { COMPILER_OPTIONS, PACKAGE } from './examples';

/** Runs an example against the sources, with a console of its own; gives the variables that are named. */
export function runExample(
  code: string,
  console: Pick<Console, 'log'>,
  ...variables: string[]
): Record<string, unknown> {
  const { outputText } = ts.transpileModule(`${code}\nexport { ${variables.join(', ')} };`, {
    compilerOptions: { ...COMPILER_OPTIONS, module: ts.ModuleKind.CommonJS },
  });
  const requireHere = createRequire(__filename) as (name: string) => unknown;
  const exports = {};
  const module = compileFunction(outputText, ['require', 'exports', 'console']) as (...given: unknown[]) => void;
  module((name: string) => (name === PACKAGE ? gateways : requireHere(name)), exports, console);
  return exports;
}
