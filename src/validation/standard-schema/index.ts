import { MAX_PATH } from '../answer/issues';
import { addFindings, type Finding } from '../answer/findings';
import type { Origin, Parse } from '../parse';
import { HIDDEN } from '../answer/redact';
import { compileExplanation } from './words';

/** The part of the Standard Schema interface that is used. @see https://standardschema.dev */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
  };
}

type StandardResult = { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: unknown })[] | undefined;
}

export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const standard: unknown = Reflect.get(value, '~standard');
  return typeof standard === 'object' && standard !== null && 'validate' in standard;
}

export function parseWithStandardSchema(schema: StandardSchema, origin: Origin): Parse {
  const { validate } = schema['~standard'];

  return (value, issues) => {
    const settle = (result: StandardResult): unknown => {
      if (!result.issues) return result.value;
      addFindings(result.issues, compileFindingOf(), value, origin, issues);
      return undefined;
    };
    const result = validate(value);
    return result instanceof Promise ? result.then(settle) : settle(result);
  };
}

/** For the issues of one refusal, which often say the same. */
function compileFindingOf(): (issue: Issue) => Finding {
  const explain = compileExplanation();
  return (issue) => {
    const received: unknown = Reflect.get(issue, 'received');
    const type = typeOf(issue);
    const isCustom = CUSTOM.includes(type);
    const message = withoutReceived(issue.message, received);
    const explained = isCustom ? undefined : explain(message, () => expectedBy(issue));
    if (explained !== undefined) return { path: keysOf(issue), type, message: explained, shown: undefined };
    // valibot says what it has found, also after a conversion.
    const values = [
      Reflect.get(issue, 'input'),
      typeof received === 'string' ? received.replaceAll('"', '') : received,
    ];
    return { path: keysOf(issue), type, message, shown: isCustom ? [] : expectedBy(issue), values };
  };
}

/** Where libraries keep what a rule says of itself: zod, valibot, arktype. */
const EXPECTED = [
  ...['expected', 'origin', 'minimum', 'maximum', 'divisor', 'format', 'pattern', 'prefix', 'suffix', 'includes'],
  ...['values', 'keys', 'options', 'requirement'],
];
/** Rules that are functions of the application, which may say what they like. */
const CUSTOM = ['custom', 'check', 'check_items', 'raw_check', 'partial_check'];
/** No message that is read has room for more. */
const MOST_EXPECTED = 100;

/** The texts and numbers that a rule says of itself. */
function expectedBy(issue: Issue): unknown[] {
  return EXPECTED.flatMap((name) => {
    const held: unknown = Reflect.get(issue, name);
    return Array.isArray(held) ? (held.slice(0, MOST_EXPECTED) as unknown[]) : [held];
  });
}

/** valibot's messages end with what it has found: a text in quotes, which may be a part of the value, or a number. */
function withoutReceived(message: string, received: unknown): string {
  if (typeof received !== 'string' || !/^["\d-]/.test(received) || !message.endsWith(`eceived ${received}`))
    return message;
  return message.slice(0, -received.length) + HIDDEN;
}

function keysOf({ path = [] }: Issue): (string | number)[] {
  return path.slice(0, MAX_PATH).map((segment) => {
    const key = typeof segment === 'object' ? segment.key : segment;
    if (typeof key === 'string' || typeof key === 'number') return key;
    return typeof key === 'symbol' ? String(key) : typeof key; // anything may be a key of a Map
  });
}

/** Standard Schema names no rule; zod calls it `code` and valibot `type`. */
function typeOf(issue: Issue): string {
  const rule: unknown = Reflect.get(issue, 'code') ?? Reflect.get(issue, 'type');
  return typeof rule === 'string' ? rule : 'invalid';
}
