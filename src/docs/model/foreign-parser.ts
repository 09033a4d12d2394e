/** An event, and how socket.io's own parser sends it. @see https://socket.io/docs/v4/socket-io-protocol/#packet-encoding */
const EVENT = { type: 2, nsp: '/', data: ['event', 1] };
const ENCODED = '2["event",1]';

/**
 * Whether clients need another parser than socket.io's own. One that sends events as that does is none, such as one that
 * takes more attachments.
 */
export function isForeign(parser: unknown): boolean {
  if (parser === undefined) return false;
  try {
    const { Encoder } = parser as { readonly Encoder: new () => { encode(packet: object): readonly unknown[] } };
    return new Encoder().encode({ ...EVENT })[0] !== ENCODED;
  } catch {
    return true; // it takes no packet as it is taken from a server
  }
}
