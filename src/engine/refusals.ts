import type { Namespace, Server } from 'socket.io';
import { channels, type RefusalReason, type RefusedMessage } from '../channels';
import type { Settings } from '../contract/settings';
import { type ErrorPayload, WsStatus } from '../errors';
import type { Log } from '../log/log';
import { quoted, textOf } from '../log/printable';
import { RepeatedRefusals } from '../log/repeated-refusals';
import type { LogFields } from '../logger';
import { sizeOf } from './adapters/serialisable';
import { clientFacts } from './client-facts';
import { type ConnectError, encodeRefusals } from './internals/encoder';
import { mayBeDeeper } from './limits/packet-depth';

/** By the log of a host. */
const repeated = new WeakMap<Log, RepeatedRefusals>();

/** A client that was refused, before it was connected. */
export interface Refusal extends Partial<Omit<RefusedMessage, 'server' | 'reason'>> {
  readonly reason: RefusalReason;
  /** Why, in words. */
  readonly why: string;
  /** Who it is. */
  readonly client: LogFields;
  /** @default 'info' */
  readonly level?: 'info' | 'warn';
  /** What was thrown, where the application is at fault: then the line is an error. */
  readonly fault?: { readonly error: unknown };
}

/** The one place that tells of clients that are refused: the log, and whoever subscribes. */
export function reportRefusal(refusal: Refusal, { logger }: Pick<Settings, 'logger'>, server: Server): void {
  publishRefusal(refusal, server);
  const { reason, namespace, requested, gateway, code, why, client, level = 'info', fault } = refusal;
  if (reason === 'limit') return; // it is told of once a client
  const where = requested === undefined ? '' : ` in ${quoted(shortened(requested))}`;
  const fields = { ...client, gateway, namespace: requested, event: 'connect', code };
  if (fault)
    logger.error(`Letting a client in${where.replace(' in ', 'to ')} failed: ${why}`, { ...fields, err: fault.error });
  else if (logger.isOn(level)) {
    const end = nextLine(logger, [client.address, reason, namespace, gateway]);
    if (end !== undefined) logger[level](`A client was refused${where}: ${why}${end}`, fields);
  }
}

/**
 * What a refused client is told may be anything that the application gives, also in middleware of its own: where it
 * cannot be sent, the client is told of an internal error, as one whose event fails so.
 *
 * @param settingsNow none, where socket.io is to do as it does
 */
export function tellRefusals(
  namespace: Namespace,
  settingsNow: () => Pick<Settings, 'app' | 'limits' | 'logger'> | undefined,
): void {
  const check = ([text]: readonly unknown[]): void => {
    const levels = (settingsNow()?.limits.maxDepth ?? Infinity) + 2; // of `{ message, data: { code, reason, event } }`
    if (typeof text === 'string' && mayBeDeeper(text, levels))
      sizeOf(JSON.parse(text.slice(text.indexOf('{'))), levels);
  };
  encodeRefusals(namespace, check, (socket, error) => {
    const settings = settingsNow();
    if (!settings) return undefined;
    const fields = {
      ...clientFacts(socket, settings.app),
      event: 'connect',
      code: INTERNAL_ERROR.data.code,
      err: error,
    };
    settings.logger.error(
      `A client was refused in ${quoted(shortened(namespace.name))} with what cannot be sent`,
      fields,
    );
    return INTERNAL_ERROR;
  });
}

const INTERNAL_ERROR = {
  message: 'Something went wrong',
  data: { code: WsStatus.INTERNAL_ERROR, reason: 'Something went wrong', event: 'connect' },
} as const satisfies ConnectError & { readonly data: ErrorPayload };

/**
 * socket.io closes the connection of a client that sends CONNECT for a namespace it is in, and says nothing.
 *
 * @param namespace as the client named it
 */
export function reportSecondConnect(namespace: string, client: LogFields, { logger }: Pick<Settings, 'logger'>): void {
  if (!logger.isOn('warn')) return;
  const end = nextLine(logger, [client.address, 'second connect']);
  if (end === undefined) return;
  logger.warn(
    `Closed the connection of a client that is in ${quoted(shortened(namespace))}, and has sent CONNECT for it again; ` +
      `expected one: io() and manager.socket() connect by themselves, so leave connect() out, or set autoConnect to false${end}`,
    { ...client, namespace, event: 'connect' },
  );
}

/**
 * socket.io closes a connection whose packet cannot be read, or where the application throws at one; it says nothing.
 *
 * @param error what was thrown
 */
export function reportNotTaken(error: unknown, client: LogFields, settings: Pick<Settings, 'logger'>): void {
  closedFor('warn', textOf(error), { ...client, err: error }, settings);
}

/** {@link reportNotTaken} of what comes from where its client is not: it may have been sent away meanwhile. */
export function reportOutside(namespace: string, client: LogFields, settings: Pick<Settings, 'logger'>): void {
  closedFor('info', `it is not in ${quoted(shortened(namespace))}`, client, settings);
}

function closedFor(level: 'info' | 'warn', why: string, client: LogFields, { logger }: Pick<Settings, 'logger'>): void {
  if (!logger.isOn(level)) return;
  const end = nextLine(logger, [client.address, 'not taken', level]);
  if (end === undefined) return;
  logger[level](
    `Closed the connection of ${client.address}: its packet was not taken: ${shortened(why)}${end}`,
    client,
  );
}

/** What the next line of a kind ends with, or `undefined` where the clients of its address have caused enough of them. */
export function nextLine(logger: Log, kind: readonly unknown[]): string | undefined {
  const lines = repeated.get(logger) ?? new RepeatedRefusals();
  repeated.set(logger, lines);
  return lines.next(JSON.stringify(kind));
}

/** {@link reportRefusal} without a line, where there is one that says more. */
export function publishRefusal(
  { reason, namespace, requested, gateway, code }: Omit<Refusal, 'why' | 'client' | 'fault'>,
  server: Server,
): void {
  if (!channels.refused.hasSubscribers) return;
  channels.refused.publish({ server, reason, namespace, requested, gateway, code });
}

/** A client's text in the log. */
function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
