import type { Socket } from 'socket.io';
import type { Settings } from '../../contract/settings';
import type { Newable } from '../../container';
import { clientFacts } from '../../engine/client-facts';
import { connectionOf } from '../../engine/connections';
import { hitLimit } from '../../engine/limits/limit-hits';
import { type ErrorPayload, WebSocketException, WsStatus } from '../../errors';
import { quoted } from '../../log/printable';
import { RepeatedLines } from '../../log/repeated-lines';
import type { LogFields } from '../../logger';
import { shortName } from '../../validation/answer/issues';
import type { Step } from '../handler/step';
import { decidedByApplication, refusalLevel, whyRefused } from './why';

/** The consequences of an error. */
export interface ErrorOutcome {
  /** The error as the client sees it. */
  readonly payload: ErrorPayload;
  /** A `WebSocketException` is an answer to the client; everything else is a fault of the application. */
  readonly expected: boolean;
  readonly disconnect: boolean;
}

/** What was thrown, and where, before filters have seen it. */
export interface Failure {
  readonly thrown: unknown;
  readonly step: Step;
  /** The payload of the event. */
  readonly args: readonly unknown[];
}

/** The event that has failed, for the log. */
export interface FailedEvent {
  readonly socket: Socket;
  readonly event: string;
  /** The handler, or the namespace where there is none. */
  readonly label: string;
  readonly gateway: Newable | undefined;
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

/** The one way from an error of an event to its client: what it is told, after the logger was told. */
export function reportFailure(thrown: unknown, failure: Failure, event: FailedEvent, settings: Settings): ErrorOutcome {
  const outcome = toErrorOutcome(thrown, event.event, settings.exposeErrors);
  const { logger } = settings;
  const { code, event: name } = outcome.payload;
  const { step } = failure;
  const fields = (): LogFields => ({ ...factsOf(event, settings), event: name, ...logger.payload(failure.args) });
  if (!outcome.expected) {
    const where = step.name === 'guards' ? `, in the guard ${String(step.by)}` : '';
    logger.error(`${event.label} failed on ${quoted(name)}${where}`, { ...fields(), code, err: thrown });
  } else if (decidedByApplication(step)) {
    if (!logger.isOn('debug')) return outcome;
    logger.debug(`${event.label} answered ${quoted(name)} with ${code}`, { ...fields(), code, err: thrown });
  } else if (step.name === 'limits' && step.by !== undefined) {
    const { socket } = event;
    const what = `${event.label} refused ${quoted(name)}: ${whyRefused(failure)}`;
    hitLimit(connectionOf(socket.conn), step.by, what, { ...fields(), code }, settings, socket.nsp.server);
  } else if (logger.isOn(refusalLevel(failure.thrown))) {
    const kind = [event.label, step.name, step.by].filter((part) => part !== undefined).join(' ');
    const end = nextLine(event.socket, kind, settings);
    const what = `${event.label} refused ${quoted(name)}: ${whyRefused(failure)}`;
    if (end !== undefined) logger[refusalLevel(failure.thrown)](what + end, { ...fields(), code });
  }
  return outcome;
}

/** What the next line about a refusal ends with; none where the client has caused enough of them. */
function nextLine(socket: Socket, kind: string, { logger, app }: Settings): string | undefined {
  const connection = connectionOf(socket.conn);
  if (!connection.refusedLines) {
    const lines = (connection.refusedLines = new RepeatedLines());
    const facts = clientFacts(socket, app); // a connection that is closed may have lost its address
    connection.closed.add(() => {
      if (lines.hasMore) logger.info(`A client that was refused has left: ${lines.summary}`, facts);
    });
  }
  return connection.refusedLines.next(kind);
}

/** What every line about an event names. */
export function factsOf({ socket, event, label, gateway }: FailedEvent, { app }: Settings): LogFields {
  return { gateway: gateway?.name, handler: gateway && label, event, ...clientFacts(socket, app) };
}

function unexpected(payload: ErrorPayload): ErrorOutcome {
  return { payload, expected: false, disconnect: false };
}

/** JSON has no `undefined`, and makes `{}` of an error. */
function asJson(reason: unknown): unknown {
  return reason instanceof Error ? reason.message : (reason ?? null);
}
