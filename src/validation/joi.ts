import type { ValidationOptions } from 'joi';
import { MAX_ISSUES, type ValidationIssue } from '../errors';
import { HIDDEN, redactor } from './redact';
import { compileAccepts } from './joi-fast-path';
import { joiFlags, joiPreferences } from './joi-internals';
import type { Origin, Parse, Validation } from './parse';

/**
 * The part of a Joi schema that is used. It is described, and recognised, by its shape: an application may hold several
 * versions of Joi, and `Joi.isSchema` of one throws at a schema of another.
 */
export interface JoiSchema {
  validate(value: unknown, options?: ValidationOptions): { error?: Error | undefined; value: unknown };
  validateAsync(value: unknown, options?: ValidationOptions): Promise<unknown>;
  describe(): object;
}

/** The methods of a schema that make it fit for the wire; each gives a new schema. */
interface JoiBuilder extends JoiSchema {
  prefs(preferences: ValidationOptions): JoiBuilder;
  required(): JoiBuilder;
  label(name: string): JoiBuilder;
  error(rewrite: (reports: (JoiReport | Error)[]) => (JoiReport | Error)[]): JoiBuilder;
}

interface JoiReport extends Error {
  value: unknown;
  local: Record<string, unknown>;
}

interface JoiError extends Error {
  readonly details: readonly JoiDetail[];
}

interface JoiDetail {
  readonly message: string;
  readonly path: (string | number)[];
  readonly type: string;
  readonly context?: { label?: unknown; key?: unknown; limit?: unknown; valids?: readonly unknown[] };
}

export function isJoiSchema(value: unknown): value is JoiSchema {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['validate', 'validateAsync', 'describe', 'prefs'].every(
      (method) => typeof Reflect.get(value, method) === 'function',
    )
  );
}

export function parseWithJoi(schema: JoiSchema, origin: Origin, { preferences, fast }: Validation): Parse {
  const { context, externals, ...forAll } = preferences;
  const prepared = prepare(schema as JoiBuilder, origin, forAll); // every Joi schema has its builder's methods
  // Options that Joi takes with each call alone; mostly there are none, which costs nothing.
  const perCall =
    context || externals !== undefined
      ? { ...(context && { context }), ...(externals !== undefined && { externals }) }
      : undefined;
  const base = origin.key === undefined ? [] : [origin.key];

  const reject = (error: Error, value: unknown, issues: ValidationIssue[]): void => {
    const redact = redactor(value);
    if (!isJoiError(error)) {
      issues.push({ in: origin.in, path: base, type: 'any.custom', message: redact(error.message) });
      return;
    }
    for (const { message, path, type, context } of error.details.slice(0, MAX_ISSUES)) {
      const shown = [context?.label, context?.key, context?.limit, ...(context?.valids ?? [])];
      issues.push({ in: origin.in, path: [...base, ...path], type, message: redact(message, shown) });
    }
  };

  const parseAsync = async (value: unknown, issues: ValidationIssue[]): Promise<unknown> => {
    try {
      return await prepared.validateAsync(value, perCall);
    } catch (error) {
      // An error that an external throws by itself is not about the payload: the database may be down.
      if (!isJoiError(error)) throw error;
      reject(error, value, issues);
      return undefined;
    }
  };

  const accepts = fast ? compileAccepts(schema, preferences) : undefined;
  let hasExternals = false;
  return (value, issues) => {
    if (accepts?.(value)) return value;
    if (hasExternals) return parseAsync(value, issues);
    try {
      const result = prepared.validate(value, perCall);
      if (result.error) reject(result.error, value, issues);
      return result.value;
    } catch (error) {
      hasExternals = asksForAsync(error);
      if (!hasExternals) throw error;
      return parseAsync(value, issues);
    }
  };
}

/** `.external()` may be anywhere in a schema; Joi says so when it meets one. From then on it is known. */
function asksForAsync(error: unknown): boolean {
  return error instanceof Error && error.message.includes('validateAsync()');
}

/** The schema with the preferences of all; its own come first, as they do in Joi. */
function prepare(schema: JoiBuilder, origin: Origin, preferences: ValidationOptions): JoiBuilder {
  const flags = joiFlags(schema);
  const { messages, ...own } = joiPreferences(schema);
  let prepared = schema.prefs({ abortEarly: false, ...preferences, ...own });
  if (messages) prepared = prepared.prefs({ messages });
  if (flags.presence === undefined && flags.default === undefined) prepared = prepared.required();
  if (flags.label === undefined) prepared = prepared.label(String(origin.key ?? origin.in));
  if (flags.error === undefined) prepared = prepared.error((reports) => reports.map(hideValue));
  return prepared;
}

/** Before a message is rendered: some hold the value ("with value …"), and it may be a password. */
function hideValue(report: JoiReport | Error): JoiReport | Error {
  if (!('local' in report)) return report; // a schema may have an error of its own
  report.value = HIDDEN;
  report.local.value = HIDDEN;
  return report;
}

function isJoiError(error: unknown): error is JoiError {
  return error instanceof Error && Array.isArray(Reflect.get(error, 'details')) && Reflect.get(error, 'isJoi') === true;
}
