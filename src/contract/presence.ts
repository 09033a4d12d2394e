/**
 * Remembers which users are on which nodes, for `@OnUserOnline` and `@OnUserOffline`. All nodes of a cluster need one in
 * common; `redisPresence` makes it. One report is applied whole before the next, whichever nodes they are from.
 */
export interface PresenceStore {
  /** A node has gone when it has reported nothing for so long, in milliseconds. Left out: no node ever goes so. */
  readonly leaseMs?: number;
  /**
   * Applies what has changed on a node, and says what that comes to. A node sends one report at a time; it sends the same
   * one again, with the same number, where it got no answer.
   */
  report(report: PresenceReport): Promise<PresenceNews>;
}

/** What has changed on one node since its last report. */
export interface PresenceReport {
  /** The path of the gateways: users of other paths are others. */
  readonly path: string;
  /** Another one each time that a node joins. */
  readonly node: string;
  /** From 1, with which the node joins. */
  readonly number: number;
  /** The {@link PresenceNews.generation} that the node has met; `''` where it is new. */
  readonly generation: string;
  /** Users who have a client on the node now. */
  readonly came: readonly string[];
  /** Users who have none there any more. */
  readonly left: readonly string[];
  /** The time that a user without a client has to come back, in milliseconds. */
  readonly graceMs: number;
  /** The store was emptied: those who `came` were told of before. */
  readonly isRestoring: boolean;
  /** The node closes, and reports nothing more. */
  readonly isLast: boolean;
}

export interface PresenceNews {
  /** Those of `came` who were on no node, nor about to go. */
  readonly online: readonly string[];
  /** Users whose time to come back is over; no other node is told of them. */
  readonly offline: readonly string[];
  /** Those of `came` of whom cannot be said yet whether they are new: report them again. */
  readonly held: readonly string[];
  /** The store does not know the node, and has applied nothing: it has to join again. */
  readonly isLost: boolean;
  /** Another one since the store was emptied. */
  readonly generation: string;
  /** When the node should report at the latest, in milliseconds from now. */
  readonly nextMs?: number | undefined;
}
