/** The error that a gateway answered in place of a result. @see the table of errors in the documentation */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  /**
   * @param code of `WsStatus`, or the application's own
   * @param reason any JSON value
   * @param event the event that failed; `connect` for a refused handshake
   */
  constructor(
    readonly code: number,
    readonly reason: unknown,
    readonly event: string,
  ) {
    super(`${event}: ${sentence(reason)} (${code})`);
  }

  /** The error in what a gateway sent, or `undefined` where it is none. */
  static from(wire: unknown): GatewayError | undefined {
    if (typeof wire !== 'object' || wire === null) return undefined;
    const { code, reason, event } = wire as Record<string, unknown>;
    return typeof code === 'number' && typeof event === 'string' ? new GatewayError(code, reason, event) : undefined;
  }
}

/** A reason for a person to read: a text, the `message` of an object, the messages of all issues, or JSON. */
function sentence(reason: unknown): string {
  if (typeof reason === 'string') return reason;
  if (Array.isArray(reason) && reason.length > 0 && reason.every(hasMessage)) {
    return reason.map(({ message }) => message).join('; ');
  }
  return hasMessage(reason) ? reason.message : JSON.stringify(reason);
}

function hasMessage(value: unknown): value is { readonly message: string } {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}
