import { inspect } from 'node:util';
import { DEFAULT_LIMITS } from '../contract/limits';
import type { Problems } from './problems';

const names: readonly string[] = Object.keys(DEFAULT_LIMITS);

/** Reports limits that do not exist, and values that are no limits. */
export function checkLimits(limits: unknown, problems: Problems): void {
  if (limits === undefined) return;
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    problems.add('limits', `are ${inspect(limits)}; expected an object with some of ${names.join(', ')}`);
    return;
  }
  for (const [name, value] of Object.entries(limits)) {
    if (!names.includes(name)) {
      problems.add(`limits.${name}`, `is no limit; expected one of ${names.join(', ')}`);
    } else if (value !== undefined && !(Number.isSafeInteger(value) && Number(value) > 0)) {
      problems.add(`limits.${name}`, `is ${inspect(value)}; expected a whole number from 1`);
    }
  }
}
