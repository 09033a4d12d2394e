import { isJsonSchema, type JsonSchema } from '../json-schema/types';
import type { HandshakeModel, NamespaceModel, ParameterModel } from '../model/model';
import { wordsOf } from './messages';
import { placed } from './schemas';

/**
 * A namespace as a channel.
 *
 * @param servers keys of the servers that it is at
 */
export function channelOf(namespace: NamespaceModel, servers: readonly string[], messages: JsonSchema): JsonSchema {
  const { name, kind, gateways, parameters, guards, handshake, maxPendingEvents } = namespace;
  const descriptions = gateways.map((each) => wordsOf(each));
  const isRegExp = kind === 'regexp';
  const bindings = bindingsOf(handshake);
  return {
    address: isRegExp ? null : addressOf(namespace),
    title: gateways.map((each) => each.name).join(', '),
    ...joined(descriptions, 'summary'),
    ...joined(descriptions, 'description'),
    ...tagsOf(gateways.flatMap(({ tags }) => tags ?? [])),
    servers: servers.map((server) => ({ $ref: `#/servers/${server}` })),
    ...(!isRegExp && parameters.length > 0 && { parameters: parametersOf(parameters) }),
    messages,
    ...(bindings && { bindings: { ws: bindings } }),
    'x-namespace': isRegExp ? { pattern: name, parameters: parameters.map((each) => each.name) } : name,
    'x-gateways': gateways.map(({ gateway, ordering }) => ({ gateway, ordering })),
    ...(handshake.auth && { 'x-handshake': { auth: placed(handshake.auth) } }),
    ...(guards.length > 0 && { 'x-guards': guards }),
    'x-max-pending-events': maxPendingEvents,
  };
}

/** With braces around parameters, and around nothing else. */
function addressOf({ name, kind }: NamespaceModel): string {
  const segments = name.replaceAll('{', '%7B').replaceAll('}', '%7D').split('/');
  if (kind === 'name') return segments.join('/');
  return segments.map((each) => (each.startsWith(':') ? `{${each.slice(1)}}` : each)).join('/');
}

function joined(descriptions: readonly JsonSchema[], field: string): JsonSchema {
  const texts = descriptions.flatMap((each) => (typeof each[field] === 'string' ? [each[field]] : []));
  return texts.length > 0 ? { [field]: texts.join(field === 'summary' ? '; ' : '\n\n') } : {};
}

function tagsOf(tags: readonly string[]): JsonSchema {
  return tags.length > 0 ? wordsOf({ tags }) : {};
}

/** A parameter is a text for AsyncAPI, whatever the schema makes of it. */
function parametersOf(parameters: readonly ParameterModel[]): JsonSchema {
  return Object.fromEntries(
    parameters.map(({ name, schema }) => {
      const { description, enum: allowed, examples } = schema;
      const texts = (values: unknown): readonly string[] | undefined =>
        Array.isArray(values) ? values.map((value: unknown) => String(value)) : undefined;
      return [
        name,
        {
          ...(typeof description === 'string' && { description }),
          ...(texts(allowed) && { enum: texts(allowed) }),
          ...(texts(examples) && { examples: texts(examples) }),
          'x-schema': placed(schema),
        },
      ];
    }),
  );
}

/** Query and headers have a place in AsyncAPI: the handshake of WebSockets. `auth` is socket.io's own. */
function bindingsOf({ query, headers }: HandshakeModel): JsonSchema | undefined {
  if (!query && !headers) return undefined;
  return {
    ...(query && { query: asObject(placed(query)) }),
    ...(headers && { headers: asObject(placed(headers)) }),
    bindingVersion: '0.1.0',
  };
}

function asObject(schema: JsonSchema): JsonSchema {
  const isObject = schema.type === 'object' && isJsonSchema(schema.properties);
  return isObject ? schema : { type: 'object', properties: {}, allOf: [schema] };
}

/** For `x-handshake`. */
export function handshakeParts(handshake: HandshakeModel): JsonSchema {
  return Object.fromEntries(Object.entries(handshake).map(([part, schema]) => [part, placed(schema as JsonSchema)]));
}
