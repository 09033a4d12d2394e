import { inspect } from 'node:util';

/**
 * Control characters (also C1, which terminals obey), line and paragraph separators, characters that nobody sees or that
 * turn the direction of a text, halves of pairs; and a percent sign that a logger would take for a format.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|%(?=[a-z%])/giu;

/** A text with those characters as JSON escapes them, so that no client can forge a line or a format in the log. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** Those of a text of several lines, which is no format. */
const UNPRINTABLE_IN_LINES = /[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/gu;

/** A text of several lines, such as the stack of an error, whose message may have come from a client. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE_IN_LINES, escaped);
}

/** {@link printableLines} of an error. Each line but the first is indented: none of them looks like one of the log. */
export function printableError(error: unknown): string {
  return printableLines(typeof error === 'string' ? error : inspect(error)).replaceAll(/\n(?! {4})/g, '\n    ');
}

/** What was thrown, in words: the message of an error. Never throws, whatever it is. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'what was thrown cannot be printed';
  }
}

/** {@link printable} in quotation marks: where it ends cannot be forged either. */
export function quoted(text: string): string {
  return `"${printable(text.replaceAll(/["\\]/g, '\\$&'))}"`;
}

function escaped(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  return json.startsWith('\\') ? json : json.replaceAll(/[\s\S]/g, unicode);
}

function unicode(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
