import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '../json-schema/types';
import type {
  ContractModel,
  EmittedEventModel,
  EventModel,
  HandshakeModel,
  NamespaceModel,
  PathModel,
} from '../model/model';
import { emittedIn } from '../model/emitted-in';
import { Changes, type ContractChange, pairs } from './change';
import { SchemaComparison } from './compare-schemas';

/**
 * Tells two contracts apart: what a client may send, and what it is sent. Words are not compared.
 *
 * ```ts
 * const before = JSON.parse(await readFile('contract.json', 'utf8'));
 * const broken = compareContracts(before, contractModel(host.registry)).filter(({ breaking }) => breaking);
 * ```
 */
export function compareContracts(before: ContractModel, after: ContractModel): readonly ContractChange[] {
  return new Comparison(before, after).run();
}

class Comparison {
  readonly #before: ContractModel;
  readonly #after: ContractModel;
  readonly #changes = new Changes();
  /** Of what clients send, and of what they are sent. */
  readonly #sent: SchemaComparison;
  readonly #received: SchemaComparison;

  constructor(before: ContractModel, after: ContractModel) {
    this.#before = before;
    this.#after = after;
    const { definitions: old } = before;
    this.#sent = new SchemaComparison(old, after.definitions, this.#changes, 'client');
    this.#received = new SchemaComparison(old, after.definitions, this.#changes, 'server');
  }

  run(): readonly ContractChange[] {
    const [before, after] = [this.#before, this.#after];
    for (const option of ['acks', 'errorEvent', 'unknownEvents'] as const) {
      if (before[option] === after[option]) continue;
      const change = `is ${after[option]} in place of ${before[option]}`;
      const isHarmless = after[option] === 'ignore' || (option === 'errorEvent' && after[option] === 'always');
      this.#changes.add(option, change, !isHarmless);
    }
    this.#limits('limits', before.limits, after.limits);
    const { removed, added, kept } = pairs(before.paths, after.paths, ({ path }) => path);
    for (const { path } of removed) this.#changes.breaking(`the path '${path}'`, 'is gone');
    for (const { path } of added) this.#changes.harmless(`the path '${path}'`, 'is new');
    for (const [old, current] of kept) this.#path(old, current);
    return this.#changes.all;
  }

  #limits(where: string, before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): void {
    for (const [name, limit] of Object.entries(after)) {
      const old = before[name];
      if (old === undefined || old === limit) continue;
      this.#changes.add(`${where}.${name}`, `is ${limit} in place of ${old}`, limit < old);
    }
  }

  #path(before: PathModel, after: PathModel): void {
    const where = `the path '${after.path}'`;
    for (const transport of before.transports) {
      if (!after.transports.includes(transport)) this.#changes.breaking(where, `has no ${transport} any more`);
    }
    for (const option of ['addTrailingSlash', 'customParser'] as const) {
      if (before[option] !== after[option]) this.#changes.breaking(where, `has another ${option}`);
    }
    const { removed, added, kept } = pairs(before.namespaces, after.namespaces, shapeOf);
    for (const { name } of removed) this.#changes.breaking(`the namespace '${name}' of ${where}`, 'is gone');
    for (const { name } of added) this.#changes.harmless(`the namespace '${name}' of ${where}`, 'is new');
    for (const [old, current] of kept) this.#namespace(old, current);
  }

  #namespace(before: NamespaceModel, after: NamespaceModel): void {
    const where = `'${after.name}'`;
    this.#handshake(`the handshake of ${where}`, before.handshake, after.handshake);
    this.#guards(`connecting to ${where}`, before.guards, after.guards);
    for (const [index, { name, schema }] of after.parameters.entries()) {
      const old = before.parameters[index];
      if (old) this.#sent.compare(`the parameter ${name} of ${where}`, old.schema, schema);
    }
    const [sentBefore, sentAfter] = [before, after].map(({ gateways }) => gateways.flatMap(({ events }) => events));
    const events = pairs(sentBefore ?? [], sentAfter ?? [], ({ event }) => event);
    for (const { event } of events.removed) this.#changes.breaking(`${event} of ${where}`, 'is gone');
    for (const { event } of events.added) this.#changes.harmless(`${event} of ${where}`, 'is new');
    for (const [old, current] of events.kept) this.#event(`${current.event} of ${where}`, old, current);
    const emits = pairs(emittedIn(before), emittedIn(after), ({ event }) => event);
    for (const { event } of emits.removed) this.#changes.breaking(`${event}, emitted in ${where},`, 'is gone');
    for (const { event } of emits.added) this.#changes.harmless(`${event}, emitted in ${where},`, 'is new');
    for (const [old, current] of emits.kept) this.#emitted(`${current.event}, emitted in ${where}`, old, current);
  }

  #event(where: string, before: EventModel, after: EventModel): void {
    const count = Math.max(before.arguments.length, after.arguments.length);
    for (let index = 0; index < count; index += 1) {
      const [old, current] = [before.arguments[index], after.arguments[index]];
      const name = `${where}, ${count === 1 ? 'message' : `argument ${index + 1}`}`;
      if (!current) this.#changes.harmless(name, 'is ignored now');
      else if (old ? old.optional && !current.optional : !current.optional && !before.rest) {
        this.#changes.breaking(name, 'is required now');
      } else if (!old) this.#changes.harmless(name, 'is new');
      if (old && current) this.#sent.compare(name, old.schema, current.schema);
    }
    this.#value(`${where}, answer`, before.answer, after.answer);
    this.#handshake(`${where}, handshake`, before.handshake, after.handshake);
    this.#guards(where, before.guards, after.guards);
    if (!isDeepStrictEqual(before.rateLimits, after.rateLimits)) {
      this.#changes.add(where, 'has other rate limits', after.rateLimits.length > 0);
    }
    if (before.idempotent && !after.idempotent) {
      this.#changes.breaking(where, 'is not idempotent any more: a request that is sent again runs again');
    }
    if (!before.deprecated && after.deprecated) this.#changes.harmless(where, 'is deprecated now');
  }

  #emitted(where: string, before: EmittedEventModel, after: EmittedEventModel): void {
    if (!before.schema && after.schema) this.#changes.harmless(where, 'has a payload now');
    else this.#value(where, before.schema, after.schema);
  }

  #value(where: string, before: JsonSchema | undefined, after: JsonSchema | undefined): void {
    if (before && after) this.#received.compare(where, before, after);
    else if (before) this.#changes.breaking(where, 'is not declared any more');
    else if (after) this.#changes.harmless(where, 'is declared now');
  }

  #handshake(where: string, before: HandshakeModel, after: HandshakeModel): void {
    for (const part of ['auth', 'query', 'headers'] as const) {
      const [old, current] = [before[part], after[part]];
      if (current) this.#sent.compare(`${where}, ${part}`, old ?? { type: 'object' }, current);
      else if (old) this.#changes.harmless(`${where}, ${part}`, 'is not looked at any more');
    }
  }

  #guards(where: string, before: readonly string[], after: readonly string[]): void {
    for (const guard of after) if (!before.includes(guard)) this.#changes.breaking(where, `is guarded by ${guard} now`);
    for (const guard of before) {
      if (!after.includes(guard)) this.#changes.harmless(where, `is not guarded by ${guard} any more`);
    }
  }
}

/** Clients do not know how a parameter is called. */
function shapeOf({ name, kind }: NamespaceModel): string {
  return kind === 'pattern' ? `pattern ${name.replaceAll(/\/:\w+/g, '/:')}` : `${kind} ${name}`;
}
