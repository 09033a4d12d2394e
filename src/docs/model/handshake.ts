import type { GatewayDefinition, HandlerDefinition, NamespaceDefinition } from '../../registry/definitions';
import { parametersOf } from '../../registry/names/namespace-pattern';
import type { JsonSchema } from '../json-schema/types';
import { isOptional, schemaOf } from './arguments';
import type { HandshakeModel, ParameterModel } from './model';
import { allOf, type Member, objectOf, type SchemaSource } from './schema-source';

const TEXT: JsonSchema = { type: 'string' };
const parts = ['auth', 'query', 'headers'] as const;
/** The decorators' names of the parts. */
const sources = { auth: 'auth', query: 'query', headers: 'header' } as const;

/** What every client of a namespace has to bring: what all of its gateways ask for. */
export function handshakeOf(gateways: readonly GatewayDefinition[], source: SchemaSource): HandshakeModel {
  return byPart((part) =>
    gateways.flatMap(({ gateway, handshake }) =>
      handshake
        .filter((each) => each.part === part)
        .map(({ schema }) => {
          const where = `${gateway.name}, handshake ${part}`;
          // Every request has headers, and a query of engine.io, that no schema lists.
          return part === 'auth' ? source.schema(schema, where) : source.openSchema(schema, where);
        }),
    ),
  );
}

/** What the parameters of a handler take from the handshake. */
export function handshakeOfHandler({ label, parameters }: HandlerDefinition, source: SchemaSource): HandshakeModel {
  return byPart((part) => {
    const taken = parameters.filter((parameter) => parameter.source === sources[part]);
    const described = taken.map((parameter) => ({
      key: parameter.key,
      schema: schemaOf(parameter, `${label}, ${part}`, source, part === 'auth' ? {} : TEXT),
      optional: isOptional(parameter),
    }));
    const members = described.flatMap(({ key, ...member }): Member[] =>
      key === undefined ? [] : [{ ...member, name: String(key) }],
    );
    const whole = described.flatMap(({ key, schema }) => (key === undefined ? [schema] : []));
    return members.length > 0 ? [...whole, objectOf(members)] : whole;
  });
}

function byPart(schemasOf: (part: keyof HandshakeModel) => readonly JsonSchema[]): HandshakeModel {
  const found = parts.map((part) => [part, schemasOf(part)] as const).filter(([, schemas]) => schemas.length > 0);
  return Object.fromEntries(found.map(([part, schemas]) => [part, allOf(schemas)]));
}

/** The parameters of a pattern, with the schemas that handlers have for them. */
export function parametersOfNamespace(
  { pattern, gateways }: NamespaceDefinition,
  source: SchemaSource,
): readonly ParameterModel[] {
  const handlers = gateways.flatMap((each) => each.handlers);
  return parametersOf(pattern).map((name) => {
    const schemas = handlers.flatMap(({ label, parameters }) =>
      parameters
        .filter((each) => each.source === 'param' && each.key === name && each.parse)
        .map((each) => schemaOf(each, `${label}, param`, source, TEXT)),
    );
    return { name, schema: schemas.length > 0 ? allOf(schemas) : TEXT };
  });
}
