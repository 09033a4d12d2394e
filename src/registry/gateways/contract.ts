import { inspect } from 'node:util';
import type { DescribeOptions } from '../../decorators/contract';
import type { ContractRecord, EmitsRecord } from '../../decorators/metadata';
import { compileOutgoing } from '../../validation/outgoing';
import type { Schema } from '../../validation/schema';
import type { CompileInput } from '../compile-input';
import type { EmittedEventDefinition, ReturnsDefinition } from '../definitions';
import { RESERVED_EVENTS } from './reserved-events';
import type { Problems } from '../problems';

/** The event that tells a client of an error: its payload is the library's. */
const ERROR_EVENT = 'error';

/** The events that a class or a method says it emits; a subclass replaces what its parents say of the same event. */
export function compileEmits(
  where: string,
  contracts: readonly ContractRecord[],
  input: CompileInput,
): readonly EmittedEventDefinition[] {
  const byEvent = new Map<string, EmittedEventDefinition>();
  for (const { emits } of contracts) {
    checkTwice(where, emits, input.problems);
    for (const record of emits) {
      const definition = compileEmitted(where, record, input);
      if (definition) byEvent.set(definition.event, definition);
    }
  }
  return Object.freeze([...byEvent.values()]);
}

function compileEmitted(
  where: string,
  record: EmitsRecord,
  { validation, problems }: CompileInput,
): EmittedEventDefinition | undefined {
  const { event } = record;
  const problem = eventProblem(event);
  if (problem) {
    problems.add(where, `its @Emits ${problem}`);
    return undefined;
  }
  const name = event as string; // it was checked
  const label = `@Emits('${name}')`;
  const description = descriptionOf(where, label, record.options, problems);
  try {
    if (!('schema' in record)) return Object.freeze({ event: name, by: where, description });
    const check = compileOutgoing(record.schema, { in: name }, validation);
    const schema = record.schema as Schema; // or it had thrown
    return Object.freeze({ event: name, by: where, description, schema, check });
  } catch (error) {
    problems.add(`${where}, ${label}`, messageOf(error));
    return undefined;
  }
}

function eventProblem(event: unknown): string | undefined {
  if (typeof event !== 'string' || event === '') return `names ${inspect(event)}; expected a name that is not empty`;
  if (RESERVED_EVENTS.includes(event)) return `names '${event}', which is reserved by socket.io; expected another name`;
  if (event === ERROR_EVENT) return `names '${event}', which tells clients of errors; expected another name`;
  return undefined;
}

function checkTwice(where: string, emits: readonly EmitsRecord[], problems: Problems): void {
  const events = emits.map(({ event }) => event);
  for (const event of new Set(events.filter((each, index) => events.indexOf(each) < index))) {
    problems.add(where, `has @Emits(${inspect(event)}) twice; expected one: Joi.alternatives() takes several payloads`);
  }
}

function descriptionOf(where: string, label: string, options: unknown, problems: Problems): string | undefined {
  if (options === undefined) return undefined;
  const isOptions = typeof options === 'object' && options !== null;
  const description: unknown = isOptions ? Reflect.get(options, 'description') : undefined;
  const unknown = isOptions ? Object.keys(options).find((key) => key !== 'description') : undefined;
  if (!isOptions || unknown !== undefined || (description !== undefined && typeof description !== 'string')) {
    problems.add(`${where}, ${label}`, `its options are ${inspect(options)}; expected { description?: string }`);
    return undefined;
  }
  return description; // it was checked
}

/** What a method answers, by the class nearest to it. */
export function compileReturns(
  where: string,
  contracts: readonly ContractRecord[],
  answers: boolean,
  { validation, problems }: CompileInput,
): ReturnsDefinition | undefined {
  for (const { returns } of contracts) {
    if (returns.length > 1) problems.add(where, 'has @Returns twice; expected one for all that it answers');
  }
  const [schema] = contracts.findLast(({ returns }) => returns.length > 0)?.returns ?? [];
  if (!contracts.some(({ returns }) => returns.length > 0)) return undefined;
  if (!answers) {
    problems.add(where, 'has @Returns, but answers no event; expected it on a method with @SubscribeMessage');
    return undefined;
  }
  try {
    const check = compileOutgoing(schema, { in: 'answer' }, validation);
    return Object.freeze({ schema: schema as Schema, check }); // or it had thrown
  } catch (error) {
    problems.add(`${where}, @Returns`, messageOf(error));
    return undefined;
  }
}

/** A class answers nothing: its methods do. */
export function refuseReturns(where: string, contracts: readonly ContractRecord[], problems: Problems): void {
  if (contracts.some(({ returns }) => returns.length > 0)) {
    problems.add(where, 'has @Returns on the class; expected it on the methods that answer');
  }
}

const expectedFields: Readonly<Record<keyof DescribeOptions, readonly [string, (value: unknown) => boolean]>> = {
  summary: ['a string', isString],
  description: ['a string', isString],
  tags: ['an array of strings', (value) => Array.isArray(value) && value.every(isString)],
  deprecated: ['true or false', (value) => typeof value === 'boolean'],
  examples: ['an array of payloads', Array.isArray],
};

/** What is said in words, field by field: a subclass adds to what its parents say, and replaces it. */
export function compileDescription(
  where: string,
  contracts: readonly ContractRecord[],
  problems: Problems,
): Readonly<DescribeOptions> {
  let described: DescribeOptions = {};
  for (const { descriptions } of contracts) {
    if (descriptions.length > 1) problems.add(where, 'has @Describe twice; expected one');
    for (const description of descriptions) {
      if (typeof description !== 'object' || description === null) {
        problems.add(where, `its @Describe is given ${inspect(description)}; expected ${fieldNames()}`);
      } else {
        checkFields(where, description, problems);
        described = { ...described, ...description };
      }
    }
  }
  return Object.freeze(described);
}

function checkFields(where: string, description: object, problems: Problems): void {
  for (const [field, value] of Object.entries(description)) {
    const known = Object.hasOwn(expectedFields, field) ? expectedFields[field as keyof DescribeOptions] : undefined;
    if (!known) problems.add(where, `its @Describe has '${field}'; expected ${fieldNames()}`);
    else if (value !== undefined && !known[1](value)) {
      problems.add(where, `its @Describe has the ${field} ${inspect(value)}; expected ${known[0]}`);
    }
  }
}

function fieldNames(): string {
  return Object.keys(expectedFields).join(', ');
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
