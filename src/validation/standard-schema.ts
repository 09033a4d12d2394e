import { MAX_ISSUES } from '../errors';
import { redactor } from './redact';
import type { Origin, Parse } from './parse';

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
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const standard: unknown = Reflect.get(value, '~standard');
  return typeof standard === 'object' && standard !== null && 'validate' in standard;
}

export function parseWithStandardSchema(schema: StandardSchema, origin: Origin): Parse {
  const { validate } = schema['~standard'];
  const base = origin.key === undefined ? [] : [origin.key];

  return (value, issues) => {
    const settle = (result: StandardResult): unknown => {
      if (!result.issues) return result.value;
      const redact = redactor(value);
      for (const issue of result.issues.slice(0, MAX_ISSUES)) {
        issues.push({
          in: origin.in,
          path: [...base, ...pathOf(issue)],
          type: typeOf(issue),
          message: redactor(shownByIssue(issue))(redact(issue.message)),
        });
      }
      return undefined;
    };
    const result = validate(value);
    return result instanceof Promise ? result.then(settle) : settle(result);
  };
}

function pathOf(issue: Issue): (string | number)[] {
  const keys = (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));
  return keys.map((key) => (typeof key === 'symbol' ? String(key) : key));
}

/** valibot says what it found, also after a conversion: `received`, as it stands in the message. */
function shownByIssue(issue: Issue): unknown {
  const received: unknown = Reflect.get(issue, 'received');
  return [
    received,
    Reflect.get(issue, 'input'),
    typeof received === 'string' ? received.replaceAll('"', '') : undefined,
  ];
}

/** Standard Schema names no rule; zod calls it `code` and valibot `type`. */
function typeOf(issue: Issue): string {
  const rule: unknown = Reflect.get(issue, 'code') ?? Reflect.get(issue, 'type');
  return typeof rule === 'string' ? rule : 'invalid';
}
