import createDebug from 'debug';
import { printable, printableError } from './log/printable';

/**
 * What a line is about. Texts of clients are escaped; what was thrown is as it is, whole. Its message may hold what a client
 * has sent: a logger that writes JSON escapes the ends of its lines.
 */
export interface LogFields {
  /** The class. */
  gateway?: string | undefined;
  /** `Class.method`. */
  handler?: string | undefined;
  /** As the client named it. */
  namespace?: string | undefined;
  event?: string | undefined;
  /** The client's id: `socket.id`. */
  sid?: string | undefined;
  address?: string | undefined;
  /** The code that the client was told. */
  code?: number | undefined;
  /** What was thrown, where the application is at fault. */
  err?: unknown;
  [name: string]: unknown;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * The gateways write their lines to it: a message of one line, and its facts as fields. `console`, a logger of winston and
 * one of pino (which takes the fields first, and is known by its symbols) fit as they are.
 */
export interface Logger {
  debug(message: string, fields: LogFields): unknown;
  info(message: string, fields: LogFields): unknown;
  warn(message: string, fields: LogFields): unknown;
  error(message: string, fields: LogFields): unknown;
  /** Lines of a level that is off are not even made. */
  isLevelEnabled?(level: string): boolean;
}

const lines = {
  debug: createDebug('gateways:debug'),
  info: createDebug('gateways:info'),
  warn: createDebug('gateways:warn'),
};

/**
 * Writes through the `debug` package under `gateways:*`, a line a fact. Errors go to stderr, and so do warnings where
 * `NODE_ENV` is not production.
 */
export const defaultLogger: Logger = {
  debug: (message, fields) => lines.debug(withFields(message, fields)),
  info: (message, fields) => lines.info(withFields(message, fields)),
  warn: (message, fields) => {
    if (isShown(lines.warn)) lines.warn(withFields(message, fields));
    else if (isDevelopment()) toStderr(message, fields);
  },
  error: toStderr,
  isLevelEnabled: (level) =>
    level === 'error' || isShown(lines[level as keyof typeof lines]) || (level === 'warn' && isDevelopment()),
};

function toStderr(message: string, fields: LogFields): void {
  console.error(`gateways: ${withFields(message, fields)}`, ...('err' in fields ? [printableError(fields.err)] : []));
}

function isDevelopment(): boolean {
  return process.env.NODE_ENV !== 'production';
}

/** `debug` says `undefined` where nobody has ever enabled anything. */
function isShown({ enabled = false }: { readonly enabled?: boolean }): boolean {
  return enabled;
}

/** `message namespace=/chat event="two words"`. */
function withFields(message: string, { err: _err, ...fields }: LogFields): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' && !/[\s"]/.test(value) ? value : asJson(value)}`);
  return [message, ...pairs].join(' ');
}

function asJson(value: unknown): string {
  return printable(JSON.stringify(value));
}
