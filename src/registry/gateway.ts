import { inspect } from 'node:util';
import type { GatewayContainer, Newable } from '../container';
import { classAround, decoratedMethods, gatewayOptions } from '../metadata';
import type { GatewayOptions, HandshakeSchemas } from '../options';
import { compileSchema } from '../validation/schema';
import { checkAround } from './around';
import type { CompileInput } from './compile-input';
import type { GatewayDefinition } from './definitions';
import { compileHandler } from './handler';
import { normaliseNamespace, parametersOf } from './namespaces';
import type { Problems } from './problems';
import type { Validation } from '../validation/parse';

/** A gateway and the options it was decorated with. */
export interface CompiledGateway {
  readonly definition: GatewayDefinition;
  readonly options: GatewayOptions;
  readonly pattern: RegExp | undefined;
}

/** Reads what the decorators recorded of a class into its definition; what is wrong with it goes to `problems`. */
export function compileGateway(gateway: Newable, input: CompileInput): CompiledGateway | undefined {
  const { container, validation, problems } = input;
  const options = readOptions(gateway, container, problems);
  if (!options) return undefined;
  const { name: namespace, pattern } = normaliseNamespace(options.namespace ?? '/', gateway.name, problems);
  const around = classAround(gateway);
  checkAround(gateway.name, around, container, problems);
  checkOrdering(gateway.name, options.ordering, problems);
  checkHandshake(gateway.name, options.handshake ?? {}, validation, problems);
  const definition: GatewayDefinition = Object.freeze({
    gateway,
    name: options.name ?? gateway.name.replace(/Gateway$/, '').toLowerCase(),
    path: normalisePath(options.path ?? '/socket.io', gateway.name, problems),
    namespace,
    ordering: options.ordering ?? 'parallel',
    handshake: Object.freeze({ ...options.handshake }),
    enhancers: Object.freeze(around),
    handlers: Object.freeze(
      decoratedMethods(gateway).flatMap((method) => compileHandler(gateway, method, parametersOf(pattern), input)),
    ),
  });
  return { definition, options, pattern };
}

function readOptions(gateway: Newable, container: GatewayContainer, problems: Problems): GatewayOptions | undefined {
  const source = gatewayOptions(gateway);
  try {
    const options: unknown = typeof source === 'function' ? source(container) : source;
    if (typeof options === 'object' && options !== null && !(options instanceof Promise)) return options;
    problems.add(
      gateway.name,
      `its options are ${inspect(options)}; expected an object, or a function that returns one`,
    );
  } catch (error) {
    problems.add(gateway.name, `the function that gives its options threw: ${String(error)}`);
  }
  return undefined;
}

function normalisePath(path: unknown, where: string, problems: Problems): string {
  const normal = typeof path === 'string' ? `/${path.replace(/^\/|\/$/g, '')}` : '/';
  if (normal === '/' || /[?#\s]/.test(normal)) {
    problems.add(
      where,
      `its path is ${inspect(path)}; expected one below the root without '?' and '#', such as '/socket.io'`,
    );
  }
  return normal;
}

function checkOrdering(where: string, ordering: unknown, problems: Problems): void {
  if (ordering !== undefined && ordering !== 'parallel' && ordering !== 'serial') {
    problems.add(where, `its ordering is ${inspect(ordering)}; expected 'parallel' and 'serial'`);
  }
}

const handshakeParts: readonly string[] = ['auth', 'query', 'headers'];

function checkHandshake(where: string, handshake: HandshakeSchemas, validation: Validation, problems: Problems): void {
  for (const [part, schema] of Object.entries(handshake)) {
    if (!handshakeParts.includes(part)) {
      problems.add(where, `its handshake has a schema for '${part}'; expected ${handshakeParts.join(', ')}`);
    }
    try {
      compileSchema(schema, { in: part }, validation);
    } catch (error) {
      problems.add(`${where}, handshake.${part}`, error instanceof Error ? error.message : String(error));
    }
  }
}
