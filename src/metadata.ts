import 'reflect-metadata';
import type { GatewayContext } from './context';
import type { Newable } from './container';
import type { GatewayOptionsSource } from './options';

/** What the decorators recorded of one method. */
export interface MethodRecord {
  readonly name: string | symbol;
  /** The events it subscribes to. */
  readonly events: readonly string[];
  readonly hooks: readonly Hook[];
  readonly parameters: readonly ParameterRecord[];
  /** Decorated on the class itself: a mistake, reported when attaching. */
  readonly isStatic: boolean;
}

export type Hook =
  'gatewayInit' | 'gatewayClose' | 'connected' | 'recovered' | 'disconnecting' | 'disconnected' | 'unknownEvent';

export type ParameterSource = 'body' | 'args' | 'header' | 'query' | 'auth' | 'socket' | 'ack' | 'context' | 'custom';

export interface ParameterRecord {
  readonly index: number;
  readonly source: ParameterSource;
  /** Which header, which key of the body, which argument. */
  readonly key?: string | number | undefined;
  /** As it was given, whatever it is: checked when attaching. Absent where none was given. */
  readonly schema?: unknown;
  /** Of `custom`: gives the value. */
  readonly resolve?: (context: GatewayContext) => unknown;
}

interface ClassRecord {
  readonly options?: GatewayOptionsSource;
  readonly methods: ReadonlyMap<string | symbol, MethodRecord>;
}

const key = Symbol('gateway');
const nothing: ClassRecord = { methods: new Map() };

/** Every class that was ever decorated; which of them matter is up to the container. */
const gateways = new Set<Newable>();

export function decoratedGateways(): readonly Newable[] {
  return [...gateways];
}

export function recordGateway(target: Newable, options: GatewayOptionsSource): void {
  gateways.add(target);
  write(target, { ...ownRecord(target), options });
}

/** Adds to what is known of the method of a class, without touching what its parents know. */
export function recordMethod(
  target: object,
  name: string | symbol,
  added: Partial<Pick<MethodRecord, 'events' | 'hooks' | 'parameters'>>,
): void {
  const isStatic = typeof target === 'function';
  const owner = (isStatic ? target : target.constructor) as Newable; // decorators get the class or its prototype
  const record = ownRecord(owner);
  const before = record.methods.get(name) ?? { name, events: [], hooks: [], parameters: [], isStatic };
  const method: MethodRecord = {
    ...before,
    events: [...before.events, ...(added.events ?? [])],
    hooks: [...before.hooks, ...(added.hooks ?? [])],
    parameters: [...before.parameters, ...(added.parameters ?? [])],
  };
  write(owner, { ...record, methods: new Map(record.methods).set(name, method) });
}

export function gatewayOptions(target: Newable): GatewayOptionsSource | undefined {
  return ownRecord(target).options;
}

/**
 * The decorated methods of a class and its parents. Where a subclass overrides a method and decorates it again, its
 * own events and hooks replace the parent's, and so do its own parameters.
 */
export function decoratedMethods(target: Newable): readonly MethodRecord[] {
  const methods = new Map<string | symbol, MethodRecord>();
  for (const ancestor of lineage(target)) {
    for (const [name, own] of ownRecord(ancestor).methods) {
      const inherited = methods.get(name);
      const handlesItself = own.events.length > 0 || own.hooks.length > 0;
      methods.set(name, {
        ...own,
        ...(inherited && !handlesItself && { events: inherited.events, hooks: inherited.hooks }),
        ...(inherited && own.parameters.length === 0 && { parameters: inherited.parameters }),
      });
    }
  }
  return [...methods.values()];
}

/** The class after its parents, the eldest first. */
function lineage(target: Newable): Newable[] {
  const classes: Newable[] = [];
  for (let ancestor: unknown = target; typeof ancestor === 'function'; ancestor = Object.getPrototypeOf(ancestor)) {
    classes.unshift(ancestor as Newable); // the prototype of a class is its parent class, or Function.prototype
  }
  return classes;
}

function ownRecord(target: Newable): ClassRecord {
  return (Reflect.getOwnMetadata(key, target) as ClassRecord | undefined) ?? nothing;
}

function write(target: Newable, record: ClassRecord): void {
  Reflect.defineMetadata(key, record, target);
}
