import { inspect, isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import type { ValidationOptions } from 'joi';
import type { ValidationIssue } from '../../../../src/errors';
import { Issues } from '../../../../src/validation/answer/issues';
import { compileAccepts } from '../../../../src/validation/joi/fast-path';
import { inheritsByCopying, refusesPrototype } from '../../../../src/validation/joi/prototypes';
import type { Validation } from '../../../../src/validation/parse';
import { compileSchema } from '../../../../src/validation/schema';
import { Draw } from './draw';
import { type Plan, plans } from './plans';

/** FAST_VALIDATION_PAIRS=2000000 looks longer, FAST_VALIDATION_SEED=… elsewhere. In CI a failure is to be the change's. */
const { FAST_VALIDATION_PAIRS = '800000', FAST_VALIDATION_SEED = '1' } = process.env;
const VALUES_PER_SCHEMA = 100;
const schemas = Math.ceil(Number(FAST_VALIDATION_PAIRS) / VALUES_PER_SCHEMA);
const seed = Number(FAST_VALIDATION_SEED);

const preferences = fc.oneof(
  { weight: 6, arbitrary: fc.constant<ValidationOptions>({}) },
  fc.constantFrom<ValidationOptions[]>(
    { convert: false },
    { abortEarly: true },
    { stripUnknown: true },
    { allowUnknown: true },
    { presence: 'required' },
    { noDefaults: true },
  ),
);

function* valuesOf(plan: Plan, seed: number, count: number): Iterable<unknown> {
  const draw = new Draw(seed);
  for (let index = 0; index < count; index += 1) yield plan.value(draw);
}

describe('the check in front of Joi', () => {
  it('accepts a value only when Joi gives the same value back', function () {
    this.timeout(Number(FAST_VALIDATION_PAIRS)); // a thousand pairs a second, at the least
    let pairs = 0;
    let accepted = 0;
    fc.assert(
      fc.property(plans(), fc.integer(), preferences, (plan, valueSeed, given) => {
        const accepts = compileAccepts(plan.schema, given);
        const judge = plan.schema.required();
        for (const value of valuesOf(plan, valueSeed, VALUES_PER_SCHEMA)) {
          pairs += 1;
          if (!accepts?.(value)) continue;
          accepted += 1;
          const result = judge.validate(value, { abortEarly: false, ...given });
          if (result.error ?? !isDeepStrictEqual(result.value, value)) {
            throw new Error(`${shown(value)} is accepted, and Joi gives ${shown(result.error ?? result.value)}`);
          }
        }
      }),
      { seed, numRuns: schemas },
    );
    expect(pairs).to.be.at.least(Number(FAST_VALIDATION_PAIRS));
    expect(accepted / pairs, 'the share of accepted values').to.be.above(0.2);
  });

  it('exists for every schema of the rules that it covers', () => {
    fc.assert(
      fc.property(
        plans().filter(({ isCovered }) => isCovered),
        ({ schema }) => compileAccepts(schema, {}) !== undefined,
      ),
      { seed, numRuns: 300 },
    );
  });
});

describe('a schema with and without the fast path', () => {
  it('gives the same values and the same issues', async () => {
    await fc.assert(
      fc.asyncProperty(plans(), fc.integer(), preferences, async (plan, valueSeed, preferences) => {
        const fast = parser(plan, { preferences, fast: true });
        const slow = parser(plan, { preferences, fast: false });
        const isOld = inheritsByCopying(plan.schema);
        for (const value of valuesOf(plan, valueSeed, 20)) {
          if (isOld && refusesPrototype(value, { in: 'body' }, new Issues(8_192))) continue; // before Joi copies it
          const [found, expected] = [shown(await fast(value)), shown(await slow(value))];
          if (found !== expected) throw new Error(`${shown(value)} gives ${found}, and with Joi ${expected}`);
        }
      }),
      { seed, numRuns: 300 },
    );
  });
});

/** As text, as Joi may make a prototype of what is called so: then no two results are equal. */
function shown(value: unknown): string {
  return inspect(value, { depth: null, customInspect: false }); // a Buffer only in name would throw
}

interface Parsed {
  readonly value?: unknown;
  readonly mistakes: readonly ValidationIssue[];
  /** Joi itself throws, of a value that it cannot look up. */
  readonly thrown?: string;
}

function parser({ schema }: Plan, validation: Validation): (value: unknown) => Promise<Parsed> {
  const parse = compileSchema(schema, { in: 'body' }, validation);
  return async (value) => {
    const issues = new Issues(8_192);
    try {
      const result = await parse(value, issues);
      const mistakes = issues.list();
      return mistakes.length > 0 ? { mistakes } : { value: result, mistakes };
    } catch (error) {
      return { mistakes: issues.list(), thrown: String(error) };
    }
  };
}
