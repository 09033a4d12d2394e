import type { AuthProvider } from '../../contract/auth-provider';
import type { Settings } from '../../contract/settings';
import type { GatewayContext } from '../../context';
import type { Newable } from '../../container';
import { type Enhancers, type GuardLike, mergeEnhancers } from '../../enhancers';
import type { GatewayDefinition, HandlerDefinition, NamespaceDefinition } from '../../registry/definitions';
import { Issues } from '../../validation/answer/issues';
import type { HandlerInput } from '../handler/compile';
import { type ApplyFilters, compileFilters } from '../handler/filters';
import { compileGuards } from '../handler/guards';
import type { Instances } from '../handler/instances';
import { limitStep, type Step } from '../handler/step';
import type { Peer } from './peer';

/** One of the checks that a client has to pass before it is connected. */
export interface ConnectCheck {
  /** The gateway and the handler that the context of the check names. */
  readonly target: Pick<HandlerDefinition, 'gateway' | 'method' | 'label'>;
  readonly step: Step;
  /** The time that all checks of its gateway have together, in milliseconds. */
  readonly timeoutMs: number | undefined;
  /** Throws why the client is refused. */
  readonly check: (context: GatewayContext, peer: Peer) => void | Promise<void>;
  readonly applyFilters: ApplyFilters | undefined;
}

const HANDSHAKE: Step = { name: 'validation', by: 'handshake' };

/** In order: rate limits of the gateways, AuthProvider, handshake schemas, global guards, guards of the gateways. */
export function compileConnectChecks(
  { gateways }: NamespaceDefinition,
  { globalEnhancers, instances, rateLimits }: HandlerInput,
  { limits }: Settings,
  authProvider: Newable<AuthProvider> | undefined,
): readonly ConnectCheck[] {
  const checks: ConnectCheck[] = [];
  const [first] = gateways;
  if (!first) return checks;
  const add = (
    gateway: GatewayDefinition,
    { filters, timeoutMs }: Enhancers,
    step: Step,
    check: ConnectCheck['check'],
  ): void => {
    const applyFilters = compileFilters(filters, instances);
    checks.push({ target: contextTarget(gateway), step, timeoutMs, check, applyFilters });
  };
  const addGuards = (gateway: GatewayDefinition, enhancers: Enhancers, guards: readonly GuardLike[]): void => {
    for (const { step, check } of compileGuards(guards, instances)) add(gateway, enhancers, step, check);
  };

  for (const gateway of gateways) {
    const enhancers = mergeEnhancers(globalEnhancers, gateway.enhancers);
    for (const limit of enhancers.rateLimits) {
      const { atConnect } = rateLimits.compile(limit, contextTarget(gateway).label);
      add(gateway, enhancers, limitStep('@RateLimit'), atConnect);
    }
  }
  if (authProvider) {
    const step: Step = { name: 'guards', by: authProvider.name };
    add(first, globalEnhancers, step, authentication(authProvider, instances));
  }
  for (const gateway of gateways) {
    if (gateway.handshake.length === 0) continue;
    const enhancers = mergeEnhancers(globalEnhancers, gateway.enhancers);
    add(gateway, enhancers, HANDSHAKE, handshakeCheck(gateway, limits.maxIssuesBytes));
  }
  addGuards(first, globalEnhancers, globalEnhancers.guards);
  for (const gateway of gateways) {
    addGuards(gateway, mergeEnhancers(globalEnhancers, gateway.enhancers), gateway.enhancers.guards);
  }
  return checks;
}

/** The context of a check names the `@OnConnected` that the client would meet next, where there is one. */
function contextTarget({ gateway, name, handlers }: GatewayDefinition): ConnectCheck['target'] {
  const greeting = handlers.find(({ hooks }) => hooks.includes('connected'));
  return greeting ?? { gateway, method: 'connect', label: `${gateway.name || name}, at connect` };
}

function authentication(authProvider: Newable<AuthProvider>, instances: Instances): ConnectCheck['check'] {
  const resolver = instances.of(authProvider);
  return async (context) => {
    const instance = (await resolver.get()) as AuthProvider;
    const { request } = context.environment;
    // The provider takes a request and a response of Express; the handshake has made this one such a request.
    context.user = await instance.getUser(request as never, request.res as never, ignoreNext as never);
  };
}

function ignoreNext(): void {
  // The middleware of the handshake has run before.
}

/** Replaces what the client brought by what the schemas make of it. */
function handshakeCheck({ handshake }: GatewayDefinition, maxIssuesBytes: number): ConnectCheck['check'] {
  return async (_context, peer) => {
    const issues = new Issues(maxIssuesBytes);
    const environment = { ...peer.environment };
    for (const { part, parse } of handshake) {
      Object.assign(environment, { [part]: await parse(environment[part], issues) });
    }
    issues.throwIfAny();
    peer.environment = Object.freeze(environment);
  };
}
