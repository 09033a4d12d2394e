import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The compiler and the project may be others: `matrix/compilers.mjs` says so. */
const COMPILER = process.env.TYPESCRIPT ?? require.resolve('typescript/bin/tsc');
export const PROJECT = process.env.TYPES_PROJECT ?? join(__dirname, 'files');

export interface Diagnostic {
  /** Relative to the project. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/**
 * Runs the compiler and gives its output, whatever it has found.
 *
 * @param project a folder with a `tsconfig.json`, or such a file
 */
export function compile(project: string, ...flags: string[]): string {
  const args = [COMPILER, '--project', project, '--noEmit', '--pretty', 'false', ...flags];
  const { NODE_V8_COVERAGE: _, ...env } = process.env; // the compiler's own coverage is nobody's concern
  const cwd = project.endsWith('.json') ? dirname(project) : project; // file names are relative to it
  return spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;
}

/** What the compiler says of the files of a project, with the lines of each message in one. */
export function diagnosticsOf(project: string): Diagnostic[] {
  const found = compile(project).split(/^(?=\S.*?\(\d+,\d+\): error )/m);
  return found
    .filter((text) => text !== '')
    .map((text) => {
      const [, file, line, message] = /^(.*?)\((\d+),\d+\): (.*)$/s.exec(text) ?? [];
      return { file: file ?? '', line: Number(line ?? 0), message: message ?? text };
    });
}

/** A line that the compiler has to refuse, and the words of its message. */
export interface Mark {
  readonly line: number;
  readonly words: string;
}

/** The marks of a file: comments `// refused: words`, each for the line of code that comes next. */
export function marksIn(file: string): Mark[] {
  const lines = readFileSync(join(PROJECT, file), 'utf8').split('\n');
  return lines.flatMap((text, index) => {
    const words = /^ *\/\/ refused: (.*)$/.exec(text)?.[1];
    if (words === undefined) return [];
    return [{ line: lines.findIndex((code, at) => at > index && !/^ *\/\//.test(code)) + 1, words }];
  });
}

export function filesIn(folder: string): string[] {
  return readdirSync(join(PROJECT, folder)).map((name) => `${folder}/${name}`);
}
