import { readdirSync } from 'node:fs';
import path from 'node:path';
import { documents, read, ROOT } from './examples';

/** A block of code of a page, as it stands between its fences. */
export interface CodeBlock {
  /** The page and the line, such as `docs/client.md:10`. */
  readonly at: string;
  readonly language: string;
  readonly code: string;
}

const OTHER_PAGES = ['CONTRIBUTING.md', 'SECURITY.md', 'bench/README.md', 'faults/README.md', 'examples/README.md'];

const pages = [
  ...documents,
  ...OTHER_PAGES,
  ...readdirSync(path.join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => `examples/${name}/README.md`),
];

/** The blocks of all pages; with a language, those alone. */
export function codeBlocks(language?: string): CodeBlock[] {
  const all = pages.flatMap((page) => {
    const text = read(page);
    return [...text.matchAll(/^```(\S*)[^\n]*\n(.*?)^```$/gms)].map(({ index, 1: name = '', 2: code = '' }) => ({
      at: `${page}:${text.slice(0, index).split('\n').length}`,
      language: name,
      code,
    }));
  });
  return language === undefined ? all : all.filter((block) => block.language === language);
}
