import type { Settings } from '../../contract/settings';
import { type ErrorPayload, WebSocketException, WsStatus } from '../../errors';
import { shortName } from '../../validation/answer/issues';

/** The consequences of an error. */
export interface ErrorOutcome {
  /** The error as the client sees it. */
  readonly payload: ErrorPayload;
  /** A `WebSocketException` is an answer to the client; everything else is a fault of the application. */
  readonly expected: boolean;
  readonly disconnect: boolean;
}

/** A hostile value (a proxy, a getter that throws) is a fault of the application, as any other that is thrown. */
export function toErrorOutcome(thrown: unknown, event: string, exposeErrors: boolean): ErrorOutcome {
  try {
    if (WebSocketException.is(thrown)) {
      const { code, reason, disconnect } = thrown;
      return { payload: { code, reason: asJson(reason), event: shortName(event) }, expected: true, disconnect };
    }
    const message = String(thrown instanceof Error ? thrown.message : thrown);
    return unexpected(internalError(event, exposeErrors ? message : undefined));
  } catch {
    return unexpected(internalError(event));
  }
}

export function internalError(event: string, reason = 'Something went wrong'): ErrorPayload {
  return { code: WsStatus.INTERNAL_ERROR, reason, event: shortName(event) };
}

/**
 * The one way from an error to a client: what it is told, after the logger was told.
 *
 * @param label the handler or gateway that failed, for the logger
 */
export function reportFailure(thrown: unknown, event: string, label: string, settings: Settings): ErrorOutcome {
  const outcome = toErrorOutcome(thrown, event, settings.exposeErrors);
  const name = JSON.stringify(outcome.payload.event); // it may be a client's, and hold line breaks
  if (outcome.expected) settings.logger.debug(`${label} answered ${name} with ${outcome.payload.code}`, thrown);
  else settings.logger.error(`${label} failed on ${name}`, thrown);
  return outcome;
}

function unexpected(payload: ErrorPayload): ErrorOutcome {
  return { payload, expected: false, disconnect: false };
}

/** JSON has no `undefined`, and makes `{}` of an error. */
function asJson(reason: unknown): unknown {
  return reason instanceof Error ? reason.message : (reason ?? null);
}
