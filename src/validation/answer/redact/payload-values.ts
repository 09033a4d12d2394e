import { MAX_MESSAGE } from '../issues';
import type { SearchedText } from './searched-text';

/** How much is looked at, in steps of some 20 to 50 ns: 100,000 texts, or as many numbers as a megabyte may hold. */
const MAX_STEPS = 500_000;
const STEPS_OF_CONTAINER = 4;
const STEPS_OF_ENCODING = 20;
/** What a schema has made of a payload may go in circles: they are small. */
const MAX_REMEMBERED = 1_000;

/**
 * Looks in messages for all texts and numbers of a payload, also as they look trimmed and in JSON.
 *
 * @returns whether it came to an end: else nobody knows what the messages hold
 */
export function searchValues(payloads: readonly unknown[], text: SearchedText): boolean {
  const waiting: object[] = [];
  const seen = new Set<object>();
  let steps = MAX_STEPS;

  const look = (value: unknown): void => {
    steps -= 1;
    if (typeof value === 'string') steps -= searchString(value, text);
    else if (typeof value === 'number') {
      if (text.holdsNumber(value) || !Number.isFinite(value)) steps -= text.find(String(value));
    } else if (typeof value === 'bigint') steps -= text.find(String(value));
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !seen.has(value)) {
      if (seen.size < MAX_REMEMBERED) seen.add(value);
      waiting.push(value);
    }
  };

  for (const payload of payloads) look(payload);
  for (let container = waiting.pop(); container && steps > 0; container = waiting.pop()) {
    steps -= STEPS_OF_CONTAINER;
    lookInto(container, look);
  }
  return steps > 0;
}

function lookInto(container: object, look: (value: unknown) => void): void {
  if (Array.isArray(container)) {
    for (const item of container) look(item);
    return;
  }
  try {
    for (const key in container) look((container as Record<string, unknown>)[key]); // of any shape
  } catch {
    lookIntoReadable(container, look);
  }
}

/** Without members whose getter throws. */
function lookIntoReadable(container: object, look: (value: unknown) => void): void {
  for (const key of Object.keys(container)) {
    try {
      look(Reflect.get(container, key));
    } catch {
      // What cannot be read is in no message.
    }
  }
}

/** @returns how many steps it took */
function searchString(value: string, text: SearchedText): number {
  const [first, last] = [value.charCodeAt(0), value.charCodeAt(value.length - 1)];
  const trimmed = isVisible(first) && isVisible(last) ? value : value.trim();
  if (trimmed.length > MAX_MESSAGE) return 0; // no message that is read is so long
  let steps = text.find(trimmed);
  const beginsEscaped = isEscaped(first) || isEscaped(trimmed.charCodeAt(0)) || isEscaped(trimmed.charCodeAt(1));
  if ((steps > 0 || beginsEscaped) && ESCAPED.test(value)) {
    for (const each of [value, trimmed]) steps += STEPS_OF_ENCODING + text.find(JSON.stringify(each).slice(1, -1));
  }
  return steps;
}

/** The characters that JSON escapes in a text. */
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u;

function isEscaped(code: number): boolean {
  return code < 32 || code === 34 || code === 92 || (code >= 0xd8_00 && code <= 0xdf_ff);
}

/** `false` for all that may be white space. */
function isVisible(code: number): boolean {
  return code > 32 && code < 127;
}
