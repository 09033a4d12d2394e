import type { Socket } from 'socket.io';
import { type Around, type GuardLike, nest } from '../around';
import type { AuthProvider } from '../auth-provider';
import type { Newable } from '../container';
import type { Environment, GatewayContext } from '../context';
import { invalidPayload, type ValidationIssue } from '../errors';
import type { GatewayDefinition, HandlerDefinition, NamespaceDefinition } from '../registry/definitions';
import { compileSchema } from '../validation/schema';
import { namespaceParameters } from './environment';
import { compileFilters, type Translate } from './filters';
import { compileGuards } from './guards';
import type { Resources } from './resources';

/** One of the things that a client has to pass before it is connected. */
export interface AdmissionStep {
  /** For whom it speaks: what the context says of gateway and handler. */
  readonly definition: Pick<HandlerDefinition, 'gateway' | 'method' | 'label'>;
  /** Throws why the client is not let in. */
  readonly check: (context: GatewayContext, visitor: Visitor) => void | Promise<void>;
  readonly translate: Translate | undefined;
}

/** A client that is not connected yet. */
export interface Visitor {
  readonly socket: Socket;
  environment: Environment;
  user: unknown;
}

/** What a client passes at connect, in order: who it is, what it brings, the global guards, those of the gateways. */
export function compileAdmission(
  { gateways, pattern }: NamespaceDefinition,
  everywhere: Around,
  authProvider: Newable<AuthProvider> | undefined,
  resources: Resources,
): readonly AdmissionStep[] {
  const steps: AdmissionStep[] = [];
  const [first] = gateways;
  if (!first) return steps;
  const add = (gateway: GatewayDefinition, around: Around, check: AdmissionStep['check']): void => {
    steps.push({ definition: speaker(gateway), check, translate: compileFilters(around.filters, resources) });
  };
  const addGuards = (gateway: GatewayDefinition, around: Around, guards: readonly GuardLike[]): void => {
    for (const check of compileGuards(guards, resources)) add(gateway, around, check);
  };

  if (pattern) add(first, everywhere, (_context, { socket }) => void namespaceParameters(socket.nsp.name, pattern));
  if (authProvider) add(first, everywhere, authentication(authProvider, resources));
  for (const gateway of gateways) {
    const check = compileHandshake(gateway, resources);
    if (check) add(gateway, nest(everywhere, gateway.enhancers), check);
  }
  addGuards(first, everywhere, everywhere.guards);
  for (const gateway of gateways) addGuards(gateway, nest(everywhere, gateway.enhancers), gateway.enhancers.guards);
  return steps;
}

/** A guard at connect runs for its gateway; the handler is the one that will greet the client, if there is one. */
function speaker({ gateway, name, handlers }: GatewayDefinition): AdmissionStep['definition'] {
  const greeting = handlers.find(({ hooks }) => hooks.includes('connected'));
  return greeting ?? { gateway, method: 'connect', label: `${gateway.name || name}, at connect` };
}

function authentication(authProvider: Newable<AuthProvider>, resources: Resources): AdmissionStep['check'] {
  const provider = resources.provider(authProvider);
  return async (context) => {
    const instance = (await provider.get()) as AuthProvider;
    const { request } = context.environment;
    // By its shape the provider takes what Express gives; the request has become one of Express' on its way in.
    context.user = await instance.getUser(request as never, request.res as never, ignoreNext as never);
  };
}

function ignoreNext(): void {
  // The handshake has gone through its middleware long ago.
}

const handshakeParts = ['auth', 'query', 'headers'] as const;
/** Every request has headers, and engine.io's own query, that no schema wants to list. */
const openParts: readonly string[] = ['query', 'headers'];

function compileHandshake({ handshake }: GatewayDefinition, resources: Resources): AdmissionStep['check'] | undefined {
  const parses = handshakeParts.flatMap((part) => {
    const schema = handshake[part];
    if (schema === undefined) return [];
    const { preferences, fast } = resources.validation;
    const validation = openParts.includes(part)
      ? { preferences: { ...preferences, allowUnknown: true }, fast }
      : resources.validation;
    return [{ part, parse: compileSchema(schema, { in: part }, validation) }];
  });
  if (parses.length === 0) return undefined;
  return async (_context, visitor) => {
    const mistakes: ValidationIssue[] = [];
    const environment = { ...visitor.environment };
    for (const { part, parse } of parses) {
      Object.assign(environment, { [part]: await parse(environment[part], mistakes) });
    }
    if (mistakes.length > 0) throw invalidPayload(mistakes);
    visitor.environment = Object.freeze(environment);
  };
}
