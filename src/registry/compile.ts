import { isDeepStrictEqual } from 'node:util';
import type { ServerOptions } from 'socket.io';
import type { Newable } from '../container';
import type { GatewayOptions } from '../options';
import type { GatewayRegistry, NamespaceDefinition, ServerDefinition } from './definitions';
import { compileGateway, type CompiledGateway, type CompileInput } from './gateway';

const DEFAULT_MAX_PENDING_EVENTS = 100;

/**
 * Compiles gateways to frozen definitions, grouped as they run: paths, their namespaces, their gateways.
 * What is wrong with them, each or together, goes to `input.problems`.
 *
 * @param base socket.io's options for every path
 */
export function compileRegistry(
  classes: readonly Newable[],
  base: Partial<ServerOptions>,
  input: CompileInput,
): GatewayRegistry {
  const gateways = classes.flatMap((gateway) => compileGateway(gateway, input) ?? []);
  const byPath = groupBy(gateways, ({ definition }) => definition.path);
  return Object.freeze({
    gateways: Object.freeze(gateways.map(({ definition }) => definition)),
    servers: Object.freeze([...byPath].map(([path, members]) => compileServer(path, members, base, input))),
  });
}

function compileServer(
  path: string,
  members: readonly CompiledGateway[],
  base: Partial<ServerOptions>,
  input: CompileInput,
): ServerDefinition {
  const byNamespace = groupBy(members, ({ definition }) => String(definition.namespace));
  return Object.freeze({
    path,
    options: Object.freeze({ ...base, ...mergeServerOptions(path, members, input), path }),
    namespaces: Object.freeze([...byNamespace.values()].map((group) => compileNamespace(path, group, input))),
  });
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
          `gives the path '${path}' another '${option}' than ${earlier.by} does; gateways of one path share one ` +
            'server: give it the same value, or leave it to one of them, or choose another path',
        );
      } else {
        merged.set(option, { value, by: definition.gateway.name });
      }
    }
  }
  return Object.fromEntries([...merged].map(([option, { value }]) => [option, value]));
}

/** The options of a gateway without those that are its own and not the server's. */
function serverOptions(options: GatewayOptions): Partial<ServerOptions> {
  const { path: _path, namespace: _namespace, name: _name, maxPendingEvents: _max, ...server } = options;
  return server;
}

function compileNamespace(path: string, group: readonly CompiledGateway[], input: CompileInput): NamespaceDefinition {
  const gateways = group.map(({ definition }) => definition);
  const [{ namespace }] = gateways as [(typeof gateways)[0]]; // a group has at least one member
  checkHandledOnce(`${path}, namespace ${String(namespace)}`, gateways, input);
  const limits = group.flatMap(({ options }) => options.maxPendingEvents ?? []);
  for (const limit of limits) {
    if (limit !== limits[0] || !(limit >= 0)) {
      input.problems.add(
        `${path}, namespace ${String(namespace)}`,
        `its gateways say maxPendingEvents ${limits.join(' and ')}; legal is one number from 0`,
      );
      break;
    }
  }
  return Object.freeze({
    name: namespace,
    gateways: Object.freeze(gateways),
    maxPendingEvents: limits[0] ?? DEFAULT_MAX_PENDING_EVENTS,
  });
}

/** A client's event, and a client's coming and going, belong to one method; hooks of the gateway itself to one each. */
function checkHandledOnce(where: string, gateways: NamespaceDefinition['gateways'], { problems }: CompileInput): void {
  const owners = new Map<string, string>();
  for (const gateway of gateways) {
    for (const { label, events, hooks } of gateway.handlers) {
      const handled = [
        ...events.map((event) => [`event '${event}'`, `the event '${event}'`] as const),
        ...hooks.map((hook) => {
          const decorator = `@On${hook.charAt(0).toUpperCase()}${hook.slice(1)}`;
          return [hook.startsWith('gateway') ? `${gateway.gateway.name} ${hook}` : hook, decorator] as const;
        }),
      ];
      for (const [key, what] of handled) {
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, label);
        else problems.add(label, `handles ${what}, and so does ${owner} (${where}); legal is one method for each`);
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
