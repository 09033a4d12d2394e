import { inspect } from 'node:util';
import { DEFAULT_LIMITS, type Limits, limitsFrom } from '../contract/limits';
import type { Problems } from './problems';

const names: readonly string[] = Object.keys(DEFAULT_LIMITS);

/** The limits that were chosen, with the defaults of the others. Reports those that do not exist, and bad values. */
export function compileLimits(limits: unknown, problems: Problems): Readonly<Limits> {
  if (limits === undefined) return DEFAULT_LIMITS;
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    problems.add('limits', `are ${inspect(limits)}; expected an object with some of ${names.join(', ')}`);
    return DEFAULT_LIMITS;
  }
  for (const [name, value] of Object.entries(limits)) {
    if (!names.includes(name)) {
      problems.add(`limits.${name}`, `is no limit; expected one of ${names.join(', ')}`);
    } else if (value !== undefined && !(Number.isSafeInteger(value) && Number(value) > 0)) {
      problems.add(`limits.${name}`, `is ${inspect(value)}; expected a whole number from 1`);
    }
  }
  return limitsFrom(limits);
}
