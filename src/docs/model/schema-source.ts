import type { ValidationOptions } from 'joi';
import type { Schema } from '../../validation/schema';
import { describeSchema } from '../json-schema';
import { Definitions } from '../json-schema/definitions';
import type { JsonSchema } from '../json-schema/types';

/** Gives schemas as they stand in the model, and remembers what they refer to and what could not be described. */
export class SchemaSource {
  readonly #definitions = new Definitions();
  readonly #known = new Map<Schema, JsonSchema>();
  readonly #knownOpen = new Map<Schema, JsonSchema>();
  readonly #notes = new Set<string>();
  readonly #preferences: ValidationOptions;

  /** @param preferences that Joi looks at every schema with */
  constructor(preferences: ValidationOptions) {
    this.#preferences = preferences;
  }

  get definitions(): Readonly<Record<string, JsonSchema>> {
    return this.#definitions.all;
  }

  get notes(): readonly string[] {
    return [...this.#notes].toSorted();
  }

  /** @param where the place of the schema, for a note: `ChatGateway.say, body` */
  schema(schema: Schema, where: string): JsonSchema {
    return this.#describe(schema, where, this.#preferences, this.#known);
  }

  /** A schema of Joi whose objects may have keys that it does not list. */
  openSchema(schema: Schema, where: string): JsonSchema {
    return this.#describe(schema, where, { ...this.#preferences, allowUnknown: true }, this.#knownOpen);
  }

  #describe(
    schema: Schema,
    where: string,
    preferences: ValidationOptions,
    describedBefore: Map<Schema, JsonSchema>,
  ): JsonSchema {
    const known = describedBefore.get(schema);
    if (known) return known;
    const { schema: described, note } = describeSchema(schema, 'draft-07', preferences);
    if (note !== undefined) {
      this.#notes.add(`${where}: ${note}`);
      return { description: `Not described: ${note}` };
    }
    const placed = this.#definitions.add(described, where.replace(/^[^.,]*[.,] ?/, ''));
    describedBefore.set(schema, placed);
    return placed;
  }

  /** A value of the application as it would be sent; nothing where it cannot be. */
  values(values: readonly unknown[], where: string): readonly unknown[] {
    return values.flatMap((value) => {
      try {
        const text = JSON.stringify(value) as string | undefined;
        return text === undefined ? [] : [JSON.parse(text) as unknown];
      } catch (error) {
        this.#notes.add(`${where}: an example cannot be sent: ${error instanceof Error ? error.message : 'it throws'}`);
        return [];
      }
    });
  }
}

/** One schema that asks for all of them. */
export function allOf(schemas: readonly JsonSchema[]): JsonSchema {
  return combined('allOf', schemas);
}

/** One schema that any of them suffices for. */
export function anyOf(schemas: readonly JsonSchema[]): JsonSchema {
  return combined('anyOf', schemas);
}

function combined(keyword: string, schemas: readonly JsonSchema[]): JsonSchema {
  const unique = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  const [only, ...others] = unique;
  return only && others.length === 0 ? only : { [keyword]: unique };
}

/** One member of an object. */
export interface Member {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly optional: boolean;
}

/** The schema of an object of these members, and any others. */
export function objectOf(members: readonly Member[]): JsonSchema {
  const names = [...new Set(members.map(({ name }) => name))].toSorted();
  const properties = names.map((name) => [
    name,
    allOf(members.filter((member) => member.name === name).map(({ schema }) => schema)),
  ]);
  const required = names.filter((name) => members.some((member) => member.name === name && !member.optional));
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as object,
    ...(required.length > 0 && { required }),
  };
}
