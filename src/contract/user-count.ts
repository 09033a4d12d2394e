/** How many are connected, on all servers. */
export interface UserCount {
  /** Different users, by their keys: a user with several clients is one. */
  readonly users: number;
  /** All clients, those without a user, too. */
  readonly clients: number;
  /** `false` where a server has not answered in time: there may be more. */
  readonly complete: boolean;
}

/** Whose users are counted, as servers tell each other: some adapters make `null` of `undefined`. */
export interface CountedClients {
  /** The namespace as its gateways have it: `/rooms/:roomId`. */
  readonly namespace: string;
  /** One namespace of a pattern; `null` for all of them. */
  readonly child: string | null;
  readonly room: string | null;
}

/** The clients of one server. */
export interface LocalCount {
  readonly clients: number;
  /** The keys of their users. */
  readonly keys: ReadonlySet<string>;
}
