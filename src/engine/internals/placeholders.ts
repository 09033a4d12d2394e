/** What socket.io's parser puts in the place of bytes, of which nothing public tells. Seen in socket.io-parser 4.2. */

/** No shorter packet holds one. */
const SHORTEST = '0{"_placeholder":true}'.length;

/**
 * A cheap first look at a packet that has come as a text: `false` where it holds no placeholder. A name may be written in
 * escapes, so that `true` says nothing.
 */
export function mayHoldPlaceholder(text: string): boolean {
  return text.length >= SHORTEST && (text.includes('_placeholder') || text.includes('\\u00'));
}

/**
 * `true` where decoded data hold what socket.io's parser puts in the place of bytes, `{ "_placeholder": true, "num": 0 }`.
 * Its encoder leaves it as it is where something else in a packet is bytes, and everybody who gets that packet takes it
 * for bytes of it: of another member, or of none, which closes the receiver's connection.
 * @see https://socket.io/docs/v4/socket-io-protocol/#packet-encoding
 */
export function holdsPlaceholder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ((value as { readonly _placeholder?: unknown })._placeholder === true) return true;
  return Object.values(value).some(holdsPlaceholder);
}
