const HIDDEN = '[hidden]';
/** How many different values of a payload are looked for: no honest message holds more of them. */
const MAX_VALUES = 1_000;

/**
 * Takes the values that a client sent out of a validator's messages: they may be passwords, and messages go over the
 * wire and into logs. Texts and numbers are hidden wherever they stand as words of their own.
 */
export function redactor(payload: unknown): (message: string) => string {
  let values: readonly string[] | undefined;
  return (message) => {
    values ??= leaves(payload);
    return values
      .filter((value) => message.includes(value))
      .reduce((hidden, value) => hidden.replaceAll(asWord(value), HIDDEN), message);
  };
}

/** The texts and numbers in a payload, the longest first, so that no part of one is left standing. */
function leaves(payload: unknown): string[] {
  const found = new Set<string>();
  const waiting = [payload];
  while (waiting.length > 0 && found.size < MAX_VALUES) {
    const value = waiting.pop();
    if (typeof value === 'string' && value !== '') found.add(value);
    else if (typeof value === 'number' || typeof value === 'bigint') found.add(String(value));
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
      for (const member of Object.values(value)) waiting.push(member);
    }
  }
  return [...found].sort((one, other) => other.length - one.length);
}

function asWord(value: string): RegExp {
  const literal = value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'gu');
}
