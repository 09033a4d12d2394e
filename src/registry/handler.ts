import type { Newable } from '../container';
import type { Hook, MethodRecord, ParameterSource } from '../metadata';
import { compileSchema } from '../validation/schema';
import { checkAround } from './around';
import type { CompileInput } from './compile-input';
import type { HandlerDefinition } from './definitions';
import type { Problems } from './problems';
import type { Validation } from '../validation/parse';

/** Names that socket.io keeps for itself. @see https://socket.io/docs/v4/emit-cheatsheet/#reserved-events */
const RESERVED_EVENTS: readonly string[] = [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
];

/** The definition of a decorated method; none where it cannot be one. */
export function compileHandler(
  gateway: Newable,
  method: MethodRecord,
  namespaceParameters: readonly string[],
  { container, validation, problems }: CompileInput,
): readonly HandlerDefinition[] {
  const label = `${gateway.name}.${String(method.name)}`;
  if (method.isStatic) {
    problems.add(label, 'is static; legal are methods of instances');
    return [];
  }
  if (method.events.length + method.hooks.length + method.serverEvents.length === 0) {
    problems.add(label, 'is decorated and handles nothing; give it @SubscribeMessage or a lifecycle hook');
    return [];
  }
  checkEvents(label, method, problems);
  checkParameters(label, method, namespaceParameters, validation, problems);
  checkAround(label, method.around, container, problems);
  return [
    Object.freeze({
      gateway,
      method: method.name,
      label,
      events: Object.freeze([...new Set(method.events)]),
      hooks: Object.freeze([...new Set(method.hooks)]),
      serverEvents: Object.freeze([...new Set(method.serverEvents)]),
      parameters: Object.freeze(method.parameters.toSorted((one, other) => one.index - other.index)),
      around: Object.freeze(method.around),
    }),
  ];
}

function checkEvents(label: string, method: MethodRecord, problems: Problems): void {
  for (const event of [...method.events, ...method.serverEvents]) {
    if (typeof event !== 'string' || event === '') {
      problems.add(label, `subscribes to ${JSON.stringify(event)}; legal are names that are not empty`);
    } else if (RESERVED_EVENTS.includes(event)) {
      problems.add(label, `subscribes to '${event}', which is reserved; use the lifecycle hooks, or another name`);
    }
  }
}

const payloadSources: readonly ParameterSource[] = ['body', 'args', 'ack'];
const hooksWithoutClient: readonly Hook[] = ['gatewayInit', 'gatewayClose'];

function checkParameters(
  label: string,
  method: MethodRecord,
  namespaceParameters: readonly string[],
  validation: Validation,
  problems: Problems,
): void {
  const seen = new Set<number>();
  for (const parameter of method.parameters) {
    const where = `${label}, parameter ${parameter.index}`;
    if (seen.has(parameter.index)) problems.add(where, 'is decorated twice');
    seen.add(parameter.index);
    checkHooks(where, method.hooks, parameter.source, problems);
    if (method.serverEvents.length > 0) problems.add(where, 'is decorated, but events of other servers have no client');
    if (parameter.source === 'args' && parameter.key !== undefined && !isIndex(parameter.key)) {
      problems.add(where, `@WsArgs has the index ${String(parameter.key)}; legal are whole numbers from 0`);
    }
    if (parameter.source === 'param' && !namespaceParameters.includes(String(parameter.key))) {
      const legal = namespaceParameters.join(', ') || "none, as it is no pattern such as '/rooms/:roomId'";
      problems.add(where, `@WsParam names '${String(parameter.key)}'; the namespace's parameters are ${legal}`);
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
