import type { DescribeOptions } from '../../decorators/contract';
import { type Enhancers, type GuardLike, mergeEnhancers } from '../../enhancers';
import type { GatewayDefinition, HandlerDefinition } from '../../registry/definitions';
import { DEFAULT_WINDOW_MS } from '../../idempotency/options';
import { isAsyncGenerator } from '../../registry/gateways/async-generator';
import { argumentsOf } from './arguments';
import { handshakeOfHandler } from './handshake';
import type { DescriptionModel, EmittedEventModel, EventModel } from './model';
import { anyOf, type SchemaSource } from './schema-source';

/** The name of `@OnUnknownEvent` in the model. */
const ANY_EVENT = '*';

/** The events that a gateway handles, by name. */
export function eventsOf(
  gateway: GatewayDefinition,
  globalEnhancers: Enhancers,
  source: SchemaSource,
): readonly EventModel[] {
  const outer = mergeEnhancers(globalEnhancers, gateway.enhancers);
  const events = gateway.handlers.flatMap((handler) => {
    const names = [...handler.events, ...(handler.hooks.includes('unknownEvent') ? [ANY_EVENT] : [])];
    if (names.length === 0) return [];
    const described = describeHandler(handler, gateway, outer, source);
    return names.map((event) => ({ event, any: !handler.events.includes(event), ...described }));
  });
  return events.toSorted(byName(({ event }) => event));
}

function describeHandler(
  handler: HandlerDefinition,
  { emits }: GatewayDefinition,
  outer: Enhancers,
  source: SchemaSource,
): Omit<EventModel, 'event' | 'any'> {
  const { label, description, returns } = handler;
  const { guards, rateLimits, timeoutMs, idempotent } = mergeEnhancers(outer, handler.enhancers);
  const taken = argumentsOf(handler, source);
  const examples = source.values(description.examples ?? [], label);
  const takesSeveral = taken.arguments.length > 1 || taken.rest !== undefined;
  return {
    ...wordsOf(description),
    handler: label,
    ...taken,
    examples: examples.map((example) => (takesSeveral && Array.isArray(example) ? (example as unknown[]) : [example])),
    ...(returns && { answer: source.schema(returns.schema, `${label}, answer`) }),
    ...(isAsyncGenerator(handler.gateway, handler.method) && { streams: true as const }),
    emits: [...new Set(emits.filter(({ by }) => by === label).map(({ event }) => event))].toSorted(),
    handshake: handshakeOfHandler(handler, source),
    guards: namesOf(guards),
    rateLimits: rateLimits.map((limit) =>
      'points' in limit ? { points: limit.points, durationMs: limit.durationMs } : {},
    ),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(idempotent && { idempotent: { windowMs: idempotent.windowMs ?? DEFAULT_WINDOW_MS } }),
  };
}

export function wordsOf({ summary, description, tags, deprecated }: DescribeOptions): DescriptionModel {
  return {
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(tags && tags.length > 0 && { tags: [...tags] }),
    ...(deprecated && { deprecated }),
  };
}

/** What the gateway says it emits, by name: all declarations of an event in one. */
export function emittedBy({ emits }: GatewayDefinition, source: SchemaSource): readonly EmittedEventModel[] {
  const names = [...new Set(emits.map(({ event }) => event))].toSorted();
  return names.map((event) => {
    const declared = emits.filter((each) => each.event === event);
    const schemas = declared.flatMap(({ schema, by }) => (schema ? [source.schema(schema, `${by}, ${event}`)] : []));
    const descriptions = [...new Set(declared.flatMap(({ description }) => description ?? []))];
    return {
      event,
      ...(descriptions.length > 0 && { description: descriptions.join('\n\n') }),
      ...(schemas.length > 0 && { schema: anyOf(schemas) }),
      by: [...new Set(declared.map(({ by }) => by))].toSorted(),
    };
  });
}

/** Guards by the names of their classes or functions. */
export function namesOf(guards: readonly GuardLike[]): readonly string[] {
  return guards.map((guard) => {
    const name = typeof guard === 'function' ? guard.name : guard.constructor.name;
    return name === '' || name === 'Object' ? 'a guard' : name;
  });
}

/** For sorting, in an order that no language has a part in. */
export function byName<Item>(nameOf: (item: Item) => string): (one: Item, other: Item) => number {
  return (one, other) => (nameOf(one) < nameOf(other) ? -1 : Number(nameOf(one) > nameOf(other)));
}
