import { inspect } from 'node:util';
import { DEFAULT_LIMITS, type Limits, limitsFrom } from '../../contract/limits';
import { nearest } from '../../contract/nearest-name';
import type { Problems } from '../problems';

const WHERE = 'options of attachGateways';
const names: readonly string[] = Object.keys(DEFAULT_LIMITS);

/** The limits that were chosen, with the defaults of the others. Reports those that do not exist, and bad values. */
export function compileLimits(limits: unknown, problems: Problems): Readonly<Limits> {
  if (limits === undefined) return DEFAULT_LIMITS;
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    problems.add(WHERE, `its 'limits' is ${inspect(limits)}; expected an object with some of ${names.join(', ')}`);
    return DEFAULT_LIMITS;
  }
  for (const [name, value] of Object.entries(limits)) {
    if (!names.includes(name)) {
      const near = nearest(name, names);
      const expected = (near.length > 0 ? near : names).join(', ');
      problems.add(WHERE, `its 'limits.${name}' is unknown; expected ${expected}`);
    } else if (value !== undefined && !(Number.isSafeInteger(value) && Number(value) > 0)) {
      problems.add(WHERE, `its 'limits.${name}' is ${inspect(value)}; expected a whole number from 1`);
    }
  }
  return limitsFrom(limits);
}
