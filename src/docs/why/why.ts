// What the server tells the page: without types of Node, which a browser does not have.

/** The event that the connect of a client is told as: socket.io lets no client send one of this name. */
export const CONNECT = 'connect';

/** Why an event, or the connect of a client, went as it did: see `EventMessage` and `ConnectMessage`. */
export interface Why {
  /** The client that has sent it: `socket.id`. */
  readonly sid: string;
  /** Of a connect: what the page knows of its connection, as no refused client is told its `sid`. See {@link clueOf}. */
  readonly connection?: string;
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

/** A part of the id of an engine.io connection: whole it is its client's secret, and other pages read this, too. */
export function clueOf(engineId: string): string {
  return engineId.slice(0, 6);
}
