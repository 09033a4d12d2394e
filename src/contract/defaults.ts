/** Where a gateway listens that says nothing else: socket.io's own path. */
export const DEFAULT_PATH = '/socket.io';
export const DEFAULT_NAMESPACE = '/';
/** How many events of a client may wait. */
export const DEFAULT_MAX_PENDING_EVENTS = 100;
/** How long closing a host waits for running handlers, in milliseconds. */
export const DEFAULT_CLOSE_TIMEOUT_MS = 10_000;
/** How long socket.io keeps the session of a client that was lost, in milliseconds, where recovery is on. */
export const DEFAULT_RECOVERY_WINDOW_MS = 120_000;
/** The longest delay that a timer of Node takes, in milliseconds; more would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
