import { Console } from 'node:console';
import { inspect } from 'node:util';
import { defaultLogger, type LogFields, type Logger, type LogLevel } from '../logger';
import { type LogPayloads, shownPayload } from './payload';
import { printable, printableError, printableLines } from './printable';

/** Longer texts of fields are cut. */
const MAX_TEXT = 256;

/**
 * The way of a line to the logger of the application. Nothing that a client has named forges a line, and nothing is
 * thrown: what is logged may be hostile, such as an error whose `stack` is a getter that throws.
 */
export class Log {
  readonly #logger: Logger;
  /** A console would print `{}` for no fields. */
  readonly #isConsole: boolean;
  /** pino takes the fields first. */
  readonly #fieldsFirst: boolean;
  readonly #payloads: LogPayloads;

  /** @param payloads whether payloads may be shown */
  constructor(logger: Logger = defaultLogger, payloads: LogPayloads = false) {
    this.#logger = logger;
    this.#fieldsFirst = Symbol.for('pino.serializers') in logger;
    this.#isConsole = logger instanceof Console;
    this.#payloads = payloads;
  }

  /** Whether lines of a level are read: others need not be made. */
  isOn(level: LogLevel): boolean {
    try {
      return !this.#logger.isLevelEnabled || this.#logger.isLevelEnabled(level);
    } catch {
      return true; // writing says so
    }
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#write('error', message, fields);
  }

  /** The payload of an event as a field, where the application asks for it. */
  payload(args: readonly unknown[]): LogFields {
    return this.#payloads === false ? {} : { payload: shownPayload(args, this.#payloads) };
  }

  #argumentsOf(line: string, fields: LogFields): [message: string, fields: LogFields] {
    const hasNone = Object.keys(fields).length === 0;
    const given: unknown[] = this.#isConsole && hasNone ? [line] : this.#fieldsFirst ? [fields, line] : [line, fields];
    return given as [string, LogFields]; // as the logger takes them
  }

  #write(level: LogLevel, message: string, fields: LogFields): void {
    if (!this.isOn(level)) return;
    const line = printable(message);
    try {
      const shown = shownFields(fields);
      const written = this.#logger[level](...this.#argumentsOf(line, shown));
      if (isThenable(written)) written.then(undefined, (failure: unknown) => complain(level, line, failure));
    } catch (failure) {
      complain(level, line, failure);
    }
  }
}

/** A logger may write later. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function shownFields(fields: LogFields): LogFields {
  const shown: LogFields = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined && name !== 'err') continue; // that may be what was thrown
    shown[name] = typeof value === 'string' ? printable(cut(value)) : value;
  }
  if ('err' in fields) {
    Object.defineProperty(shown, 'stack', { get: () => stackOf(fields.err) });
    // For a console: the message of an error may be a client's.
    Object.defineProperty(shown, inspect.custom, { value: () => inspectedFields({ ...shown }) });
  }
  return shown;
}

/** As a console shows an object: each line but the first and the last is indented. */
function inspectedFields(fields: LogFields): string {
  return printableLines(inspect(fields)).replaceAll(/\n(?! {2}|\}$)/g, '\n    ');
}

/** JSON makes `{}` of an error. winston looks for a stack, also where it is not enumerable; others do not. */
function stackOf(error: unknown): string | undefined {
  try {
    return error instanceof Error ? printableError(error) : undefined;
  } catch {
    return undefined; // a hostile value
  }
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function complain(level: string, message: string, failure: unknown): void {
  const line = `gateways: the logger threw at ${level} "${message}"`;
  try {
    console.error('%s: %s', line, printableError(failure)); // it may tell what a client has sent, as what was logged does
  } catch {
    console.error('%s, and what it threw cannot be printed', line);
  }
}
