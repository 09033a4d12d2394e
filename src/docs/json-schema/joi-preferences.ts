import type { ValidationOptions } from 'joi';
import type { JsonSchema } from './types';

/** The part that is read of what `schema.describe()` of Joi gives. */
interface Described {
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly preferences?: ValidationOptions;
  readonly keys?: Readonly<Record<string, Described>>;
}

/** An object as Joi takes it with these preferences: whether unknown keys may be there, and which keys have to be. */
export function withPreferences(
  schema: JsonSchema,
  { keys = {}, flags = {} }: Described,
  preferences: ValidationOptions,
): JsonSchema {
  if (schema.type !== 'object') return schema;
  const { additionalProperties, required, ...rest } = schema;
  const isOpen = additionalProperties === false && flags.unknown === undefined && takesUnknownKeys(preferences);
  const asked = Object.entries(keys).filter(([, { flags: own, preferences: inner }]) => {
    const { presence } = { ...preferences, ...inner };
    return own?.presence === undefined && presence === 'required';
  });
  const names = [
    ...new Set([...(Array.isArray(required) ? (required as string[]) : []), ...asked.map(([name]) => name)]),
  ];
  return {
    ...rest,
    ...(names.length > 0 && { required: names.toSorted() }),
    ...(additionalProperties !== undefined && !isOpen && { additionalProperties }),
  };
}

function takesUnknownKeys({ allowUnknown, stripUnknown }: ValidationOptions): boolean {
  return (
    allowUnknown === true ||
    stripUnknown === true ||
    (typeof stripUnknown === 'object' && stripUnknown.objects === true)
  );
}
