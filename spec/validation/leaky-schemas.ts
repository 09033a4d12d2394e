import * as v from 'valibot';
import { z } from 'zod';
import { type Schema } from '../../src';
import { joiVersions } from './joi-versions';
import { leakyReports } from './leaky-reports';

/** A schema that refuses a body, and what of the body must not come back. */
export interface Case {
  readonly schema: Schema;
  readonly body: unknown;
  readonly secret: string;
}

export const secret = 'Sw0rdfish!';
const others = { secret, body: secret };
const inObject = { secret, body: { user: { password: secret } } };
const PIN = 4_815_162;
const pin = { secret: String(PIN), body: PIN };
const ofManyTexts = { secret: 'secret-', body: Array.from({ length: 1_200 }, (_, index) => `secret-${index}`) };
const withQuotes = { secret: 'second half', body: 'first "half" \\ second half' };

/** A schema around another, for what lies deep in a body. */
type Wrap = (schema: never) => Schema;

function joiCases(Joi: (typeof joiVersions)[string]): Readonly<Record<string, Case>> {
  const nested: Wrap = (password) => Joi.object({ user: Joi.object({ password }) });
  const pattern = Joi.string().pattern(/^[a-z]+$/);
  const shown = { '*': '{{#label}} is not {#value}' };
  return {
    'a pattern': { ...others, schema: pattern },
    'a pattern with a name': { ...others, schema: Joi.string().pattern(/^[a-z]+$/, 'lower case') },
    'a pattern that must not match': { ...others, schema: Joi.string().pattern(/./, { invert: true }) },
    'a pattern deep inside': { ...inObject, schema: nested(pattern as never) },
    'a pattern in an array': { secret, body: [{ id: secret }], schema: Joi.array().items({ id: pattern }) },
    'a pattern among alternatives': { ...inObject, schema: Joi.alternatives(Joi.number(), nested(pattern as never)) },
    'a pattern after conversion': {
      secret: 'sw0rdfish',
      body: `  ${secret}  `,
      schema: Joi.string()
        .trim()
        .lowercase()
        .pattern(/^[a-z]+$/),
    },
    'a message that shows the value': { ...others, schema: Joi.string().max(3).messages(shown) },
    'a message that shows a number': { ...pin, schema: Joi.number().max(3).messages(shown) },
    'a message that shows a value deep inside': {
      ...inObject,
      schema: nested(Joi.string().max(3).messages(shown) as never),
    },
    'a message that shows a whole array': {
      secret,
      body: [secret, [secret]],
      schema: Joi.array().max(1).messages(shown),
    },
    'a message that shows another key': {
      secret,
      body: { password: secret },
      schema: Joi.object({
        password: Joi.string(),
        name: Joi.string().required().messages({ 'any.required': 'No name beside {password}' }),
      }),
    },
    'a message that shows a duplicate': {
      secret,
      body: [secret, secret],
      schema: Joi.array().unique().messages({ 'array.unique': 'Twice {#dupeValue}' }),
    },
    'a message that shows what alternatives said': {
      secret,
      body: secret,
      schema: Joi.alternatives(pattern, Joi.string().max(3)).messages({ 'alternatives.match': '{#message}' }),
    },
    'a reference to another key': {
      secret,
      body: { password: secret, repeated: `${secret}?` },
      schema: Joi.object({ password: Joi.string(), repeated: Joi.valid(Joi.ref('password')) }),
    },
    'a function that throws an error with it': {
      ...others,
      schema: Joi.string().custom((value) => {
        throw new Error(`${String(value)} is taken`);
      }),
    },
    'a function that answers with it': {
      ...others,
      schema: Joi.string().custom((value, helpers) => helpers.message({ custom: `${String(value)} is taken` })),
    },
    'a function that answers with a part of the value': {
      ...inObject,
      schema: Joi.object({ user: Joi.object() })
        .custom((value: { user: { password: string } }, helpers) =>
          helpers.error('weak', { found: value.user.password }),
        )
        .messages({ weak: '{#found} is weak' }),
    },
    'an external that answers with it': {
      ...others,
      schema: Joi.string().external((value, helpers) => helpers.message({ external: `${String(value)} is taken` })),
    },
    'an external deep inside that shows it': {
      ...inObject,
      schema: nested(
        Joi.string().external((_value, helpers) => helpers.message({ external: '{#value} is taken' })) as never,
      ),
    },
    'an error of its own with it': {
      ...others,
      schema: Joi.number().error(([report]) => new Error(`${String(report?.value)} is no number`)),
    },
    'an error of its own with it, deep inside': {
      ...inObject,
      schema: nested(Joi.number().error(([report]) => new Error(`${String(report?.value)} is no number`)) as never),
    },
    'an error with a text of its own': {
      ...others,
      schema: Joi.number().error((reports) =>
        reports.map((report) => Object.assign(report, { message: `${String(report.value)} is no number` })),
      ),
    },
  };
}

const zodCases: Readonly<Record<string, Case>> = {
  'an enumeration': { ...others, schema: z.enum(['red', 'blue']) },
  'a literal': { ...others, schema: z.literal('red') },
  'a union': { ...inObject, schema: z.union([z.number(), z.object({ user: z.object({ password: z.number() }) })]) },
  'a discriminated union': {
    secret,
    body: { kind: secret },
    schema: z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]),
  },
  'a pattern': { ...others, schema: z.string().regex(/^[a-z]+$/) },
  'a wrong type': { ...others, schema: z.number() },
  'a message that shows the value': {
    ...others,
    schema: z.string().max(3, { error: (issue) => `Not ${JSON.stringify(issue.input)}` }),
  },
  'a message that shows a number': {
    ...pin,
    schema: z.number().max(3, { error: (issue) => `Not ${JSON.stringify(issue.input)}` }),
  },
  'a refinement that shows it, deep inside': {
    ...inObject,
    schema: z.object({ user: z.object({ password: z.string() }) }).superRefine(({ user }, context) => {
      context.addIssue({ code: 'custom', message: `${user.password} is taken` });
    }),
  },
  'a message that shows it as JSON': {
    ...withQuotes,
    schema: z.string().max(3, { error: (issue) => `Not ${JSON.stringify(issue.input)}` }),
  },
  'a message that shows a whole object as JSON': {
    ...inObject,
    schema: z.object({ user: z.string({ error: (issue) => `Not ${JSON.stringify(issue.input)}` }) }),
  },
};

const valibotCases: Readonly<Record<string, Case>> = {
  'a wrong type': { ...others, schema: v.number() },
  'a wrong type of a number': { ...pin, schema: v.string() },
  'an enumeration': { ...others, schema: v.picklist(['red', 'blue']) },
  'a literal': { ...others, schema: v.literal('red') },
  'a union': { ...others, schema: v.union([v.number(), v.literal('red')]) },
  'a variant': { secret, body: { kind: secret }, schema: v.variant('kind', [v.object({ kind: v.literal('a') })]) },
  'a format': { ...others, schema: v.pipe(v.string(), v.email()) },
  'a format after conversion': {
    secret: 'sw0rdfish',
    body: `  ${secret}  `,
    schema: v.pipe(v.string(), v.trim(), v.toLowerCase(), v.email()),
  },
  'a limit': { ...pin, schema: v.pipe(v.number(), v.maxValue(3)) },
  'a limit after conversion': {
    secret: PIN.toString(),
    body: `0${PIN}`,
    schema: v.pipe(v.string(), v.transform(Number), v.maxValue(3)),
  },
  'an entity that goes in circles': {
    ...others,
    schema: v.pipe(
      v.string(),
      v.transform((id) => {
        const entity: { id: string; self?: unknown } = { id };
        return Object.assign(entity, { self: entity });
      }),
      v.check(
        () => false,
        ({ input }) => `${input.id} is taken`,
      ),
    ),
  },
  'a format deep inside': {
    ...inObject,
    schema: v.object({ user: v.object({ password: v.pipe(v.string(), v.email()) }) }),
  },
  'a text with quotes and backslashes': { ...withQuotes, schema: v.pipe(v.string(), v.email()) },
  'more texts than anyone would look for': { ...ofManyTexts, schema: v.array(v.pipe(v.string(), v.email())) },
  'a check that shows it': {
    ...others,
    schema: v.pipe(
      v.string(),
      v.check(
        () => false,
        (issue) => `${issue.input} is taken`,
      ),
    ),
  },
};

/** Schemas that refuse a body, by library and by what might show the body. */
export const leakySchemas: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  ...Object.fromEntries(
    Object.entries(joiVersions).map(([version, Joi]) => [version, { ...joiCases(Joi), ...leakyReports(Joi, secret) }]),
  ),
  zod: zodCases,
  valibot: valibotCases,
};
