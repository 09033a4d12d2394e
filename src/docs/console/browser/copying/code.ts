import { isBinary } from '../form/value';

/** A value as TypeScript writes it: keys without quotes where they need none, text in single quotes. */
export function literal(value: unknown, indent = ''): string {
  if (isBinary(value)) return `Uint8Array.from([${[...new Uint8Array(value)].join(', ')}])`;
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value))
    return listed(
      '[',
      ']',
      value.map((each) => literal(each, `${indent}  `)),
      indent,
    );
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => `${keyOf(key)}: ${literal(member, `${indent}  `)}`);
    return listed('{ ', ' }', members, indent);
  }
  return value === undefined ? 'undefined' : JSON.stringify(value);
}

const MAX_LINE = 80;

function listed(open: string, close: string, items: readonly string[], indent: string): string {
  if (items.length === 0) return (open + close).replaceAll(' ', '');
  const line = `${open}${items.join(', ')}${close}`;
  if (line.length + indent.length <= MAX_LINE && !line.includes('\n')) return line;
  const lines = items.map((item) => `${indent}  ${item},\n`).join('');
  return `${open.trim()}\n${lines}${indent}${close.trim()}`;
}

function keyOf(key: string): string {
  // `{ __proto__: x }` would set the prototype.
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : text(key);
}

export function text(value: string): string {
  const quoted = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${quoted.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}
