/**
 * Bounds of what a client may send and keep waiting, enforced before anything of the application runs. A connection
 * counts as one client, whatever namespaces it is in. `docs/limits.md` says what a client sees of each.
 */
export interface Limits {
  /** Arguments of an event, and values of an acknowledgement; for more the connection is closed. @default 64 */
  maxArguments: number;
  /** Levels of nesting of an argument and of `auth`: `[[1]]` has two. For more the connection is closed. @default 100 */
  maxDepth: number;
  /** Characters of an event's name; for more the connection is closed. @default 128 */
  maxEventNameLength: number;
  /** Characters of the name of a namespace that a client may create by a pattern; longer ones are invalid. @default 256 */
  maxNamespaceLength: number;
  /** Namespaces that a connection is in, or is connecting to; the next is refused with 1013. @default 32 */
  maxNamespaces: number;
  /** Times that a connection may be refused a namespace; the next time it is closed. @default 32 */
  maxRefusedConnects: number;
  /** Events and lifecycle hooks of a connection that run or wait; the next event is refused with 1013. @default 1000 */
  maxRunningEvents: number;
  /**
   * Bytes that may wait for a client that reads too slowly, besides the most that was sent to it in one turn of the
   * event loop, or 16 times so many within one; for more it is disconnected. @default 1 MiB
   */
  maxBufferedBytes: number;
  /**
   * Bytes that are recorded for one client alone in the time that its session is kept, where `connectionStateRecovery`
   * is on; a client for which there is more is not recovered. A server records 64 times as much in all. @default 1 MiB
   */
  maxRecordedBytes: number;
  /** Bytes of the answer to an invalid payload; it lists the issues that fit, and says how many more there are. @default 8192 */
  maxIssuesBytes: number;
}

export const DEFAULT_LIMITS: Readonly<Limits> = Object.freeze({
  maxArguments: 64,
  maxDepth: 100,
  maxEventNameLength: 128,
  maxNamespaceLength: 256,
  maxNamespaces: 32,
  maxRefusedConnects: 32,
  maxRunningEvents: 1_000,
  maxBufferedBytes: 1024 * 1024,
  maxRecordedBytes: 1024 * 1024,
  maxIssuesBytes: 8_192,
});

/** The limits that were chosen, and the defaults of the others. */
export function limitsFrom(chosen: Partial<Limits> = {}): Readonly<Limits> {
  const set = Object.entries(chosen).filter(([, value]) => (value as number | undefined) !== undefined);
  return Object.freeze({ ...DEFAULT_LIMITS, ...(Object.fromEntries(set) as Partial<Limits>) });
}
