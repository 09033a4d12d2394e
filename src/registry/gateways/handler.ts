import { isDeepStrictEqual } from 'node:util';
import type { Newable } from '../../container';
import { type Hook, isClientHook, isUserHook } from '../../contract/hooks';
import type { MethodRecord, ParameterRecord, ParameterSource } from '../../decorators/metadata';
import { noEnhancers } from '../../enhancers';
import { compileSchema } from '../../validation/schema';
import { checkEnhancers } from './enhancers';
import { checkIdempotent } from './idempotent';
import type { CompileInput } from '../compile-input';
import type { HandlerDefinition, ParameterDefinition } from '../definitions';
import { compileDescription, compileReturns } from './contract';
import type { Problems } from '../problems';
import { RESERVED_EVENTS } from './reserved-events';

/** Names that a namespace emits itself, besides, and the one under which servers ask each other for their users. */
const RESERVED_SERVER_EVENTS: readonly string[] = ['connection', 'new_namespace', 'gateways:users'];

/** The definition of a decorated method; none where it cannot be one. */
export function compileHandler(
  gateway: Newable,
  method: MethodRecord,
  namespaceParameters: readonly string[],
  input: CompileInput,
): readonly HandlerDefinition[] {
  const { container, problems } = input;
  const label = labelOf(gateway, method);
  if (method.isStatic) {
    problems.add(label, 'is static; expected a method of instances');
    return [];
  }
  if (method.events.length + method.hooks.length + method.serverEvents.length === 0) {
    if (emitsAlone(method)) return [];
    problems.add(label, 'is decorated and handles nothing; expected @SubscribeMessage(), or a lifecycle hook, on it');
    return [];
  }
  checkEvents(label, method, problems);
  checkEnhancers(label, method.enhancers, container, problems);
  checkIdempotent(label, gateway, method, problems);
  if (method.hooks.some(isUserHook) && !isDeepStrictEqual(method.enhancers, noEnhancers)) {
    problems.add(label, 'has guards, interceptors, filters or limits, and its hook is for no client; expected none');
  }
  return [
    Object.freeze({
      gateway,
      method: method.name,
      label,
      events: Object.freeze([...new Set(method.events)]),
      hooks: Object.freeze([...new Set(method.hooks)]),
      serverEvents: Object.freeze([...new Set(method.serverEvents)]),
      parameters: Object.freeze(compileParameters(label, method, namespaceParameters, input)),
      enhancers: Object.freeze(method.enhancers),
      returns: compileReturns(label, method.contracts, answersClients(method), input),
      description: compileDescription(label, method.contracts, problems),
    }),
  ];
}

/** `Class.method`, for messages. */
export function labelOf(gateway: Newable, { name }: MethodRecord): string {
  return `${gateway.name}.${String(name)}`;
}

/** A method that is called by others of the application, and says what it emits. */
function emitsAlone({ contracts, parameters, enhancers }: MethodRecord): boolean {
  return (
    contracts.some(({ emits }) => emits.length > 0) &&
    contracts.every(({ returns, descriptions }) => returns.length + descriptions.length === 0) &&
    parameters.length === 0 &&
    isDeepStrictEqual(enhancers, noEnhancers)
  );
}

function answersClients({ events, hooks }: MethodRecord): boolean {
  return events.length > 0 || hooks.includes('unknownEvent');
}

function checkEvents(label: string, method: MethodRecord, problems: Problems): void {
  for (const event of method.serverEvents) {
    if (RESERVED_SERVER_EVENTS.includes(event)) {
      problems.add(
        label,
        `subscribes to '${event}', which is reserved, as a namespace emits it itself; expected another name`,
      );
    }
  }
  for (const event of [...method.events, ...method.serverEvents]) {
    if (typeof event !== 'string' || event === '') {
      problems.add(label, `subscribes to ${JSON.stringify(event)}; expected names that are not empty`);
    } else if (RESERVED_EVENTS.includes(event)) {
      problems.add(label, `subscribes to '${event}', which is reserved; expected another name, or a lifecycle hook`);
    }
  }
}

const payloadSources: readonly ParameterSource[] = ['body', 'args', 'ack'];
/** Of a hook for users. */
const userSources: readonly ParameterSource[] = ['context', 'param', 'custom'];

/** The parameters by index, with their schemas compiled. */
function compileParameters(
  label: string,
  method: MethodRecord,
  namespaceParameters: readonly string[],
  { validation, problems }: CompileInput,
): readonly ParameterDefinition[] {
  const byIndex = method.parameters.toSorted((one, other) => one.index - other.index);
  return byIndex.map((parameter, position) => {
    const where = `${label}, parameter ${parameter.index}`;
    if (byIndex[position - 1]?.index === parameter.index)
      problems.add(where, 'is decorated twice; expected one decorator');
    checkHooks(where, method.hooks, parameter.source, problems);
    if (method.serverEvents.length > 0)
      problems.add(
        where,
        'is decorated, but events of other servers have no client; expected none: the method gets their arguments',
      );
    checkKey(where, parameter, namespaceParameters, problems);
    if (!('schema' in parameter)) return Object.freeze({ ...parameter, parse: undefined });
    try {
      const origin = { in: parameter.source, key: parameter.key };
      return Object.freeze({ ...parameter, parse: compileSchema(parameter.schema, origin, validation) });
    } catch (error) {
      problems.add(where, error instanceof Error ? error.message : String(error));
      return { ...parameter, parse: undefined };
    }
  });
}

function checkKey(
  where: string,
  { source, key }: ParameterRecord,
  namespaceParameters: readonly string[],
  problems: Problems,
): void {
  if (source === 'args' && key !== undefined && !isIndex(key)) {
    problems.add(where, `@WsArgs has the index ${String(key)}; expected whole numbers from 0`);
  }
  if (source === 'param' && !namespaceParameters.includes(String(key))) {
    const expected = namespaceParameters.join(', ') || "none, as it is no pattern such as '/rooms/:roomId'";
    problems.add(where, `@WsParam names '${String(key)}'; expected a parameter of the namespace: ${expected}`);
  }
}

function checkHooks(where: string, hooks: readonly Hook[], source: ParameterSource, problems: Problems): void {
  for (const hook of hooks) {
    if (isUserHook(hook)) {
      if (userSources.includes(source)) continue;
      problems.add(
        where,
        `takes the ${source} of a client, which a hook for users has not; expected @WsContext() or @WsParam(); ` +
          "without any it gets the user's key",
      );
    } else if (!isClientHook(hook)) {
      problems.add(
        where,
        'is decorated, but hooks of the gateway itself have no client; expected none: they get the GatewayHost',
      );
    } else if (hook !== 'unknownEvent' && payloadSources.includes(source)) {
      problems.add(
        where,
        `takes the ${source} of an event, which a lifecycle hook has not; expected @WsContext(), or a part of the handshake`,
      );
    }
  }
}

function isIndex(key: unknown): boolean {
  return Number.isInteger(key) && Number(key) >= 0;
}
