/** The path of a gateway that names none: socket.io's own. */
export const DEFAULT_PATH = '/socket.io';
export const DEFAULT_NAMESPACE = '/';
/** The number of events of a client that may wait. */
export const DEFAULT_MAX_PENDING_EVENTS = 100;
/** The time that closing a host waits for running handlers, in milliseconds. */
export const DEFAULT_CLOSE_TIMEOUT_MS = 10_000;
/** The time that socket.io gives a connection to join a namespace, in milliseconds. */
export const DEFAULT_CONNECT_TIMEOUT_MS = 45_000;
/** The time that socket.io keeps the session of a lost client, in milliseconds, where recovery is on. */
export const DEFAULT_RECOVERY_WINDOW_MS = 120_000;
/**
 * The time that a user without a client has to come back, in milliseconds, where recovery is off: socket.io's client tries
 * twice in it to connect again, to a page that reloads, or to another node when its own has closed.
 */
export const DEFAULT_USER_GRACE_MS = 5_000;
/** The longest delay that a timer of Node takes, in milliseconds; more would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
/** How long a server that runs a request may say nothing before another may start it, in milliseconds. */
export const CLAIM_MS = 10_000;
/** The time that a store of answers has, in milliseconds. */
export const STORE_TIMEOUT_MS = 2_000;
/** The length of an answer that is kept, in bytes. */
export const MAX_KEPT_ANSWER_BYTES = 1024 * 1024;
/** All that is recorded in the memory of a server for recovery, as a multiple of what is recorded for one client. */
export const RECORDED_SHARES = 64;
