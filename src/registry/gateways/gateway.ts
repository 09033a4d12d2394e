import { inspect } from 'node:util';
import type { GatewayContainer, Newable } from '../../container';
import { DEFAULT_NAMESPACE, DEFAULT_PATH } from '../../contract/defaults';
import { classContracts, classEnhancers, decoratedMethods, gatewayOptions } from '../../decorators/metadata';
import type { GatewayOptions, HandshakeSchemas } from '../../options';
import { compileSchema, type Schema } from '../../validation/schema';
import { checkEnhancers } from './enhancers';
import type { CompileInput } from '../compile-input';
import { compileDescription, compileEmits, refuseReturns } from './contract';
import type { GatewayDefinition, HandshakePartDefinition } from '../definitions';
import { compileHandler, labelOf } from './handler';
import { normaliseNamespace, parametersOf } from '../names/namespace-pattern';
import type { Problems } from '../problems';
import type { Validation } from '../../validation/parse';

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
  const { name: namespace, pattern } = normaliseNamespace(
    options.namespace ?? DEFAULT_NAMESPACE,
    gateway.name,
    problems,
  );
  const enhancers = classEnhancers(gateway);
  checkEnhancers(gateway.name, enhancers, container, problems);
  checkOrdering(gateway.name, options.ordering, problems);
  const contracts = classContracts(gateway);
  refuseReturns(gateway.name, contracts, problems);
  const methods = decoratedMethods(gateway);
  const definition: GatewayDefinition = Object.freeze({
    gateway,
    name: options.name ?? gateway.name.replace(/Gateway$/, '').toLowerCase(),
    path: normalisePath(options.path ?? DEFAULT_PATH, gateway.name, problems),
    namespace,
    ordering: options.ordering ?? 'parallel',
    handshake: Object.freeze(compileHandshake(gateway.name, options.handshake ?? {}, validation, problems)),
    enhancers: Object.freeze(enhancers),
    handlers: Object.freeze(methods.flatMap((method) => compileHandler(gateway, method, parametersOf(pattern), input))),
    emits: Object.freeze([
      ...compileEmits(gateway.name, contracts, input),
      ...methods.flatMap((method) => compileEmits(labelOf(gateway, method), method.contracts, input)),
    ]),
    description: compileDescription(gateway.name, contracts, problems),
  });
  return { definition, options, pattern };
}

function readOptions(gateway: Newable, container: GatewayContainer, problems: Problems): GatewayOptions | undefined {
  const [source, ...others] = gatewayOptions(gateway);
  if (others.length > 0) {
    problems.add(
      gateway.name,
      'is decorated with @WebSocketGateway twice; expected once: a second gateway needs a class of its own',
    );
  }
  try {
    const options: unknown = typeof source === 'function' ? source(container) : source;
    if (typeof options === 'object' && options !== null && !(options instanceof Promise)) return options;
    problems.add(gateway.name, wrongOptions(options));
  } catch (error) {
    problems.add(gateway.name, `the function that gives its options threw: ${String(error)}`);
  }
  return undefined;
}

function wrongOptions(options: unknown): string {
  const found = `its options are ${inspect(options)}`;
  if (typeof options === 'string') {
    const quoted = inspect(options);
    return `${found}; expected { namespace: ${quoted} }, as in NestJS, or { path: ${quoted} }, the path of the server`;
  }
  if (typeof options === 'number') {
    return `${found}; expected an object: there are no ports here, gateways listen on the HTTP server that is attached`;
  }
  return `${found}; expected an object, or a function that returns one`;
}

function normalisePath(path: unknown, where: string, problems: Problems): string {
  const normal = typeof path === 'string' ? `/${path.replace(/^\/|\/$/g, '')}` : '/';
  const inUrl = new URL(normal, 'http://localhost').pathname;
  if (normal === '/' || /[?#\s]/.test(normal)) {
    problems.add(
      where,
      `its path is ${inspect(path)}; expected one below the root without '?' and '#', such as '/socket.io'`,
    );
  } else if (inUrl !== normal) {
    problems.add(where, `its path is ${inspect(path)}, which no request has; expected it as in a URL: '${inUrl}'`);
  }
  return normal;
}

function checkOrdering(where: string, ordering: unknown, problems: Problems): void {
  if (ordering !== undefined && ordering !== 'parallel' && ordering !== 'serial') {
    problems.add(where, `its ordering is ${inspect(ordering)}; expected 'parallel' or 'serial'`);
  }
}

const handshakeParts = ['auth', 'query', 'headers'] as const;
/** Every request has headers, and engine.io's own query, that no schema wants to list. */
const openParts: readonly string[] = ['query', 'headers'];

function compileHandshake(
  where: string,
  handshake: HandshakeSchemas,
  validation: Validation,
  problems: Problems,
): readonly HandshakePartDefinition[] {
  for (const part of Object.keys(handshake)) {
    if (!(handshakeParts as readonly string[]).includes(part)) {
      problems.add(where, `its handshake has a schema for '${part}'; expected ${handshakeParts.join(', ')}`);
    }
  }
  return handshakeParts.flatMap((part) => {
    if (!Object.hasOwn(handshake, part)) return [];
    const schema = handshake[part] as Schema; // one that is `undefined`, as an import cycle makes it, is a problem
    const open = openParts.includes(part) ? { allowUnknown: true } : {};
    const preferences = { ...validation.preferences, ...open };
    try {
      const parse = compileSchema(schema, { in: part }, { ...validation, preferences });
      return [Object.freeze({ part, schema, parse })];
    } catch (error) {
      problems.add(`${where}, handshake.${part}`, error instanceof Error ? error.message : String(error));
      return [];
    }
  });
}
