import { MAX_MESSAGE } from '../issues';
import { searchValues } from './payload-values';
import { SearchedText } from './searched-text';

/** In place of a value that must not be seen. */
export const HIDDEN = '[hidden]';

/** A message that may hold values of a payload. */
export interface Suspect {
  readonly message: string;
  /** The texts and numbers that may stay although the payload holds them too: the rule's own limit, the key. */
  readonly shown: readonly unknown[];
}

/**
 * Takes the values that a client sent out of a validator's messages: they may be passwords, and messages go over the
 * wire and into logs. Texts and numbers are hidden wherever they stand as words of their own, in upper and lower case.
 * A message is hidden altogether where it is too long for a rule to explain itself, or the payload too large to be
 * searched for: this takes about as long as it takes to parse the payload.
 */
export function hideValues(suspects: readonly Suspect[], payloads: readonly unknown[]): readonly string[] {
  const readable = suspects.map(({ message }) => message).filter(isReadable);
  const text = new SearchedText(readable);
  const isSearched = readable.length === 0 || searchValues(payloads, text);
  return suspects.map(({ message, shown }) =>
    isReadable(message) && isSearched ? text.withoutFound(message, shown, HIDDEN) : HIDDEN,
  );
}

/** {@link hideValues} of one message after the other. */
export function redactor(...payloads: readonly unknown[]): (message: string, shown?: readonly unknown[]) => string {
  return (message, shown = []) => hideValues([{ message, shown }], payloads)[0] ?? HIDDEN;
}

function isReadable({ length }: string): boolean {
  return length <= MAX_MESSAGE;
}
