/**
 * Finds sentences that are too long to be read by someone whose language is another.
 *
 *   npm run sentences
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const MAX_WORDS = 35;

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'bench/README.md'],
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(?!.*node_modules).*README\.md$/.test(name))
    .map((name) => `examples/${name}`),
];

/** Words that only those who work on it would understand, and what is said in place of them. */
const PRIVATE_WORDS = [
  /\bdoors?\b/i,
  /\bthe front\b/i,
  /\bon (its|the) way (in|out)\b/i,
  /\bswallows?\b/i,
  /\bshed\b/i,
];

/** The sentences of a page: each paragraph, item of a list and cell of a table ends one. */
export function sentencesOf(text) {
  const prose = text
    .replaceAll(/^(```|~~~).*?^\1/gms, '')
    .replaceAll(/<!--.*?-->/gs, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/`[^`]*`/g, 'code');
  const blocks = prose.split(/\n\s*\n|\n(?=\s*(?:[-*#>|]|\d+\.) ?)|\|/);
  return blocks.flatMap((block) =>
    block
      .replaceAll(/\s+/g, ' ')
      .replace(/^[\s>#*-]*(\d+\. )?/, '')
      .split(/(?<=[.!?:;])["”’*)]*\s+(?=[\p{Lu}“"`*(]|code)/u)
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence !== ''),
  );
}

export function wordsIn(sentence) {
  return sentence.split(/[\s/]+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function findings() {
  return pages.flatMap((page) =>
    sentencesOf(readFileSync(join(root, page), 'utf8')).flatMap((sentence) => {
      const count = wordsIn(sentence);
      const word = PRIVATE_WORDS.map((pattern) => pattern.exec(sentence)?.[0]).find(Boolean);
      return [
        ...(count > MAX_WORDS ? [`${page}: ${count} words; expected at most ${MAX_WORDS}: ${sentence}`] : []),
        ...(word && page !== 'CHANGELOG.md' ? [`${page}: '${word}' is no word of the field: ${sentence}`] : []),
      ];
    }),
  );
}

if (process.argv[1] === import.meta.filename) {
  const found = findings();
  for (const each of found) console.error(each);
  process.exitCode = found.length > 0 ? 1 : 0;
}
