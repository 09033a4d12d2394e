import 'reflect-metadata';
import type { Hook } from '../contract/hooks';
import type { Newable } from '../container';
import { brand, sharedBetweenCopies } from '../contract/shared-between-copies';
import type { GatewayContext } from '../context';
import { type Enhancers, mergeEnhancers, noEnhancers } from '../enhancers';
import { expectLegacyDecorator, expectMember, expectNoParameter, type Place } from './misuse';
import type { GatewayOptionsSource } from '../options';

/** The decorators of one method. */
export interface MethodRecord {
  readonly name: string | symbol;
  /** The events it subscribes to. */
  readonly events: readonly string[];
  readonly hooks: readonly Hook[];
  /** Events from other servers. */
  readonly serverEvents: readonly string[];
  readonly parameters: readonly ParameterRecord[];
  readonly enhancers: Enhancers;
  /** One of each class that decorates it, the eldest first. */
  readonly contracts: readonly [ContractRecord, ...ContractRecord[]];
  /** Decorated on the class itself: a mistake, reported when attaching. */
  readonly isStatic: boolean;
}

/** What a class or a method says of its contract, as it was given, whatever it is: checked when attaching. */
export interface ContractRecord {
  readonly emits: readonly EmitsRecord[];
  /** One for each `@Returns`: more than one is a mistake. */
  readonly returns: readonly unknown[];
  /** One for each `@Describe`: more than one is a mistake. */
  readonly descriptions: readonly unknown[];
}

export interface EmitsRecord {
  readonly event: unknown;
  /** Absent where none was given. */
  readonly schema?: unknown;
  readonly options: unknown;
}

export type ParameterSource =
  'body' | 'args' | 'header' | 'query' | 'auth' | 'param' | 'socket' | 'ack' | 'context' | 'custom';

export interface ParameterRecord {
  readonly index: number;
  readonly source: ParameterSource;
  /** The name of the header, the key of the body, the index of the argument. */
  readonly key?: string | number | undefined;
  /** As it was given, whatever it is: checked when attaching. Absent where none was given. */
  readonly schema?: unknown;
  /** Of `custom`: gives the value. */
  readonly resolve?: (context: GatewayContext) => unknown;
}

interface ClassRecord {
  /** One for each `@WebSocketGateway`: more than one is a mistake, reported when attaching. */
  readonly options: readonly GatewayOptionsSource[];
  readonly enhancers: Enhancers;
  readonly contract: ContractRecord;
  readonly methods: ReadonlyMap<string | symbol, MethodRecord>;
}

const key = brand('metadata');
const noContract: ContractRecord = { emits: [], returns: [], descriptions: [] };
const nothing: ClassRecord = { options: [], enhancers: noEnhancers, contract: noContract, methods: new Map() };

const nothingRecorded = { events: [], hooks: [], serverEvents: [], parameters: [], enhancers: noEnhancers };

/**
 * Every class that was decorated and is still used, in order; a container decides which of them are attached. Held weakly,
 * as test suites make classes by the hundred.
 */
const gateways = sharedBetweenCopies('gateway classes', () => new Set<WeakRef<Newable>>());

export function decoratedGateways(): readonly Newable[] {
  return [...gateways].flatMap((reference) => {
    const gateway = reference.deref();
    if (!gateway) gateways.delete(reference);
    return gateway ?? [];
  });
}

export function recordGateway(target: Newable, options: GatewayOptionsSource): void {
  const record = ownRecord(target);
  if (record.options.length === 0) gateways.add(new WeakRef(target));
  write(target, { ...record, options: [...record.options, options] });
}

type Added = Partial<Pick<MethodRecord, 'events' | 'hooks' | 'serverEvents' | 'parameters' | 'enhancers'>> & {
  readonly contract?: Partial<ContractRecord>;
};

/** Records a parameter of a method. */
export function recordParameter(target: object, name: string | symbol, parameter: ParameterRecord): void {
  addToMethod(target, name, { parameters: [parameter] });
}

/**
 * Records what decorates a method.
 *
 * @throws TypeError where the compiler applied the decorator as a standard one, or it decorates a class or a parameter
 */
export function recordMethod(place: Place, added: Omit<Added, 'parameters'>): void {
  const [target, name] = place;
  expectMember(target, name);
  expectNoParameter(place);
  addToMethod(target, name, added);
}

/** Adds to the record of a method of a class, without touching those of its parents. */
function addToMethod(target: object, name: string | symbol, added: Added): void {
  const isStatic = typeof target === 'function';
  const owner = (isStatic ? target : target.constructor) as Newable; // decorators get the class or its prototype
  const record = ownRecord(owner);
  const before = record.methods.get(name) ?? { ...nothingRecorded, contracts: [noContract] as const, name, isStatic };
  const method: MethodRecord = {
    ...before,
    events: [...before.events, ...(added.events ?? [])],
    hooks: [...before.hooks, ...(added.hooks ?? [])],
    serverEvents: [...before.serverEvents, ...(added.serverEvents ?? [])],
    parameters: [...before.parameters, ...(added.parameters ?? [])],
    enhancers: mergeEnhancers(added.enhancers ?? noEnhancers, before.enhancers), // decorators run from the lowest to the highest
    contracts: [addContract(added.contract ?? noContract, before.contracts[0])],
  };
  write(owner, { ...record, methods: new Map(record.methods).set(name, method) });
}

/** Records enhancers of a method, or of all of a class where there is no `name`. */
export function recordEnhancers(place: Place, enhancers: Enhancers): void {
  const [target, name] = place;
  expectLegacyDecorator(name);
  if (name !== undefined) {
    recordMethod(place, { enhancers });
    return;
  }
  expectNoParameter(place);
  const owner = target as Newable; // a class decorator gets the class
  const record = ownRecord(owner);
  write(owner, { ...record, enhancers: mergeEnhancers(enhancers, record.enhancers) });
}

/** Records a part of the contract of a method, or of a class where there is no `name`. */
export function recordContract(place: Place, contract: Partial<ContractRecord>): void {
  const [target, name] = place;
  expectLegacyDecorator(name);
  if (name !== undefined) {
    recordMethod(place, { contract });
    return;
  }
  expectNoParameter(place);
  const owner = target as Newable; // a class decorator gets the class
  const record = ownRecord(owner);
  write(owner, { ...record, contract: addContract(contract, record.contract) });
}

/** As they stand in the source: decorators run from the lowest to the highest. */
function addContract(above: Partial<ContractRecord>, below: ContractRecord): ContractRecord {
  return {
    emits: [...(above.emits ?? []), ...below.emits],
    returns: [...(above.returns ?? []), ...below.returns],
    descriptions: [...(above.descriptions ?? []), ...below.descriptions],
  };
}

/** What a class and its parents say of their contract, each by itself, the eldest first. */
export function classContracts(target: Newable): readonly ContractRecord[] {
  return lineage(target).map((ancestor) => ownRecord(ancestor).contract);
}

/** The enhancers of a class, those of its parents outermost: a subclass cannot be without a guard of its parent. */
export function classEnhancers(target: Newable): Enhancers {
  return lineage(target).reduce((outer, ancestor) => mergeEnhancers(outer, ownRecord(ancestor).enhancers), noEnhancers);
}

/** The options of each `@WebSocketGateway` of a class: one, unless it has none or was decorated twice. */
export function gatewayOptions(target: Newable): readonly GatewayOptionsSource[] {
  return ownRecord(target).options;
}

/**
 * The decorated methods of a class and its parents. Where a subclass overrides a method and decorates it again, its
 * own events and hooks replace the parent's, and so do its own parameters; its enhancers are added to the parent's.
 */
export function decoratedMethods(target: Newable): readonly MethodRecord[] {
  const methods = new Map<string | symbol, MethodRecord>();
  for (const ancestor of lineage(target)) {
    for (const [name, own] of ownRecord(ancestor).methods) {
      const inherited = methods.get(name);
      const handlesItself = own.events.length + own.hooks.length + own.serverEvents.length > 0;
      methods.set(name, {
        ...own,
        ...(inherited && !handlesItself && pickHandled(inherited)),
        ...(inherited && own.parameters.length === 0 && { parameters: inherited.parameters }),
        ...(inherited && {
          enhancers: mergeEnhancers(inherited.enhancers, own.enhancers),
          contracts: [...inherited.contracts, ...own.contracts],
        }),
      });
    }
  }
  return [...methods.values()];
}

function pickHandled({ events, hooks, serverEvents }: MethodRecord): Added {
  return { events, hooks, serverEvents };
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
