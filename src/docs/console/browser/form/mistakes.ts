import { type Path, pathText } from './value';

/** One thing that the server has found wrong, at its place in what was sent. */
export interface Mistake {
  /** `body` and `args` are what was sent; `auth`, `query`, `header` and `param` came with the connection. */
  readonly in: string;
  readonly path: Path;
  readonly message: string;
}

/** An error as gateways answer it. */
export interface ErrorAnswer {
  readonly code: number;
  readonly reason: unknown;
  readonly event: string;
}

export function errorIn(value: unknown): ErrorAnswer | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, reason, event } = value as Record<string, unknown>;
  return typeof code === 'number' && typeof event === 'string' ? { code, reason, event } : undefined;
}

/** What a reason says of single fields: `[{ in, path, message }]`; empty where it is of another kind. */
export function mistakesIn(reason: unknown): readonly Mistake[] {
  if (!Array.isArray(reason)) return [];
  return reason.flatMap((issue: unknown): Mistake[] => {
    if (typeof issue !== 'object' || issue === null) return [];
    const { in: part, path, message } = issue as Record<string, unknown>;
    if (typeof part !== 'string' || !Array.isArray(path) || typeof message !== 'string') return [];
    return [{ in: part, path: path.map((key) => (typeof key === 'number' ? key : String(key))), message }];
  });
}

/** The mistakes of the arguments, each at `[index of the argument, …path in it]`. */
export function mistakesOfArguments(mistakes: readonly Mistake[]): readonly Mistake[] {
  return mistakes.flatMap((mistake) => {
    if (mistake.in === 'body') return [{ ...mistake, path: [0, ...mistake.path] }];
    return mistake.in === 'args' ? [mistake] : [];
  });
}

/** The mistakes at a place. */
export function mistakesAt(mistakes: readonly Mistake[], path: Path): readonly Mistake[] {
  return mistakes.filter((mistake) => isSame(mistake.path, path));
}

/** The mistakes at a place, or anywhere below it. */
export function mistakesBelow(mistakes: readonly Mistake[], path: Path): readonly Mistake[] {
  return mistakes.filter((mistake) => isSame(mistake.path.slice(0, path.length), path));
}

function isSame(one: Path, other: Path): boolean {
  return one.length === other.length && one.every((key, index) => String(key) === String(other[index]));
}

/** A reason in one line: a text, the messages of all mistakes, or JSON. */
export function sentenceOf(reason: unknown): string {
  if (typeof reason === 'string') return reason;
  const mistakes = mistakesIn(reason);
  if (mistakes.length > 0) {
    return mistakes
      .map(({ path, message }) => (path.length > 0 ? `${pathText(path)}: ${message}` : message))
      .join('; ');
  }
  const { message } = (typeof reason === 'object' && reason !== null ? reason : {}) as { message?: unknown };
  if (typeof message === 'string') return message;
  return reason === undefined ? 'no reason' : JSON.stringify(reason);
}

/** What the codes of gateways mean, in words. */
const CODES: Readonly<Record<number, string>> = {
  1001: 'The server is closing',
  1003: 'Nobody handles this event',
  1007: 'The server does not accept what was sent',
  1008: 'Not allowed',
  1009: 'Too big',
  1011: 'Something went wrong in the server',
  1012: 'The server restarts',
  1013: 'Too much at once: try again later',
};

export function titleOf(code: number): string {
  return CODES[code] ?? 'The server has answered with an error';
}
