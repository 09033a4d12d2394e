import { inspect } from 'node:util';
import fc from 'fast-check';
import Joi from 'joi';
import type { Draw } from './draw';
import {
  anything,
  arrays,
  booleans,
  extended,
  noRules,
  numbers,
  objects,
  type Rules,
  type Step,
  strings,
} from './rules';
import * as values from './values';

/** A schema, and values that it takes or nearly takes. */
export interface Plan {
  readonly schema: Joi.Schema;
  /** Whether it is made of nothing but what the fast path is to know. */
  readonly isCovered: boolean;
  readonly value: (draw: Draw) => unknown;
  /** How it could be written, for the report of a failure. */
  readonly code: string;
  readonly [fc.toStringMethod]: () => string;
}

interface Built {
  readonly schema: Joi.Schema;
  readonly code: string;
  readonly isCovered: boolean;
  /** What it allows by name. */
  readonly named: readonly unknown[];
}

interface Chosen {
  readonly covered: readonly Step[];
  readonly uncovered: readonly Step[];
}

const none = fc.constant<readonly Step[]>([]);
const steps = (from: readonly fc.Arbitrary<Step>[], minLength: number, maxLength: number) =>
  from.length > 0 ? fc.array(fc.oneof(...from), { minLength, maxLength }) : none;

/** Several rules beside each other, one in five times with some that are not covered; or one rule by itself. */
function chosen(rules: Rules): fc.Arbitrary<Chosen> {
  const covered = [...rules.covered, ...anything.covered];
  const uncovered = [...rules.uncovered, ...anything.uncovered];
  const common = fc.oneof({ weight: 2, arbitrary: none }, steps(anything.covered, 0, 2));
  const several = fc.record({
    covered: fc.tuple(steps(rules.covered, 0, 3), common).map((both) => both.flat()),
    uncovered: fc.oneof({ weight: 4, arbitrary: none }, steps(uncovered, 1, 2)),
  });
  return fc.oneof(
    { weight: 8, arbitrary: several },
    { weight: 1, arbitrary: fc.record({ covered: steps(covered, 1, 1), uncovered: none }) },
    { weight: 1, arbitrary: fc.record({ covered: none, uncovered: steps(uncovered, 1, 1) }) },
  );
}

function withRules(built: Built, rules: Rules): fc.Arbitrary<Built> {
  return chosen(rules).chain(({ covered, uncovered }) => {
    const isCovered = built.isCovered && uncovered.length === 0;
    const all = [...covered, ...uncovered];
    return fc
      .shuffledSubarray(all, { minLength: all.length })
      .map((ordered) => ordered.reduce(applied, { ...built, isCovered }));
  });
}

/** Joi does not take every rule beside every other: those are left out. */
function applied(built: Built, [method, ...args]: Step): Built {
  try {
    const rule = Reflect.get(built.schema, method) as (...args: readonly unknown[]) => Joi.Schema;
    const schema = rule.apply(built.schema, args);
    const code = `${built.code}.${method}(${args.map((arg) => inspect(arg, { depth: 1 })).join(', ')})`;
    const named = method === 'allow' || method === 'valid' ? [...built.named, ...args] : built.named;
    return { ...built, schema, code, named };
  } catch (error) {
    if (error instanceof TypeError) throw error; // a method that does not exist
    return built;
  }
}

function root(code: string, schema: Joi.Schema, children: readonly Plan[] = []): Built {
  return { code, schema, isCovered: children.every(({ isCovered }) => isCovered), named: [] };
}

function planOf({ schema, isCovered, code }: Built, value: Plan['value']): Plan {
  return { schema, isCovered, code, value, [fc.toStringMethod]: () => code };
}

function leaf(start: Built, rules: Rules, pool: readonly unknown[], random: Plan['value']): fc.Arbitrary<Plan> {
  return withRules(start, rules).map((built) => {
    const near = [...pool, ...values.allowed];
    let good: readonly unknown[] | undefined;
    return planOf(built, (draw) => {
      good ??= near.filter((value) => isTaken(built.schema, value));
      if (good.length > 0 && draw.chance(0.6)) return draw.pick(good);
      if (built.named.length > 0 && draw.chance(0.3)) return draw.pick(built.named);
      if (draw.chance(0.6)) return random(draw);
      return draw.chance(0.5) ? draw.pick(near) : values.stranger(draw);
    });
  });
}

/** Whether Joi takes it as it is, says Joi. */
function isTaken(schema: Joi.Schema, value: unknown): boolean {
  try {
    const result = schema.validate(value);
    return !result.error && Object.is(result.value, value);
  } catch {
    return false; // it needs validateAsync, or what it refers to
  }
}

const others: readonly (readonly [string, Joi.Schema])[] = [
  ['Joi.alternatives(Joi.string(), Joi.number())', Joi.alternatives(Joi.string(), Joi.number())],
  ['Joi.date()', Joi.date()],
  ['Joi.binary()', Joi.binary()],
  ['Joi.symbol()', Joi.symbol()],
  ['Joi.function()', Joi.function()],
  ['extended.string()', extended.string()],
  ['extended.even()', extended.even()],
  ['Joi.forbidden()', Joi.forbidden()],
];

const leaves: fc.Arbitrary<Plan> = fc.oneof(
  { weight: 8, arbitrary: leaf(root('Joi.string()', Joi.string()), strings, values.strings, values.string) },
  { weight: 6, arbitrary: leaf(root('Joi.number()', Joi.number()), numbers, values.numbers, values.number) },
  { weight: 3, arbitrary: leaf(root('Joi.boolean()', Joi.boolean()), booleans, [true, false], values.boolean) },
  { weight: 2, arbitrary: leaf(root('Joi.any()', Joi.any()), noRules, values.strings, values.number) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...others)
      .map(([code, schema]) => planOf({ ...root(code, schema), isCovered: false }, values.stranger)),
  },
);

const presences = fc.oneof(
  { weight: 2, arbitrary: none },
  {
    weight: 3,
    arbitrary: fc.constantFrom<readonly Step[]>(
      [['required']],
      [['optional']],
      [['default', 'a']],
      [['default', null]],
    ),
  },
);

class OwnArray extends Array<unknown> {}

function array(children: fc.Arbitrary<Plan>): fc.Arbitrary<Plan> {
  const item = fc.tuple(children, fc.oneof({ weight: 6, arbitrary: none }, presences)).map(([plan, steps]) => {
    const { schema, code } = steps.reduce(applied, root(plan.code, plan.schema));
    return planOf({ ...plan, schema, code, isCovered: plan.isCovered && steps.length === 0, named: [] }, plan.value);
  });
  return fc.option(item, { freq: 6 }).chain((child) => {
    const start = child
      ? root(`Joi.array().items(${child.code})`, Joi.array().items(child.schema), [child])
      : root('Joi.array()', Joi.array());
    return withRules(start, arrays).map((built) =>
      planOf(built, (draw) => {
        if (draw.chance(0.05)) return values.stranger(draw);
        const items = draw.chance(0.02) ? new OwnArray() : [];
        const item = child?.value ?? values.stranger;
        for (let length = draw.integer(5); length > 0; length -= 1) items.push(item(draw));
        if (draw.chance(0.03)) items.length += 1; // with a hole
        return items;
      }),
    );
  });
}

/** Names that are also inherited, or mean something else when they are assigned. */
const names = ['a', 'b', 'c', 'constructor', 'toString', '__proto__'];

interface Member {
  readonly key: string;
  readonly plan: Plan;
}

function member(children: fc.Arbitrary<Plan>): fc.Arbitrary<Member> {
  const key = fc.oneof({ weight: 14, arbitrary: fc.constantFrom('a', 'b', 'c') }, fc.constantFrom(...names));
  return fc.tuple(key, children, presences).map(([key, plan, steps]) => {
    const { schema, code } = steps.reduce(applied, root(plan.code, plan.schema));
    return { key, plan: planOf({ ...plan, schema, code, named: [] }, plan.value) };
  });
}

function object(children: fc.Arbitrary<Plan>): fc.Arbitrary<Plan> {
  const members = fc.uniqueArray(member(children), { maxLength: 3, selector: ({ key }) => key });
  return fc.option(members, { freq: 4 }).chain((found) => {
    const keys = {};
    for (const { key, plan } of found ?? []) values.setOwn(keys, key, plan.schema);
    const schema = found ? Joi.object(keys) : Joi.object();
    const code = (found ?? []).map(({ key, plan }) => `${key}: ${plan.code}`).join(', ');
    const start = root(
      found ? `Joi.object({ ${code} })` : 'Joi.object()',
      schema,
      (found ?? []).map(({ plan }) => plan),
    );
    const isCovered = start.isCovered && !(found ?? []).some(({ key }) => key in {}); // those are up to Joi
    return withRules({ ...start, isCovered }, objects).map((built) =>
      planOf(built, (draw) => (draw.chance(0.05) ? values.stranger(draw) : filled(draw, found ?? []))),
    );
  });
}

class Account {}

function filled(draw: Draw, members: readonly Member[]): object {
  const isStrange = draw.chance(0.03);
  const target = isStrange
    ? draw.pick([new Account(), Object.create(null) as object, Object.create({ a: 'a' }) as object])
    : {};
  for (const { key, plan } of members) {
    if (draw.chance(0.9)) values.setOwn(target, key, draw.chance(0.03) ? undefined : plan.value(draw));
  }
  if (draw.chance(members.length > 0 ? 0.12 : 0.6))
    values.setOwn(target, draw.pick([...names, 'x', Symbol.iterator]), values.stranger(draw));
  return target;
}

/** A schema of any kind, up to two levels of arrays and objects around the rest. */
export function plans(depth = 2): fc.Arbitrary<Plan> {
  if (depth === 0) return leaves;
  const children = plans(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaves },
    { weight: 1, arbitrary: array(children) },
    { weight: 2, arbitrary: object(children) },
  );
}
