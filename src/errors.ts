import { brand } from './contract/shared-between-copies';

const isException = brand('WebSocketException');

/**
 * Status codes of RFC 6455 §7.4.1 and its IANA registry that make sense as the `code` of an error.
 * Applications use 4000–4999.
 *
 * @see https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number
 */
export const WsStatus = {
  NORMAL_CLOSURE: 1000,
  GOING_AWAY: 1001,
  PROTOCOL_ERROR: 1002,
  UNSUPPORTED_DATA: 1003,
  INVALID_FRAME_PAYLOAD_DATA: 1007,
  POLICY_VIOLATION: 1008,
  MESSAGE_TOO_BIG: 1009,
  MANDATORY_EXTENSION: 1010,
  INTERNAL_ERROR: 1011,
  SERVICE_RESTART: 1012,
  TRY_AGAIN_LATER: 1013,
  BAD_GATEWAY: 1014,
} as const;
export type WsStatus = (typeof WsStatus)[keyof typeof WsStatus];

export interface WebSocketExceptionOptions {
  /** Disconnect the client from the namespace after it was told. @default false */
  disconnect?: boolean;
  /** The error that led to this one; the logger gets it, the client never. */
  cause?: unknown;
}

/**
 * An error that the client may read. Thrown after the handshake, it reaches the client as the `error` event and, where
 * an acknowledgement was asked for, as its answer; thrown by a guard at connect, as `connect_error`.
 *
 * ```ts
 * throw new WebSocketException(WsStatus.MESSAGE_TOO_BIG, 'Message is too big');
 * ```
 */
export class WebSocketException extends Error {
  override readonly name = 'WebSocketException';
  readonly disconnect: boolean;

  /**
   * @param code one of {@link WsStatus}, or 4000–4999
   * @param reason any JSON value; it is sent as it is
   */
  constructor(
    readonly code: number,
    readonly reason?: unknown,
    options: WebSocketExceptionOptions = {},
  ) {
    super(
      typeof reason === 'string' ? reason : `WebSocket error ${code}`,
      'cause' in options ? { cause: options.cause } : undefined,
    );
    this.disconnect = options.disconnect ?? false;
  }

  /** `true` for an exception, also one of another copy of this package. */
  static is(value: unknown): value is WebSocketException {
    return typeof value === 'object' && value !== null && isException in value;
  }
}

Object.defineProperty(WebSocketException.prototype, isException, { value: true });

/** One rule that a client's payload breaks. It never holds the value itself. */
export interface ValidationIssue {
  /** The part of the message or handshake: `body`, `args`, `header`, `query`, `auth` or `param`. */
  readonly in: string;
  /** The keys that lead to the value: `['data']` for `body.data`, `[]` for the body itself. */
  readonly path: readonly (string | number)[];
  /** The rule that was broken, as the validator names it: `any.required`. */
  readonly type: string;
  readonly message: string;
}

/** The client's view of an error: the payload of the `error` event, `ack({ error })`, and `err.data` of `connect_error`. */
export interface ErrorPayload {
  readonly code: number;
  readonly reason: unknown;
  readonly event: string;
}

export function invalidPayload(issues: readonly ValidationIssue[]): WebSocketException {
  return new WebSocketException(WsStatus.INVALID_FRAME_PAYLOAD_DATA, issues);
}
