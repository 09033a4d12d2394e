import { codeBlocks } from '../code-blocks';

/** The configurations of the page on scaling, by the language of their blocks. */
export function configurations(language: 'nginx' | 'haproxy' | 'yaml'): string[] {
  return codeBlocks(language)
    .filter(({ at }) => at.startsWith('docs/scaling.md'))
    .map(({ code }) => code);
}

/** The one configuration of the page in a language. */
export function configuration(language: 'nginx' | 'haproxy'): string {
  const [text, ...others] = configurations(language);
  if (text === undefined || others.length > 0) throw new Error(`The page has not one configuration of ${language}`);
  return text;
}
