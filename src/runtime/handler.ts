import { type Around, nest, nothingAround } from '../around';
import type { GatewayDefinition, HandlerDefinition } from '../registry/definitions';
import { type Bind, compileBinding } from './binding';
import { compileFilters, type Translate } from './filters';
import type { Check } from './check';
import { compileGuards } from './guards';
import { assertWanted, compileInterceptors, type Invoke } from './interceptors';
import type { Resources } from './resources';

/** A handler, ready to run: everything about it that can be decided before an event comes. */
export interface RunnableHandler {
  readonly definition: HandlerDefinition;
  /** It took the acknowledgement with `@WsAck()`. */
  readonly answersItself: boolean;
  /** One event of a client at a time. */
  readonly isSerial: boolean;
  readonly checks: readonly Check[];
  readonly bind: Bind;
  /** Runs the interceptors around the method. */
  readonly invoke: Invoke;
  readonly translate: Translate | undefined;
  readonly timeoutMs: number | undefined;
}

/** What a handler runs for: an event, a client that has connected, one that leaves. */
export type Occasion = 'event' | 'connect' | 'leave';

export function compileHandler(
  definition: HandlerDefinition,
  gateway: GatewayDefinition,
  occasion: Occasion,
  everywhere: Around,
  resources: Resources,
): RunnableHandler {
  const around = aroundFor(occasion, nest(everywhere, gateway.enhancers), definition.enhancers);
  const limits = around.rateLimits.map((limit) => resources.rateLimit(limit, definition.label));
  return Object.freeze({
    definition,
    answersItself: definition.parameters.some(({ source }) => source === 'ack'),
    isSerial: gateway.ordering === 'serial',
    checks: [...limits, ...compileGuards(around.guards, resources)],
    bind: compileBinding(definition.parameters),
    invoke: compileInterceptors(around.interceptors, compileMethod(definition, resources), resources),
    translate: compileFilters(around.filters, resources),
    timeoutMs: around.timeoutMs,
  });
}

/** The guards of classes have let a client in before it connects; nothing holds one that leaves. */
function aroundFor(occasion: Occasion, outer: Around, method: Around): Around {
  const around = nest(outer, method);
  if (occasion === 'event') return around;
  const { guards, rateLimits } = occasion === 'connect' ? method : nothingAround;
  return { ...around, guards, rateLimits };
}

type Method = (...args: readonly unknown[]) => unknown;

function compileMethod({ gateway, method, label }: HandlerDefinition, resources: Resources): Invoke {
  const instances = resources.provider(gateway);
  checkMethod(instances.first, method, label);
  const call = (instance: object, args: readonly unknown[]): unknown =>
    (instance as Record<string | symbol, Method>)[method]?.(...args);
  return (args, _context, reply) => {
    const instance = instances.get();
    if (!(instance instanceof Promise)) return call(instance, args);
    return instance.then((resolved) => {
      assertWanted(reply);
      return call(resolved, args);
    });
  };
}

function checkMethod(instance: object, method: string | symbol, label: string): void {
  const found: unknown = Reflect.get(instance, method);
  if (typeof found !== 'function')
    throw new TypeError(`${label} is decorated and is ${typeof found}; expected a method`);
}
