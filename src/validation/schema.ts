import { isJoiSchema, type JoiSchema, parseWithJoi } from './joi';
import { refusingOverflow } from './overflow';
import type { Origin, Parse, Validation } from './parse';
import { isStandardSchema, parseWithStandardSchema, type StandardSchema } from './standard-schema';

/** A Joi schema (17 or 18), or anything that implements Standard Schema: zod, valibot, arktype, … */
export type Schema = JoiSchema | StandardSchema;

/** @throws TypeError that says what was found, where `schema` is none */
export function compileSchema(schema: unknown, origin: Origin, validation: Validation): Parse {
  if (isJoiSchema(schema)) return refusingOverflow(parseWithJoi(schema, origin, validation), origin);
  if (isStandardSchema(schema)) return refusingOverflow(parseWithStandardSchema(schema, origin), origin);
  if (schema === undefined) {
    throw new TypeError(
      'its schema is undefined, as happens when two files import each other; expected a Joi schema or a Standard Schema',
    );
  }
  throw new TypeError(`its schema is ${describe(schema)}; expected a Joi schema or a Standard Schema`);
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : String(value);
  return `an object (${Object.keys(value).join(', ') || 'empty'})`;
}
