/** In place of a value that must not be seen. */
export const HIDDEN = '[hidden]';
/** A message of more words and signs is not searched but hidden: no rule takes so many to explain. */
const MAX_TOKENS = 150;

/** So many values are looked for before the message is taken to pieces. */
const FEW_VALUES = 100;

/** @param shown what may stay although the payload holds it too: the rule's own limit, the key */
export type Redact = (message: string, shown?: readonly unknown[]) => string;

/**
 * Takes the values that a client sent out of a validator's messages: they may be passwords, and messages go over the
 * wire and into logs. Texts and numbers are hidden wherever they stand as words of their own.
 */
export function redactor(...payloads: readonly unknown[]): Redact {
  let values: ReadonlySet<string> | undefined;
  return (message, shown = []) => {
    values ??= leaves(payloads);
    if (values.size <= FEW_VALUES && !holdsAny(message, values)) return message;
    const tokens = message.match(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_]/gsu) ?? [];
    return tokens.length > MAX_TOKENS ? HIDDEN : withoutValues(tokens, values, new Set(shown.map(String)));
  };
}

function holdsAny(message: string, values: ReadonlySet<string>): boolean {
  for (const value of values) if (message.includes(value)) return true;
  return false;
}

/** Hides, from left to right, the longest run of tokens that is a value. */
function withoutValues(tokens: readonly string[], values: ReadonlySet<string>, shown: ReadonlySet<string>): string {
  let result = '';
  for (let start = 0; start < tokens.length;) {
    let end = tokens.length;
    let run = tokens.slice(start).join('');
    while (end > start && (!values.has(run) || shown.has(run))) {
      end -= 1;
      run = run.slice(0, run.length - (tokens[end]?.length ?? 0));
    }
    result += end > start ? HIDDEN : (tokens[start] ?? '');
    start = Math.max(end, start + 1);
  }
  return result;
}

/** The texts and numbers in a payload, also as they look trimmed and in JSON; but for single signs, such as "a". */
function leaves(payloads: readonly unknown[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...payloads];
  const seen = new Set<object>(); // what a schema has made of a payload may go in circles
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') {
      for (const text of [value, value.trim(), JSON.stringify(value).slice(1, -1)]) found.add(text);
    } else if (typeof value === 'number' || typeof value === 'bigint') found.add(String(value));
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !seen.has(value)) {
      seen.add(value);
      for (const member of membersOf(value)) waiting.push(member);
    }
  }
  return new Set([...found].filter((text) => text.length > 1));
}

/** Without those whose getter throws. */
function membersOf(value: object): readonly unknown[] {
  return Object.keys(value).map((key) => {
    try {
      return Reflect.get(value, key) as unknown;
    } catch {
      return undefined;
    }
  });
}
