import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { codeBlocks } from './code-blocks';
import { exportsOfPackage, PACKAGE, read } from './examples';
import { needProgram } from '../support/programs';
import { mistakesInNginx } from './nginx';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(read('package.json')) as Manifest; // this project's own

/** Packages that pages tell to install, and that only matrix/ has: the compilers and runners of others. */
const OTHERS = [PACKAGE, '@swc/cli', 'vitest', 'jest', '@swc/jest'];

/** What the parser of JavaScript says of it, and which names it imports that the package does not export. */
function mistakesInScript(code: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(code, {
    fileName: 'block.mjs',
    reportDiagnostics: true,
    compilerOptions: { allowJs: true, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
  });
  const known = exportsOfPackage();
  const imports = [...code.matchAll(/^import \{([^}]*)\} from '([^']*)'/gm)].filter(([, , from = '']) =>
    from.startsWith(PACKAGE),
  );
  const names = imports.flatMap(([, list = '']) => list.split(',').map((name) => name.trim()));
  return [
    ...diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ...names.filter((name) => name !== '' && !known.has(name)).map((name) => `the package exports no ${name}`),
  ];
}

/** Runs a program on the code, which it reads from its standard input, and gives what it says if it fails. */
function complaintOf(program: string, args: readonly string[], code: string): string[] {
  const { status, stderr, error } = spawnSync(program, args, { input: code, encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? [] : [error?.message ?? stderr];
}

function mistakesInCommands(code: string, at: string): string[] {
  const lines = code.split('\n').map((line) => line.replace(/ #.*/, '').trim());
  const scripts = lines.flatMap((line) => /^npm run ([\w:-]+)/.exec(line)?.[1] ?? []);
  const packages = lines
    .flatMap((line) => /^npm install (.*)/.exec(line)?.[1]?.split(' ') ?? [])
    .filter((word) => !word.startsWith('-'));
  const own = /^examples\/[\w-]+/.exec(at)?.[0]; // an example has commands of its own
  const { scripts: there } = own === undefined ? manifest : (JSON.parse(read(`${own}/package.json`)) as Manifest);
  const known = [...Object.keys({ ...manifest.devDependencies, ...manifest.peerDependencies }), ...OTHERS];
  return [
    ...complaintOf('bash', ['-n'], code),
    ...scripts.filter((name) => !(name in there)).map((name) => `there is no script ${name}`),
    ...packages.filter((name) => !known.includes(name)).map((name) => `nothing here has the package ${name}`),
  ];
}

function complaintWhile(parse: () => unknown): string[] {
  try {
    parse();
    return [];
  } catch (error) {
    return [String(error)];
  }
}

const scriptsOf = (html: string): string =>
  [...html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, code]) => code).join('\n');

const COMPILE = 'import sys; compile(sys.stdin.read(), "block.py", "exec")';

/** What is wrong with a block, by its language. Those of `ts` and `tsx` are compiled by readme.spec.ts; `text` is no code. */
const CHECKS: Readonly<Record<string, (code: string, at: string) => string[]>> = {
  haproxy: () => [], // scaling/balancers.spec.ts runs it
  html: (code) => mistakesInScript(scriptsOf(code)),
  js: mistakesInScript,
  json: (code) => complaintWhile(() => void JSON.parse(code)),
  nginx: mistakesInNginx,
  python: (code) => {
    needProgram('python3');
    return complaintOf('python3', ['-c', COMPILE], code);
  },
  sh: mistakesInCommands,
  text: () => [],
  ts: () => [],
  tsx: () => [],
  yaml: (code) => parseAllDocuments(code).flatMap(({ errors }) => errors.map(String)),
};

describe('the code on the pages', function () {
  this.timeout(60_000);
  const languages = [...new Set(codeBlocks().map(({ language }) => language))];

  it('is in languages that these specs know', () => {
    expect(languages).to.include.members(['html', 'js', 'json', 'nginx', 'python', 'sh', 'ts', 'tsx']);
    const unknown = codeBlocks().filter(({ language }) => !(language in CHECKS));
    expect(unknown.map(({ at, language }) => `${at} '${language}'`)).to.deep.equal([]);
  });

  for (const language of languages.filter((name) => !['ts', 'tsx', 'text'].includes(name))) {
    it(`can be read by what reads ${language}, and names what there is`, () => {
      const found = codeBlocks(language).flatMap(({ at, code }) =>
        (CHECKS[language]?.(code, at) ?? []).map((mistake) => `${at} ${mistake}`),
      );
      expect(found).to.deep.equal([]);
    });
  }
});
