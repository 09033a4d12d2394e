/** What there is at this moment, counted when it is asked for: events pay nothing for it. */
export interface HostStatistics {
  readonly namespaces: readonly NamespaceStatistics[];
  readonly connections: readonly ConnectionStatistics[];
}

export interface NamespaceStatistics {
  /** As it was registered. */
  readonly namespace: string;
  readonly clients: number;
  /** `context.user` of each client. */
  readonly users: readonly unknown[];
  readonly eventsWaiting: number;
  readonly streams: number;
  /** Sessions that can be recovered here. */
  readonly sessions: number;
}

export interface ConnectionStatistics {
  /** Events and lifecycle hooks that run or wait. */
  readonly running: number;
  /** What waits for its client. */
  readonly bufferedBytes: number;
  /** So much waits that streams do. */
  readonly isSlow: boolean;
}

export function allOf(statistics: readonly HostStatistics[]): HostStatistics {
  const namespaces = statistics.flatMap((each) => each.namespaces);
  return { namespaces, connections: statistics.flatMap((each) => each.connections) };
}
