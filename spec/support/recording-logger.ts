import type { Logger } from '../../src';

interface Entry {
  readonly level: keyof Logger;
  readonly message: string;
  readonly details: readonly unknown[];
}

/** A logger that keeps what it gets. */
export class RecordingLogger implements Logger {
  readonly #entries: Entry[] = [];

  debug(message: string, ...details: unknown[]): void {
    this.#entries.push({ level: 'debug', message, details });
  }

  info(message: string, ...details: unknown[]): void {
    this.#entries.push({ level: 'info', message, details });
  }

  warn(message: string, ...details: unknown[]): void {
    this.#entries.push({ level: 'warn', message, details });
  }

  error(message: string, ...details: unknown[]): void {
    this.#entries.push({ level: 'error', message, details });
  }

  /** What was written at a level. */
  at(level: keyof Logger): readonly Entry[] {
    return this.#entries.filter((entry) => entry.level === level);
  }

  /** The details of everything that was written at a level, in order. */
  detailsAt(level: keyof Logger): readonly unknown[] {
    return this.at(level).flatMap(({ details }) => details);
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
