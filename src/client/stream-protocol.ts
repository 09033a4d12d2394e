/**
 * The acknowledgements of streams have ids from here to twice as much: no client counts so far. To a server that knows
 * nothing of it they are ids as any other.
 */
export const FIRST_STREAM_ID = 2 ** 52;

/** The event of an item: its one argument is `[id, item]`. */
export const STREAM_ITEM = 'gateways:stream:item';

/** The type of an acknowledgement's packet. A client that sends one under the id of a stream wants no more items. */
export const ACK_PACKET = 3;
