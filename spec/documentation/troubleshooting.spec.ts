import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { read, ROOT } from './examples';

const page = read('docs/troubleshooting.md') + read('docs/runtime-messages.md');

const pages = page + read('docs/errors.md') + read('docs/presence.md');

/** What nobody reads: it ends a step inside of the library, and the step decides what is said. */
const INTERNAL = [
  'It takes the request',
  'It leaves the request alone',
  'No session',
  'The session is taken',
  'The session is over',
  'An offset from before the session',
  'The data of a packet are no array',
  'The data of a packet inherit from each other',
  'The data of a packet repeat themselves too often',
  'The lists of a packet are almost empty',
  'The namespace of a packet is none',
  'The data of a packet hold what stands for bytes (_placeholder)',
  'The name of an event is none',
  'not sent',
  'an object (', // a part of another message
  'was not resolved while attaching',
  "No gateway has the path '",
];

/** The messages of the page, each as the parts between what differs. */
function messages(): string[][] {
  const rows = [...page.matchAll(/^\| `([^`]+)` +\|/gm)];
  return rows.map(([, message = '']) =>
    message
      .split('…')
      .filter((part) => /\w/.test(part))
      .map((part) => part.trim()),
  );
}

function textsIn(directory: string): { file: string; text: string }[] {
  return readdirSync(path.join(ROOT, directory), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({
      file: path.join(directory, file),
      text: readFileSync(path.join(ROOT, directory, file), 'utf8'),
    }));
}

/** The fixed parts of a string, a template or a sum of them. */
function partsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return ['', ''];
  const [left, right] = [partsOf(node.left), partsOf(node.right)];
  return [...left.slice(0, -1), `${left.at(-1) ?? ''}${right[0] ?? ''}`, ...right.slice(1)];
}

/** What the sources say to be expected: of each such message its longest fixed part. */
function expectations(): { file: string; part: string }[] {
  const found: { file: string; part: string }[] = [];
  const visit = (file: string, node: ts.Node): void => {
    const parts = ts.isExpression(node) ? partsOf(node) : [];
    if (parts.some((part) => part.includes('; expected '))) {
      const [longest = ''] = parts.toSorted((one, other) => other.length - one.length);
      found.push({ file, part: longest.trim() });
    } else ts.forEachChild(node, (child) => visit(file, child));
  };
  for (const { file, text } of ['src/decorators', 'src/registry', 'src/engine'].flatMap(textsIn)) {
    if (!file.includes('limits')) visit(file, ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true));
  }
  return found;
}

/** The sources, but for the page of the console, which shows what it says. */
const sourceFiles = textsIn('src')
  .filter(({ file }) => !file.includes('console/browser'))
  .map(({ file, text }) => ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true));

/** What the functions of the sources return, by their names. */
function returned(): Map<string, ts.Expression[]> {
  const found = new Map<string, ts.Expression[]>();
  const visit = (node: ts.Node, within: string | undefined): void => {
    const name = ts.isFunctionDeclaration(node) ? node.name?.text : within;
    if (ts.isReturnStatement(node) && node.expression && name !== undefined)
      found.set(name, [...(found.get(name) ?? []), node.expression]);
    ts.forEachChild(node, (child) => visit(child, name));
  };
  for (const file of sourceFiles) visit(file, undefined);
  return found;
}
const RETURNED = returned();

/** The texts that an expression may be: those of both branches, and those that a function returns. */
function textsOf(node: ts.Expression): string[][] {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(textsOf);
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
    return (RETURNED.get(node.expression.text) ?? []).map(partsOf);
  const inside = ts.isTemplateExpression(node) ? node.templateSpans.map(({ expression }) => expression) : [];
  return [partsOf(node), ...inside.filter(ts.isCallExpression).flatMap(textsOf)];
}

/** What a node lets somebody read: what is thrown, what is logged, and why a client was refused. */
function saidBy(node: ts.Node): readonly ts.Expression[] {
  if (ts.isNewExpression(node) && /(Error|Exception)$/.test(node.expression.getText())) return node.arguments ?? [];
  if (ts.isCallExpression(node) && /\b(debug|info|warn|error)$/.test(node.expression.getText())) return node.arguments;
  const isWhy =
    (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) && /^(what|why)$/.test(node.name.getText());
  return isWhy && node.initializer ? [node.initializer] : [];
}

/** What is thrown or logged: of each its longest fixed part. */
function said(): { file: string; part: string }[] {
  const found: { file: string; part: string }[] = [];
  const visit = (file: string, node: ts.Node): void => {
    for (const parts of saidBy(node).flatMap(textsOf)) {
      const [longest = ''] = parts
        .flatMap((part) => part.split('%s'))
        .toSorted((one, other) => other.length - one.length);
      if (/[a-z]{3}/.test(longest)) found.push({ file, part: longest.trim() });
    }
    ts.forEachChild(node, (child) => visit(file, child));
  };
  for (const source of sourceFiles) visit(source.fileName, source);
  return found;
}

describe('the page on troubleshooting', () => {
  it('has messages that the library says', () => {
    // Strings that go on in the next line, and characters that regular expressions escape.
    const specs = textsIn('spec')
      .map(({ text }) => text.replaceAll(/['"`]\s*\+\s*['"`]/g, '').replaceAll('\\', ''))
      .join('\n');
    const sources = textsIn('src').map(({ text }) => text.replaceAll(/['"`]\s*\+\s*['"`]/g, '').replaceAll('\\', ''));
    const isSaid = (parts: string[]): boolean =>
      parts.every((part) => specs.includes(part)) ||
      sources.some((source) => parts.every((part) => source.includes(part)));
    expect(messages()).to.have.length.above(50);
    expect(messages().filter((parts) => !isSaid(parts))).to.deep.equal([]);
  });

  it('has every message that says what was expected', () => {
    expect(expectations()).to.have.length.above(40);
    expect(expectations().filter(({ part }) => !page.includes(part))).to.deep.equal([]);
  });

  it('has every message that is thrown, and every line of the log', () => {
    expect(said()).to.have.length.above(60);
    const missing = said().filter(({ part }) => !INTERNAL.includes(part) && !pages.includes(part));
    expect(missing).to.deep.equal([]);
  });
});
