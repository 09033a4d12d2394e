import { inspect } from 'node:util';
import type { ValidationOptions } from 'joi';
import type { GatewayContainer, Newable } from '../container';
import { decoratedMethods, gatewayOptions, type Hook, type MethodRecord, type ParameterSource } from '../metadata';
import type { GatewayOptions } from '../options';
import { compileSchema } from '../validation/schema';
import type { GatewayDefinition, HandlerDefinition } from './definitions';
import type { Problems } from './problems';

/** Names that socket.io keeps for itself. @see https://socket.io/docs/v4/emit-cheatsheet/#reserved-events */
const RESERVED_EVENTS: readonly string[] = [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
];

/** What compiling one gateway needs besides its class. */
export interface CompileInput {
  readonly container: GatewayContainer;
  readonly validation: ValidationOptions;
  readonly problems: Problems;
}

/** A gateway and the options it was decorated with. */
export interface CompiledGateway {
  readonly definition: GatewayDefinition;
  readonly options: GatewayOptions;
}

/** Reads what the decorators recorded of a class into its definition; what is wrong with it goes to `problems`. */
export function compileGateway(
  gateway: Newable,
  { container, validation, problems }: CompileInput,
): CompiledGateway | undefined {
  const options = readOptions(gateway, container, problems);
  if (!options) return undefined;
  const definition: GatewayDefinition = Object.freeze({
    gateway,
    name: options.name ?? gateway.name.replace(/Gateway$/, '').toLowerCase(),
    path: normalisePath(options.path ?? '/socket.io', gateway.name, problems),
    namespace: normaliseNamespace(options.namespace ?? '/', gateway.name, problems),
    handlers: Object.freeze(
      decoratedMethods(gateway).flatMap((method) => compileHandler(gateway, method, validation, problems)),
    ),
  });
  return { definition, options };
}

function readOptions(gateway: Newable, container: GatewayContainer, problems: Problems): GatewayOptions | undefined {
  const source = gatewayOptions(gateway);
  try {
    const options = typeof source === 'function' ? source(container) : source;
    if (typeof options === 'object' && !(options instanceof Promise)) return options;
    problems.add(
      gateway.name,
      `its options are ${inspect(options)}; legal is an object, or a function that returns one`,
    );
  } catch (error) {
    problems.add(gateway.name, `the function that gives its options threw: ${String(error)}`);
  }
  return undefined;
}

function normalisePath(path: string, where: string, problems: Problems): string {
  const normal = `/${path.replace(/^\/|\/$/g, '')}`;
  if (normal === '/' || /[?#\s]/.test(normal)) {
    problems.add(where, `its path is '${path}'; legal is one below the root without '?' and '#', such as '/socket.io'`);
  }
  return normal;
}

function normaliseNamespace(namespace: string | RegExp, where: string, problems: Problems): string | RegExp {
  if (typeof namespace === 'string') return namespace.startsWith('/') ? namespace : `/${namespace}`;
  if (!(namespace instanceof RegExp)) {
    problems.add(where, `its namespace is ${String(namespace)}; legal are a string and a RegExp`);
  } else if (namespace.global || namespace.sticky) {
    problems.add(where, `its namespace ${String(namespace)} has the flag g or y, which makes every second match fail`);
  }
  return namespace;
}

function compileHandler(
  gateway: Newable,
  method: MethodRecord,
  validation: ValidationOptions,
  problems: Problems,
): readonly HandlerDefinition[] {
  const label = `${gateway.name}.${String(method.name)}`;
  if (method.isStatic) {
    problems.add(label, 'is static; legal are methods of instances');
    return [];
  }
  if (method.events.length === 0 && method.hooks.length === 0) {
    problems.add(label, 'has decorated parameters and handles nothing; give it @SubscribeMessage or a lifecycle hook');
    return [];
  }
  checkEvents(label, method, problems);
  checkParameters(label, method, validation, problems);
  return [
    Object.freeze({
      gateway,
      method: method.name,
      label,
      events: Object.freeze([...new Set(method.events)]),
      hooks: Object.freeze([...new Set(method.hooks)]),
      parameters: Object.freeze(method.parameters.toSorted((one, other) => one.index - other.index)),
    }),
  ];
}

function checkEvents(label: string, method: MethodRecord, problems: Problems): void {
  for (const event of method.events) {
    if (typeof event !== 'string' || event === '') {
      problems.add(label, `subscribes to ${JSON.stringify(event)}; legal are names that are not empty`);
    } else if (RESERVED_EVENTS.includes(event)) {
      problems.add(label, `subscribes to '${event}', which is reserved; use the lifecycle hooks, or another name`);
    }
  }
}

const payloadSources: readonly ParameterSource[] = ['body', 'args', 'ack'];
const hooksWithoutClient: readonly Hook[] = ['gatewayInit', 'gatewayClose'];

function checkParameters(label: string, method: MethodRecord, validation: ValidationOptions, problems: Problems): void {
  const seen = new Set<number>();
  for (const parameter of method.parameters) {
    const where = `${label}, parameter ${parameter.index}`;
    if (seen.has(parameter.index)) problems.add(where, 'is decorated twice');
    seen.add(parameter.index);
    checkHooks(where, method.hooks, parameter.source, problems);
    if (parameter.source === 'args' && parameter.key !== undefined && !isIndex(parameter.key)) {
      problems.add(where, `@WsArgs has the index ${String(parameter.key)}; legal are whole numbers from 0`);
    }
    if (!('schema' in parameter)) continue;
    try {
      compileSchema(parameter.schema, { in: parameter.source, key: parameter.key }, validation);
    } catch (error) {
      problems.add(where, error instanceof Error ? error.message : String(error));
    }
  }
}

function checkHooks(where: string, hooks: readonly Hook[], source: ParameterSource, problems: Problems): void {
  for (const hook of hooks) {
    if (hooksWithoutClient.includes(hook)) {
      problems.add(where, 'is decorated, but hooks of the gateway itself have no client; they get the GatewayHost');
    } else if (hook !== 'unknownEvent' && payloadSources.includes(source)) {
      problems.add(where, `takes the ${source} of an event, but its method is a lifecycle hook, which has none`);
    }
  }
}

function isIndex(key: unknown): boolean {
  return Number.isInteger(key) && Number(key) >= 0;
}
