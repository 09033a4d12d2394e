import type { HandlerDefinition, ParameterDefinition } from '../../registry/definitions';
import { Issues } from '../../validation/answer/issues';
import type { JsonSchema } from '../json-schema/types';
import type { ArgumentModel, EventModel } from './model';
import { allOf, type Member, objectOf, type SchemaSource } from './schema-source';

/** A piece of an argument that a parameter takes: all of it, or one of its keys. */
interface Piece {
  readonly index: number;
  readonly key?: string;
  readonly schema: JsonSchema;
  readonly optional: boolean;
}

/** The arguments that a handler takes, as far as its parameters say so. */
export function argumentsOf(handler: HandlerDefinition, source: SchemaSource): Pick<EventModel, 'arguments' | 'rest'> {
  const { parameters } = handler;
  if (parameters.length === 0) return { arguments: [], ...(takesRaw(handler) && { rest: {} }) };
  const pieces = parameters.flatMap((parameter) => pieceOf(parameter, handler.label, source));
  const length = Math.max(0, ...pieces.map(({ index }) => index + 1));
  const takesAll = parameters.some(({ source: from, key }) => from === 'args' && key === undefined);
  return {
    arguments: Array.from({ length }, (_, index) => argumentOf(pieces.filter((piece) => piece.index === index))),
    ...(takesAll && { rest: {} }),
  };
}

/**
 * A method without decorated parameters gets what the client sends; one that takes nothing is sent nothing. Its length
 * counts neither `...words` nor `count = 1`.
 */
function takesRaw({ gateway, method, hooks }: HandlerDefinition): boolean {
  if (hooks.length > 0) return true; // of whatever event it is
  const member: unknown = Reflect.get(gateway.prototype as object, method);
  return typeof member !== 'function' || member.length > 0 || !/^[^(]*\(\s*\)/.test(String(member));
}

function pieceOf(parameter: ParameterDefinition, label: string, source: SchemaSource): readonly Piece[] {
  const { source: from, key } = parameter;
  if (from !== 'body' && from !== 'args') return [];
  const described = {
    schema: schemaOf(parameter, `${label}, ${from}`, source, {}),
    optional: isOptional(parameter),
  };
  if (from === 'body') return [{ index: 0, ...(key !== undefined && { key: String(key) }), ...described }];
  return typeof key === 'number' ? [{ index: key, ...described }] : [];
}

function argumentOf(pieces: readonly Piece[]): ArgumentModel {
  const members = pieces.flatMap(({ key, ...piece }): Member[] => (key === undefined ? [] : [{ ...piece, name: key }]));
  const schemas = pieces.flatMap(({ key, schema }) => (key === undefined ? [schema] : []));
  if (members.length > 0) schemas.push(objectOf(members));
  return {
    schema: schemas.length > 0 ? allOf(schemas) : {},
    optional: pieces.every(({ optional }) => optional),
  };
}

/** The schema of a parameter; `otherwise` where it has none. */
export function schemaOf(
  { schema, parse, key }: ParameterDefinition,
  where: string,
  source: SchemaSource,
  otherwise: JsonSchema,
): JsonSchema {
  if (!parse) return otherwise;
  const suffix = key === undefined ? '' : ` ${String(key)}`;
  return source.schema(schema as Parameters<SchemaSource['schema']>[0], where + suffix); // it was compiled
}

/** Whether a parameter may be left out: its own schema is asked. */
export function isOptional({ parse }: ParameterDefinition): boolean {
  if (!parse) return true;
  const issues = new Issues();
  try {
    const parsed = parse(undefined, issues);
    if (parsed instanceof Promise) {
      parsed.catch(() => undefined); // nobody waits for it
      return false;
    }
  } catch {
    return false; // a function of the application that takes something for granted
  }
  return issues.list().length === 0;
}
