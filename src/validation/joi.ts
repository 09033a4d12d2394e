import type { ValidationOptions } from 'joi';
import type { Mistake } from '../errors';
import { redactor } from './redact';
import { compileAccepts } from './accept';
import type { Origin, Parse, Validation } from './parse';

/**
 * What is used of a Joi schema. It is described, and recognised, by its shape: an application may hold several
 * versions of Joi, and `Joi.isSchema` of one throws at a schema of another.
 */
export interface JoiSchema {
  validate(value: unknown): { error?: Error | undefined; value: unknown };
  validateAsync(value: unknown): Promise<unknown>;
  describe(): { flags?: object };
}

/** The methods of a schema that make it fit for the wire; each gives a new schema. */
interface JoiBuilder extends JoiSchema {
  prefs(preferences: ValidationOptions): JoiBuilder;
  required(): JoiBuilder;
  label(name: string): JoiBuilder;
  error(rewrite: (reports: JoiReport[]) => JoiReport[]): JoiBuilder;
}

interface JoiReport extends Error {
  value: unknown;
  local: Record<string, unknown>;
}

interface JoiError extends Error {
  readonly details: readonly { message: string; path: (string | number)[]; type: string }[];
}

const HIDDEN = '[hidden]';

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
  const prepared = prepare(schema as JoiBuilder, origin, preferences); // every Joi schema has its builder's methods
  const base = origin.key === undefined ? [] : [origin.key];

  const reject = (error: Error, value: unknown, mistakes: Mistake[]): void => {
    if (!isJoiError(error)) {
      mistakes.push({ in: origin.in, path: base, type: 'any.custom', message: redactor(value)(error.message) });
      return;
    }
    for (const { message, path, type } of error.details) {
      mistakes.push({ in: origin.in, path: [...base, ...path], type, message });
    }
  };

  if (hasExternals(schema.describe())) {
    return async (value, mistakes) => {
      try {
        return await prepared.validateAsync(value);
      } catch (error) {
        // What an external throws by itself is not about the payload: the database may be down.
        if (!isJoiError(error)) throw error;
        const redact = redactor(value);
        const details = error.details.map((detail) => ({ ...detail, message: redact(detail.message) }));
        reject(Object.assign(error, { details }), value, mistakes);
        return undefined;
      }
    };
  }
  const accepts = fast ? compileAccepts(schema, preferences) : undefined;
  return (value, mistakes) => {
    if (accepts?.(value)) return value;
    const result = prepared.validate(value);
    if (result.error) reject(result.error, value, mistakes);
    return result.value;
  };
}

function prepare(schema: JoiBuilder, origin: Origin, preferences: ValidationOptions): JoiBuilder {
  const flags = new Map(Object.entries(schema.describe().flags ?? {}));
  let prepared = schema.prefs({ abortEarly: false, ...preferences });
  if (!flags.has('presence') && !flags.has('default')) prepared = prepared.required();
  if (!flags.has('label')) prepared = prepared.label(String(origin.key ?? origin.in));
  if (!flags.has('error')) prepared = prepared.error((reports) => reports.map(hideValue));
  return prepared;
}

/** Before a message is rendered: some hold the value ("with value …"), and it may be a password. */
function hideValue(report: JoiReport): JoiReport {
  const value = report.value;
  report.value = HIDDEN;
  for (const [name, local] of Object.entries(report.local)) {
    if (name === 'value' || (local === value && name !== 'label' && name !== 'key')) report.local[name] = HIDDEN;
  }
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
