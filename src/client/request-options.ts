/** The part that is used of a socket of `socket.io-client`, in a browser or in Node. */
export interface RequestSocket {
  readonly connected: boolean;
  emit(event: string, ...args: unknown[]): unknown;
  timeout(ms: number): unknown;
  on(event: 'disconnect', listener: (reason: string) => void): unknown;
  on(event: 'connect_error', listener: (error: Error) => void): unknown;
  off(event: 'disconnect', listener: (reason: string) => void): unknown;
  off(event: 'connect_error', listener: (error: Error) => void): unknown;
}

export interface RequestOptions {
  /**
   * The time to wait for the answer, in milliseconds; `Infinity` waits for ever. With the client's `retries` it is the
   * time of each try; with `retry` it is the time of all of them. @default the time of `socket.timeout()`, the client's `ackTimeout`, or else 10000
   */
  timeoutMs?: number;
  /** Stops waiting; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
  /**
   * Sends the request again, until `timeoutMs` is over, where the connection was lost, no answer came, or the gateway
   * asked to try again (1001, 1012, 1013). An answer, an error too, ends it. Only a handler with `@Idempotent()` does not
   * run twice then. @default false
   */
  retry?: boolean;
  /** As the server was attached with. @default 'value' */
  acks?: 'value' | 'errorFirst';
  /**
   * The trace that the request belongs to, as the headers of the W3C: the gateway's span is a child of it.
   * @see https://www.w3.org/TR/trace-context/
   */
  traceContext?: { readonly traceparent: string; readonly tracestate?: string };
}
