import type { LogFields, Logger } from '../../src';

type Level = 'debug' | 'info' | 'warn' | 'error';

interface Entry {
  readonly level: Level;
  readonly message: string;
  readonly fields: LogFields;
  /** What was thrown, if the line tells of it. */
  readonly details: readonly unknown[];
}

/** A logger that keeps what it gets. */
export class RecordingLogger implements Logger {
  readonly #entries: Entry[] = [];

  debug(message: string, fields: LogFields): void {
    this.#add('debug', message, fields);
  }

  info(message: string, fields: LogFields): void {
    this.#add('info', message, fields);
  }

  warn(message: string, fields: LogFields): void {
    this.#add('warn', message, fields);
  }

  error(message: string, fields: LogFields): void {
    this.#add('error', message, fields);
  }

  /** What was written at a level. */
  at(level: Level): readonly Entry[] {
    return this.#entries.filter((entry) => entry.level === level);
  }

  /** Everything that was written, in order: `info: message`. */
  get lines(): readonly string[] {
    return this.#entries.map(({ level, message }) => `${level}: ${message}`);
  }

  /** What was thrown, of everything that was written at a level, in order. */
  detailsAt(level: Level): readonly unknown[] {
    return this.at(level).flatMap(({ details }) => details);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  #add(level: Level, message: string, fields: LogFields): void {
    const entry: Entry = { level, message, fields, details: 'err' in fields ? [fields.err] : [] };
    // Specs that compare whole lines are about the line, and not about its facts.
    this.#entries.push(Object.defineProperty(entry, 'fields', { enumerable: false }));
  }
}
