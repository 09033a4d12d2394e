import { isDeepStrictEqual } from 'node:util';
import type { ServerOptions } from 'socket.io';
import type { Newable } from '../container';
import { DEFAULT_MAX_PENDING_EVENTS } from '../contract/defaults';
import { decoratorOf, isClientHook, isUserHook } from '../contract/hooks';
import { noEnhancers } from '../enhancers';
import type { AttachOptions } from '../options';
import type { GatewayDefinition, GatewayRegistry, NamespaceDefinition, ServerDefinition } from './definitions';
import { checkEnhancers } from './gateways/enhancers';
import type { CompileInput } from './compile-input';
import { compileGateway, type CompiledGateway } from './gateways/gateway';
import { compileLimits } from './options/limits';
import { shapeOf } from './names/namespace-pattern';
import { checkGatewayOptionNames, serverOptions } from './options/option-names';
import { compileServerSource, type ServerOptionsOf } from './options/server-source';

/**
 * Compiles gateways to frozen definitions, grouped as they run: paths, their namespaces, their gateways.
 * Problems, of one gateway or of several together, go to `input.problems`.
 */
export function compileRegistry(
  classes: readonly Newable[],
  options: AttachOptions,
  input: CompileInput,
): GatewayRegistry {
  const { guards = [], interceptors = [], filters = [] } = options;
  const enhancers = Object.freeze({ ...noEnhancers, guards, interceptors, filters });
  checkEnhancers('options of attachGateways', enhancers, input.container, input.problems);
  const serverOf = compileServerSource(options.server, input.problems);
  const gateways = classes.flatMap((gateway) => compileGateway(gateway, input) ?? []);
  for (const { definition, options: own } of gateways) {
    checkGatewayOptionNames(definition.gateway.name, own, serverOf(definition.path), input.problems);
  }
  const byPath = groupBy(gateways, ({ definition }) => definition.path);
  return Object.freeze({
    gateways: Object.freeze(gateways.map(({ definition }) => definition)),
    enhancers,
    servers: Object.freeze(
      [...byPath].map(([path, members]) => compileServer(path, members, serverOf, options, input)),
    ),
    options: Object.freeze({
      acks: options.acks ?? 'value',
      errorEvent: options.errorEvent ?? 'always',
      unknownEvents: options.unknownEvents ?? 'reject',
      limits: compileLimits(options.limits, input.problems),
    }),
    validation: Object.freeze({ ...input.validation.preferences }),
  });
}

function compileServer(
  path: string,
  members: readonly CompiledGateway[],
  serverOf: ServerOptionsOf,
  { guards = [], authProvider }: AttachOptions,
  input: CompileInput,
): ServerDefinition {
  const byNamespace = groupBy(members, ({ definition: { namespace } }) => `${typeof namespace} ${String(namespace)}`);
  const namespaces = [...byNamespace.values()].map((group) => compileNamespace(path, group, input));
  checkShapes(path, namespaces, input);
  const serverOptions = { ...serverOf(path), ...mergeServerOptions(path, members, input), path };
  if (serverOptions.connectionStateRecovery) for (const { definition } of members) checkAuthKeys(definition, input);
  const isGuarded =
    guards.length > 0 ||
    authProvider !== undefined ||
    members.some(({ definition }) => definition.enhancers.guards.length > 0 || definition.handshake.length > 0);
  return Object.freeze({
    path,
    options: Object.freeze(guardRecovery(serverOptions, isGuarded)),
    namespaces: Object.freeze(namespaces),
  });
}

/** socket.io's client adds them to `auth` when it comes back, and nobody but socket.io gets to see them. */
const SESSION_KEYS: readonly unknown[] = ['pid', 'offset'];

function checkAuthKeys({ handlers }: GatewayDefinition, { problems }: CompileInput): void {
  for (const { label, parameters } of handlers) {
    for (const { source, key, index } of parameters) {
      if (source !== 'auth' || !SESSION_KEYS.includes(key)) continue;
      problems.add(
        `${label}, parameter ${index}`,
        `@WsAuth names '${String(key)}', which is socket.io's own where connectionStateRecovery is on; expected another name`,
      );
    }
  }
}

/** socket.io lets a recovered session in without any middleware, unless it is told not to. */
function guardRecovery(options: Partial<ServerOptions>, isGuarded: boolean): Partial<ServerOptions> {
  const { connectionStateRecovery } = options;
  if (!connectionStateRecovery || !isGuarded) return options;
  return { ...options, connectionStateRecovery: { ...connectionStateRecovery, skipMiddlewares: false } };
}

/** Of two patterns that match the same names, the second would never be asked. */
function checkShapes(path: string, namespaces: readonly NamespaceDefinition[], { problems }: CompileInput): void {
  const shapes = new Map<string, NamespaceDefinition>();
  for (const namespace of namespaces) {
    if (!namespace.pattern) continue;
    const shape = shapeOf(namespace.pattern);
    const earlier = shapes.get(shape);
    if (earlier) {
      const [one, other] = [earlier, namespace].map(({ name, gateways }) => `${String(name)} of ${namesOf(gateways)}`);
      problems.add(path, `the namespaces ${one} and ${other} match the same names; expected one spelling for both`);
    } else shapes.set(shape, namespace);
  }
}

/** A server has one set of options, so gateways that share it may complete each other and must not contradict. */
function mergeServerOptions(
  path: string,
  members: readonly CompiledGateway[],
  { problems }: CompileInput,
): Partial<ServerOptions> {
  const merged = new Map<string, { value: unknown; by: string }>();
  for (const { definition, options } of members) {
    for (const [option, value] of Object.entries(serverOptions(options))) {
      const earlier = merged.get(option);
      if (earlier && !isDeepStrictEqual(earlier.value, value)) {
        problems.add(
          definition.gateway.name,
          `gives the path '${path}' another '${option}' than ${earlier.by} does; expected the same value, or none, or ` +
            'another path, as gateways of one path share one server',
        );
      } else {
        merged.set(option, { value, by: definition.gateway.name });
      }
    }
  }
  return Object.fromEntries([...merged].map(([option, { value }]) => [option, value]));
}

function compileNamespace(path: string, group: readonly CompiledGateway[], input: CompileInput): NamespaceDefinition {
  const gateways = group.map(({ definition }) => definition);
  const [
    {
      pattern,
      definition: { namespace },
    },
  ] = group as readonly [CompiledGateway]; // a group has at least one
  checkHandledOnce(`${path}, namespace ${String(namespace)}`, gateways, input);
  const serverEvents = gateways
    .flatMap(({ handlers }) => handlers)
    .filter((handler) => handler.serverEvents.length > 0);
  for (const { label } of pattern ? serverEvents : []) {
    input.problems.add(
      label,
      `has @OnServerEvent in the pattern namespace ${String(namespace)}; expected a fixed name`,
    );
  }
  const limits = group.flatMap(({ options: { maxPendingEvents } }) =>
    maxPendingEvents === undefined ? [] : [maxPendingEvents],
  );
  for (const limit of limits) {
    if (limit !== limits[0] || typeof limit !== 'number' || !(limit >= 0)) {
      input.problems.add(
        `${path}, namespace ${String(namespace)}`,
        `its gateways say maxPendingEvents ${limits.map(String).join(' and ')}; expected one number from 0`,
      );
      break;
    }
  }
  return Object.freeze({
    name: namespace,
    pattern,
    gateways: Object.freeze(gateways),
    maxPendingEvents: limits[0] ?? DEFAULT_MAX_PENDING_EVENTS,
  });
}

function namesOf(gateways: NamespaceDefinition['gateways']): string {
  return gateways.map(({ gateway }) => gateway.name).join(', ');
}

/** A client's event, and the coming and going of a client or a user, belong to one method; hooks of the gateway itself to one each. */
function checkHandledOnce(where: string, gateways: NamespaceDefinition['gateways'], { problems }: CompileInput): void {
  const owners = new Map<string, string>();
  for (const gateway of gateways) {
    for (const { label, events, hooks, serverEvents } of gateway.handlers) {
      const handled = [
        ...events.map((event) => [`event '${event}'`, `the event '${event}'`] as const),
        ...serverEvents.map((event) => [`server event '${event}'`, `the server event '${event}'`] as const),
        ...hooks.map((hook) => {
          return [
            isClientHook(hook) || isUserHook(hook) ? hook : `${gateway.gateway.name} ${hook}`,
            decoratorOf(hook),
          ] as const;
        }),
      ];
      for (const [key, what] of handled) {
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, label);
        else problems.add(label, `handles ${what}, and so does ${owner} (${where}); expected one method for each`);
      }
    }
  }
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
