/** Begins the last argument of an event that is read as a stream; the rest of it is the id that its client gave. */
export const STREAM_CALL = '\0gateways:stream:';

/** The event of an item: its one argument is `[id, item]`. */
export const STREAM_ITEM = 'gateways:stream:item';

/** The event of a client that wants no more items: its one argument is the id. */
export const STREAM_STOP = 'gateways:stream:stop';
