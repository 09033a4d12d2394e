import { DEFAULT_RECOVERY_WINDOW_MS } from '../../contract/defaults';
import { mergeEnhancers } from '../../enhancers';
import type {
  GatewayDefinition,
  GatewayRegistry,
  NamespaceDefinition,
  ServerDefinition,
} from '../../registry/definitions';
import { expectRegistry } from '../../registry/options/host-argument';
import { byName, emittedBy, eventsOf, namesOf, wordsOf } from './events';
import { isForeign } from './foreign-parser';
import { handshakeOf, parametersOfNamespace } from './handshake';
import type { ContractModel, GatewayModel, NamespaceModel, PathModel } from './model';
import { SchemaSource } from './schema-source';

const DEFAULT_TRANSPORTS = ['polling', 'websocket'];

const ERROR = {
  type: 'object',
  properties: {
    code: { type: 'integer', description: 'A status code of RFC 6455; 4000 to 4999 are of the application.' },
    reason: { description: 'Why: a text, a list of issues where the payload is invalid (1007), or any other value.' },
    event: { type: 'string', description: 'The event that failed; `connect` for a client that was not let in.' },
  },
  required: ['code', 'reason', 'event'],
};

/** Reads a registry once, for all documents. The same registry gives the same model; it is frozen, and plain JSON. @throws TypeError where it is none */
export function contractModel(registry: GatewayRegistry): ContractModel {
  expectRegistry('contractModel', registry);
  const source = new SchemaSource(registry.validation);
  const { acks, errorEvent, unknownEvents, limits } = registry.options;
  const paths = registry.servers
    .toSorted(byName(({ path }) => path))
    .map((server) => pathModel(server, registry, source));
  return deepFreeze({
    contract: 1,
    acks,
    errorEvent,
    unknownEvents,
    limits: { ...limits },
    paths,
    error: ERROR,
    definitions: source.definitions,
    notes: source.notes,
  });
}

function pathModel(
  { path, options, namespaces }: ServerDefinition,
  registry: GatewayRegistry,
  source: SchemaSource,
): PathModel {
  const { connectionStateRecovery: recovery, transports = DEFAULT_TRANSPORTS } = options;
  return {
    path,
    transports: transports.filter((each) => typeof each === 'string').toSorted(),
    addTrailingSlash: options.addTrailingSlash !== false,
    customParser: isForeign(options.parser),
    recoveryWindowMs: recovery ? (recovery.maxDisconnectionDuration ?? DEFAULT_RECOVERY_WINDOW_MS) : 0,
    namespaces: namespaces
      .toSorted(byName(({ name }) => String(name)))
      .map((namespace) => namespaceModel(namespace, registry, source)),
  };
}

function namespaceModel(
  namespace: NamespaceDefinition,
  registry: GatewayRegistry,
  source: SchemaSource,
): NamespaceModel {
  const { name, pattern, gateways, maxPendingEvents } = namespace;
  const enhancers = gateways.reduce((outer, each) => mergeEnhancers(outer, each.enhancers), registry.enhancers);
  const isText = typeof name === 'string';
  return {
    name: isText ? name : name.source,
    kind: isText ? (pattern ? 'pattern' : 'name') : 'regexp',
    parameters: parametersOfNamespace(namespace, source),
    handshake: handshakeOf(gateways, source),
    guards: namesOf(enhancers.guards),
    maxPendingEvents,
    gateways: gateways
      .toSorted(byName((each) => `${each.name} ${each.gateway.name}`))
      .map((gateway) => gatewayModel(gateway, registry, source)),
  };
}

function gatewayModel(gateway: GatewayDefinition, registry: GatewayRegistry, source: SchemaSource): GatewayModel {
  return {
    name: gateway.name,
    gateway: gateway.gateway.name,
    ...wordsOf(gateway.description),
    ordering: gateway.ordering,
    events: eventsOf(gateway, registry.enhancers, source),
    emits: emittedBy(gateway, source),
  };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
  return value;
}
