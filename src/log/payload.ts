import { printable } from './printable';

/** The option `logPayloads`: whether payloads are shown, and the keys whose values are hidden besides {@link SECRET}. */
export type LogPayloads = boolean | { readonly redact: readonly string[] };

/** Keys whose values are never shown, whatever else they say: `newPassword`, `access_token`. */
const SECRET =
  /pass(word|phrase|wd)?$|secret|token|auth|cookie|session|credential|api.?key|private.?key|cvc|cvv|card.?number|iban|\bpin$/i;
const HIDDEN = '[hidden]';
const [MAX_DEPTH, MAX_MEMBERS, MAX_TEXT] = [6, 32, 256];

/** A copy of a payload for the log: without secrets, cut where it is long or deep, and with nothing unprintable. */
export function shownPayload(value: unknown, payloads: Exclude<LogPayloads, false>): unknown {
  const keys = new Set(payloads === true ? [] : payloads.redact.map((key) => key.toLowerCase()));
  return copy(value, (key) => keys.has(key.toLowerCase()) || SECRET.test(key), 0);
}

function copy(value: unknown, isSecret: (key: string) => boolean, depth: number): unknown {
  if (typeof value === 'string') return printable(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value);
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth === MAX_DEPTH) return '[…]';
  if (Array.isArray(value)) {
    const shown: unknown[] = value.slice(0, MAX_MEMBERS).map((item) => copy(item, isSecret, depth + 1));
    return value.length > MAX_MEMBERS ? [...shown, `[${value.length - MAX_MEMBERS} more]`] : shown;
  }
  const entries = Object.entries(value);
  const shown = entries
    .slice(0, MAX_MEMBERS)
    .map(([key, member]) => [printable(key), isSecret(key) ? HIDDEN : copy(member, isSecret, depth + 1)] as const);
  if (entries.length > MAX_MEMBERS) shown.push(['…', `[${entries.length - MAX_MEMBERS} more]`]);
  return Object.fromEntries(shown);
}
