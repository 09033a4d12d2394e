/** A comment of TypeScript, with its indentation and a line break; nothing where there is nothing to say. */
export function comment(lines: readonly (string | undefined)[], indent = ''): string {
  const text = lines.filter((line) => line !== undefined && line !== '').join('\n\n');
  if (text === '') return '';
  const escaped = closingEscaped(text).split(/\r\n|[\n\r\u2028\u2029]/);
  const [only = '', ...others] = escaped;
  if (others.length === 0) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${escaped.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** What somebody has written cannot end the comment that it stands in. */
export function closingEscaped(text: string): string {
  return text.replaceAll('*/', String.raw`*\/`);
}
