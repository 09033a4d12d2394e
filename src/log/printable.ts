/**
 * Control characters (also C1, which terminals obey), line and paragraph separators, characters that nobody sees or that
 * turn the direction of a text, halves of pairs; and a percent sign that a logger would take for a format.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|%(?=[a-z%])/giu;

/** A text with those characters as JSON escapes them, so that no client can forge a line or a format in the log. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
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
