/** Names that socket.io keeps for itself. @see https://socket.io/docs/v4/emit-cheatsheet/#reserved-events */
export const RESERVED_EVENTS: readonly string[] = [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
];
