import { mapSubschemas } from '../json-schema/subschemas';
import type { JsonSchema } from '../json-schema/types';
import type { ArgumentModel, ContractModel, EventModel } from '../model/model';

/** A schema of the model for its place in the document: definitions are among its components. */
export function placed(schema: JsonSchema): JsonSchema {
  const { $ref, ...rest } = mapSubschemas(schema, placed);
  return typeof $ref === 'string' ? { ...rest, $ref: $ref.replace('#/definitions/', '#/components/schemas/') } : rest;
}

export function componentSchemas({ definitions }: ContractModel): JsonSchema {
  return Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, placed(schema)]));
}

/** How a payload stands for the arguments of an event, for `x-arguments`. */
export type ArgumentsAs = 'none' | 'payload' | 'list';

/** The payload of a message: the one argument of the event, or a list of them all. */
export function payloadOf({ arguments: given, rest }: Pick<EventModel, 'arguments' | 'rest'>): {
  readonly as: ArgumentsAs;
  readonly schema?: JsonSchema;
} {
  const [only, ...others] = given;
  if (rest === undefined && others.length === 0) {
    return only ? { as: 'payload', schema: placed(only.schema) } : { as: 'none' };
  }
  return { as: 'list', schema: tuple(given, rest) };
}

/** A list of fixed places, as draft-07 has it. */
export function tuple(items: readonly ArgumentModel[], rest?: JsonSchema): JsonSchema {
  const required = items.findLastIndex(({ optional }) => !optional) + 1;
  return {
    type: 'array',
    ...(items.length > 0 && { items: items.map(({ schema }) => placed(schema)) }),
    ...(items.length > 0 && { additionalItems: rest ? placed(rest) : false }),
    ...(required > 0 && { minItems: required }),
  };
}
