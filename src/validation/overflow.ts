import type { Issues } from './answer/issues';
import type { Origin, Parse } from './parse';

/**
 * A payload that is nested so deeply, or has so many mistakes, that a validator overflows the stack is refused: that is
 * no fault of the application.
 */
export function refusingOverflow(parse: Parse, origin: Origin): Parse {
  const refuse = (error: unknown, issues: Issues): void => {
    if (!isOverflow(error)) throw error;
    const [label, path] = origin.key === undefined ? [origin.in, []] : [String(origin.key), [origin.key]];
    const message = `"${label}" is nested too deeply, or too long, to be validated`;
    issues.add({ in: origin.in, path, type: 'any.overflow', message });
  };
  return (value, issues) => {
    try {
      const parsed = parse(value, issues);
      return parsed instanceof Promise ? parsed.catch((error: unknown) => refuse(error, issues)) : parsed;
    } catch (error) {
      refuse(error, issues);
      return undefined;
    }
  };
}

/** The stack has overflowed. */
export function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}
