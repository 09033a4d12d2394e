import type { GatewayContainer } from '../../container';
import type { HandlerPhase } from '../../contract/hooks';
import type { Settings } from '../../contract/settings';
import { type Enhancers, mergeEnhancers, noEnhancers } from '../../enhancers';
import type { GatewayDefinition, HandlerDefinition } from '../../registry/definitions';
import { type AnswerCheck, compileAnswerCheck } from '../reply/outgoing';
import { compileArguments, type ResolveArguments } from './arguments';
import { type ApplyFilters, compileFilters } from './filters';
import { compileGuards } from './guards';
import type { Instances } from './instances';
import { compileInterceptors, type Invoke } from './interceptors';
import { checkedMethod } from './method-call';
import type { Precondition } from './precondition';
import { type BeginRequest, IdempotentRequests } from '../idempotency/requests';
import { RateLimits } from './rate-limit';
import { limitStep } from './step';

/** A handler, ready to run: everything about it that can be decided before an event comes. */
export interface RunnableHandler {
  readonly definition: HandlerDefinition;
  /** That of its class: to read it there takes longer. */
  readonly gatewayName: string;
  /** It took the acknowledgement with `@WsAck()`. */
  readonly answersItself: boolean;
  /** One event of a client at a time. */
  readonly isSerial: boolean;
  /** Rate limits, then guards. */
  readonly preconditions: readonly Precondition[];
  readonly resolveArguments: ResolveArguments;
  /** Of a method with `@Idempotent`: asks whether a request that carries an id was answered before. */
  readonly beginRequest: BeginRequest | undefined;
  /** Runs the interceptors around the method. */
  readonly invoke: Invoke;
  readonly applyFilters: ApplyFilters | undefined;
  readonly timeoutMs: number | undefined;
  /** Looks at its answers; absent where none is declared, or nothing is to be checked. */
  readonly checkAnswer: AnswerCheck | undefined;
}

/** What an `@Idempotent` method answers is what it returns, and is kept. */
const NO_ACKNOWLEDGEMENT = { ack: undefined };

const RATE_LIMIT = limitStep('@RateLimit');

/** The input of compiling handlers, the same for all handlers of a host. */
export interface HandlerInput {
  readonly globalEnhancers: Enhancers;
  readonly instances: Instances;
  readonly rateLimits: RateLimits;
  readonly requests: IdempotentRequests;
}

export function handlerInput(
  globalEnhancers: Enhancers,
  instances: Instances,
  container: GatewayContainer,
): HandlerInput {
  const [rateLimits, requests] = [new RateLimits(container), new IdempotentRequests(container)];
  return { globalEnhancers, instances, rateLimits, requests };
}

export function compileHandler(
  definition: HandlerDefinition,
  gateway: GatewayDefinition,
  phase: HandlerPhase,
  { globalEnhancers, instances, rateLimits, requests }: HandlerInput,
  settings: Settings,
): RunnableHandler {
  const ofGateway = mergeEnhancers(globalEnhancers, gateway.enhancers);
  const enhancers = enhancersIn(phase, ofGateway, definition.enhancers);
  const limits = enhancers.rateLimits.map((limit) => ({
    step: RATE_LIMIT,
    check: rateLimits.compile(limit, definition.label).onEvent,
  }));
  const { idempotent } = phase === 'event' ? enhancers : noEnhancers;
  const resolve = compileArguments(definition.parameters, settings.limits.maxIssuesBytes);
  return Object.freeze({
    definition,
    gatewayName: definition.gateway.name,
    answersItself: definition.parameters.some(({ source }) => source === 'ack'),
    isSerial: gateway.ordering === 'serial',
    preconditions: [...limits, ...compileGuards(enhancers.guards, instances)],
    resolveArguments: idempotent ? (context) => resolve(context, NO_ACKNOWLEDGEMENT) : resolve,
    beginRequest: idempotent && requests.compile(idempotent, definition.label, settings),
    invoke: compileInterceptors(enhancers.interceptors, compileMethod(definition, instances), instances),
    applyFilters: compileFilters(enhancers.filters, instances),
    timeoutMs: enhancers.timeoutMs,
    checkAnswer: compileAnswerCheck(definition, settings),
  });
}

/** Guards of classes have let a client in before it connects; a client that leaves passes none. */
function enhancersIn(phase: HandlerPhase, outer: Enhancers, ofMethod: Enhancers): Enhancers {
  const enhancers = mergeEnhancers(outer, ofMethod);
  if (phase === 'event') return enhancers;
  const { guards, rateLimits } = phase === 'connect' ? ofMethod : noEnhancers;
  return { ...enhancers, guards, rateLimits };
}

function compileMethod({ gateway, method, label }: HandlerDefinition, instances: Instances): Invoke {
  const resolver = instances.of(gateway);
  const callOn = checkedMethod(resolver.first, method, `${label} is decorated`);
  return (args, run) => {
    const instance = resolver.get();
    if (!(instance instanceof Promise)) return callOn(instance, args);
    return instance.then((resolved) => {
      run.throwIfCancelled(); // an asynchronous binding takes its time
      return callOn(resolved, args);
    });
  };
}
