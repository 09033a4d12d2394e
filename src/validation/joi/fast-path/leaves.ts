import type { JoiRule } from '../internals';
import { type Accepts, isNumber } from './plain-node';

type Test<Value> = (value: Value) => boolean;

/** Joi refuses the empty text unless it is allowed, and then it is found there. */
export function acceptsString(rules: readonly JoiRule[]): Accepts | undefined {
  const tests = compileRules(rules, stringRule);
  return tests && ((value) => typeof value === 'string' && value !== '' && tests.every((test) => test(value)));
}

/** Joi refuses what a double cannot hold exactly, and makes 0 of -0. */
export function acceptsNumber(rules: readonly JoiRule[]): Accepts | undefined {
  const tests = compileRules(rules, numberRule);
  return (
    tests &&
    ((value) =>
      typeof value === 'number' &&
      value >= Number.MIN_SAFE_INTEGER &&
      value <= Number.MAX_SAFE_INTEGER &&
      !Object.is(value, -0) &&
      tests.every((test) => test(value)))
  );
}

function compileRules<Value>(
  rules: readonly JoiRule[],
  compile: (rule: JoiRule) => Test<Value> | undefined,
): readonly Test<Value>[] | undefined {
  const tests = rules.map(compile);
  return tests.every((test) => test !== undefined) ? tests : undefined;
}

function stringRule({ name, args = {} }: JoiRule): Test<string> | undefined {
  const { limit, encoding, direction, enabled } = args;
  switch (name) {
    case 'min':
      return isNumber(limit) && encoding === undefined ? (value) => value.length >= limit : undefined;
    case 'max':
      return isNumber(limit) && encoding === undefined ? (value) => value.length <= limit : undefined;
    case 'length':
      return isNumber(limit) && encoding === undefined ? (value) => value.length === limit : undefined;
    case 'trim':
      return enabled === true ? (value) => value === value.trim() : undefined;
    case 'case':
      return direction === 'lower'
        ? (value) => value === value.toLocaleLowerCase()
        : (value) => value === value.toLocaleUpperCase();
    case 'alphanum':
      return (value) => /^[a-zA-Z0-9]+$/.test(value);
    case 'token':
      return (value) => /^[a-zA-Z0-9_]+$/.test(value);
    case 'pattern':
      return patternRule(args);
    default:
      return undefined;
  }
}

/** Joi takes no pattern with the flags `g` and `y`, so that one may be tested again and again. */
function patternRule({ regex, options }: Readonly<Record<string, unknown>>): Test<string> | undefined {
  if (!(regex instanceof RegExp)) return undefined;
  const isInverted = (options as { invert?: boolean } | undefined)?.invert ?? false;
  return (value) => regex.test(value) !== isInverted;
}

function numberRule({ name, args = {} }: JoiRule): Test<number> | undefined {
  const { limit, sign } = args;
  if (name === 'integer') return Number.isInteger;
  if (name === 'sign') return sign === 'positive' ? (value) => value > 0 : (value) => value < 0;
  if (!isNumber(limit)) return undefined;
  switch (name) {
    case 'min':
      return (value) => value >= limit;
    case 'max':
      return (value) => value <= limit;
    case 'greater':
      return (value) => value > limit;
    case 'less':
      return (value) => value < limit;
    default:
      return undefined;
  }
}
