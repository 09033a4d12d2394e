export const REDACTED = '[redacted]';

/** Gives a copy of a value in which the values of some keys are hidden; what is not JSON stays as it is. */
export type Redact = (value: unknown) => unknown;

/** @param keys parts of keys, in lower case */
export function redactorOf(keys: readonly string[]): Redact {
  const redact: Redact = (value) => {
    if (Array.isArray(value)) return value.some(isContainer) ? value.map(redact) : (value as unknown[]);
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, isSecretKey(key, keys) ? REDACTED : redact(member)]),
    );
  };
  return redact;
}

export function isSecretKey(key: string, keys: readonly string[]): boolean {
  const name = key.toLowerCase();
  return keys.some((part) => name.includes(part));
}

function isContainer(value: unknown): boolean {
  return Array.isArray(value) || isPlain(value);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer);
}
