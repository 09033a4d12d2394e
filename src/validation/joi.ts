import type { ValidationOptions } from 'joi';
import { MAX_MISTAKES, type Mistake } from '../errors';
import { HIDDEN, redactor } from './redact';
import { compileAccepts } from './accept';
import type { Origin, Parse, Validation } from './parse';

/**
 * What is used of a Joi schema. It is described, and recognised, by its shape: an application may hold several
 * versions of Joi, and `Joi.isSchema` of one throws at a schema of another.
 */
export interface JoiSchema {
  validate(value: unknown, options?: ValidationOptions): { error?: Error | undefined; value: unknown };
  validateAsync(value: unknown, options?: ValidationOptions): Promise<unknown>;
  describe(): { flags?: object; preferences?: ValidationOptions };
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
  // What Joi takes at a call alone; nothing, as a rule, which costs nothing.
  const perCall =
    context || externals !== undefined
      ? { ...(context && { context }), ...(externals !== undefined && { externals }) }
      : undefined;
  const base = origin.key === undefined ? [] : [origin.key];

  const reject = (error: Error, value: unknown, mistakes: Mistake[]): void => {
    const redact = redactor(value);
    if (!isJoiError(error)) {
      mistakes.push({ in: origin.in, path: base, type: 'any.custom', message: redact(error.message) });
      return;
    }
    for (const { message, path, type, context } of error.details.slice(0, MAX_MISTAKES)) {
      const shown = [context?.label, context?.key, context?.limit, ...(context?.valids ?? [])];
      mistakes.push({ in: origin.in, path: [...base, ...path], type, message: redact(message, shown) });
    }
  };

  if (hasExternals(schema.describe())) {
    return async (value, mistakes) => {
      try {
        return await prepared.validateAsync(value, perCall);
      } catch (error) {
        // What an external throws by itself is not about the payload: the database may be down.
        if (!isJoiError(error)) throw error;
        reject(error, value, mistakes);
        return undefined;
      }
    };
  }
  const accepts = fast ? compileAccepts(schema, preferences) : undefined;
  return (value, mistakes) => {
    if (accepts?.(value)) return value;
    const result = prepared.validate(value, perCall);
    if (result.error) reject(result.error, value, mistakes);
    return result.value;
  };
}

/** The schema with the preferences of all; its own come first, as they do in Joi. */
function prepare(schema: JoiBuilder, origin: Origin, preferences: ValidationOptions): JoiBuilder {
  const description = schema.describe();
  const flags = new Map(Object.entries(description.flags ?? {}));
  const { messages: _merged, ...own } = description.preferences ?? {};
  let prepared = schema.prefs({ abortEarly: false, ...preferences, ...own });
  if (!flags.has('presence') && !flags.has('default')) prepared = prepared.required();
  if (!flags.has('label')) prepared = prepared.label(String(origin.key ?? origin.in));
  if (!flags.has('error')) prepared = prepared.error((reports) => reports.map(hideValue));
  return prepared;
}

/** Before a message is rendered: some hold the value ("with value …"), and it may be a password. */
function hideValue(report: JoiReport | Error): JoiReport | Error {
  if (!('local' in report)) return report; // a schema may have an error of its own
  report.value = HIDDEN;
  report.local.value = HIDDEN;
  return report;
}

/** Whether `.external()` is used anywhere in it, so that only `validateAsync` will do. */
function hasExternals(description: unknown): boolean {
  if (typeof description !== 'object' || description === null) return false;
  if (!Array.isArray(description) && Array.isArray(Reflect.get(description, 'externals'))) return true;
  return Object.values(description).some(hasExternals);
}

function isJoiError(error: unknown): error is JoiError {
  return error instanceof Error && Array.isArray(Reflect.get(error, 'details')) && Reflect.get(error, 'isJoi') === true;
}
