/**
 * The event that a client gets when it connects, where sessions can be recovered: it carries the offset of the last
 * packet, and without one a client cannot recover. Its argument is the client's id: its session begins with it. Only a
 * catch-all listener of the client sees it.
 */
export const OFFSET_EVENT = 'gateways:offset';
