import fc from 'fast-check';
import Joi from 'joi';
import * as values from './values';

/** A method of a schema and its arguments. */
export type Step = readonly [method: string, ...args: unknown[]];

export interface Rules {
  readonly covered: readonly fc.Arbitrary<Step>[];
  readonly uncovered: readonly fc.Arbitrary<Step>[];
}

const constant = (...steps: readonly Step[]): fc.Arbitrary<Step> => fc.constantFrom(...steps);
const limit = fc.integer({ min: 0, max: 4 });
const someOf = fc.array(fc.constantFrom(...values.allowed), { minLength: 1, maxLength: 3 });

export const extended = Joi.extend(
  {
    type: 'string',
    base: Joi.string(),
    coerce: (value: unknown) => ({ value: typeof value === 'string' ? `${value}!` : value }),
  },
  { type: 'even', base: Joi.number().multiple(2) },
) as typeof Joi & { even: () => Joi.NumberSchema };

export const anything: Rules = {
  covered: [
    constant(['allow', null], ['allow', ''], ['label', 'name'], ['description', 'what it is'], ['meta', { a: 1 }]),
    constant(['note', 'a note'], ['tag', 'tag'], ['example', 'a'], ['unit', 'ms'], ['error', new Error('own')]),
    constant(['prefs', { convert: false }], ['strict'], ['messages', { 'any.required': 'is needed' }]),
    fc.noBias(fc.nat()).map((id): Step => ['id', `id${id}`]), // each may be there once
    someOf.map((items): Step => ['allow', ...items]),
    someOf.map((items): Step => ['valid', ...items]),
  ],
  uncovered: [
    constant(['invalid', 'a', 1, true], ['forbidden'], ['strip'], ['raw'], ['empty', ['', null, 0]], ['failover', 'b']),
    constant(['custom', () => 'custom'], ['external', () => undefined], ['artifact', 'x'], ['result', 'raw']),
    constant(['allow', { a: 'a' }], ['valid', Joi.ref('$known')], ['allow', new Date(0)], ['valid', Joi.override, 'a']),
    constant(['prefs', { presence: 'required' }], ['prefs', { stripUnknown: true }], ['prefs', { allowUnknown: true }]),
    constant(['when', '$known', { is: Joi.exist(), then: Joi.any(), otherwise: Joi.forbidden() }], ['strip', true]),
    constant(['when', Joi.string(), { then: Joi.any().valid('b') }], ['alter', { other: (schema: unknown) => schema }]),
  ],
};

const patterns: readonly RegExp[] = [
  ...[
    /^a/,
    /b$/i,
    /^.$/,
    /^.$/u,
    /^.$/s,
    /^a.c$/s,
    /^a.c$/,
    /a\/b/,
    /^b/m,
    /\p{Lu}/u,
    /[\n\u2028]/,
    /(?:)/,
    /^[^1]*$/,
    /1/d,
  ],
  new RegExp('^[\\p{L}--[A]]+$', 'v'),
  new RegExp(String.raw`^a?/\n`),
];

export const strings: Rules = {
  covered: [
    limit.map((length): Step => ['min', length]),
    limit.map((length): Step => ['max', length]),
    limit.map((length): Step => ['length', length]),
    constant(['trim'], ['lowercase'], ['uppercase'], ['alphanum'], ['token']),
    fc.constantFrom(...patterns).map((pattern): Step => ['pattern', pattern]),
    fc.constantFrom(...patterns).map((pattern): Step => ['pattern', pattern, { invert: true, name: 'inverted' }]),
  ],
  uncovered: [
    constant(
      ['email'],
      ['isoDate'],
      ['guid'],
      ['hex', { byteAligned: true }],
      ['uri'],
      ['ip'],
      ['normalize'],
      ['base64'],
    ),
    constant(
      ['replace', /a/g, 'b'],
      ['truncate'],
      ['insensitive'],
      ['trim', false],
      ['min', 2, 'utf8'],
      ['creditCard'],
    ),
    constant(['min', Joi.ref('$known')], ['max', 2, 'utf8'], ['length', 2, 'utf8'], ['domain'], ['dataUri']),
  ],
};

const size = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(-0.5, 0.5, 2 ** 53 - 1, -(2 ** 53) + 1));
export const numbers: Rules = {
  covered: [
    size.map((bound): Step => ['min', bound]),
    size.map((bound): Step => ['max', bound]),
    size.map((bound): Step => ['greater', bound]),
    size.map((bound): Step => ['less', bound]),
    constant(['integer'], ['positive'], ['negative']),
  ],
  uncovered: [
    constant(['multiple', 2], ['precision', 1], ['port'], ['unsafe'], ['cast', 'string'], ['min', Joi.ref('$known')]),
  ],
};

export const noRules: Rules = { covered: [], uncovered: [] };

export const booleans: Rules = {
  covered: [],
  uncovered: [constant(['truthy', 'yes', 1], ['falsy', 'no', 0], ['sensitive'], ['cast', 'number'])],
};

export const arrays: Rules = {
  covered: [
    limit.map((length): Step => ['min', length]),
    limit.map((length): Step => ['max', length]),
    limit.map((length): Step => ['length', length]),
  ],
  uncovered: [
    constant(
      ['unique'],
      ['single'],
      ['sparse'],
      ['ordered', Joi.string()],
      ['has', Joi.number()],
      ['sort'],
      ['cast', 'set'],
    ),
    constant(
      ['items', Joi.string(), Joi.number()],
      ['items', Joi.string().required()],
      ['items', Joi.string().default('a')],
    ),
    constant(['items', Joi.forbidden(), Joi.any()], ['items', 'a'], ['length', Joi.ref('$known')]),
  ],
};

export const objects: Rules = {
  covered: [constant(['unknown'], ['unknown', true], ['unknown', false])],
  uncovered: [
    constant(
      ['rename', 'a', 'z'],
      ['and', 'a', 'b'],
      ['or', 'a', 'b'],
      ['xor', 'a', 'b'],
      ['with', 'a', 'b'],
      ['min', 1],
    ),
    constant(['pattern', /^x/, Joi.any()], ['max', 1], ['length', 1], ['instance', Date], ['regex'], ['cast', 'map']),
    constant(
      ['schema'],
      ['assert', '.a', Joi.string()],
      ['append', { a: Joi.ref('b') }],
      ['keys', { a: Joi.link('/') }],
    ),
    constant(['keys', { a: Joi.string().default(() => 'made') }], ['keys', { a: Joi.number().when('b', { then: 1 }) }]),
  ],
};
