// What the server tells the page: without types of Node, which a browser does not have.

/** Why an event went as it did: see `EventMessage`. */
export interface Why {
  /** The client that has sent it: `socket.id`. */
  readonly sid: string;
  readonly event: string;
  /** The number of its acknowledgement, where the page knows it: that of a stream is made elsewhere. */
  readonly ackId?: number;
  readonly outcome: 'ok' | 'refused' | 'failed' | 'cancelled';
  readonly code?: number;
  readonly decidedBy?: { readonly step: string; readonly name: string | undefined };
  /** What the guard has returned or thrown, in words. */
  readonly words?: string;
  /** Milliseconds, by step. */
  readonly durations: Readonly<Partial<Record<string, number>>>;
}
