import type { JsonSchema } from '../json-schema/types';
import type { ContractModel, DescriptionModel, EmittedEventModel, EventModel } from '../model/model';
import { payloadOf, placed, tuple } from './schemas';

/** What a document says in words, as AsyncAPI has it. */
export function wordsOf({ summary, description, tags }: DescriptionModel): JsonSchema {
  return {
    ...(summary !== undefined && { summary }),
    ...(description !== undefined && { description }),
    ...(tags && { tags: [...new Set(tags)].map((name) => ({ name })) }),
  };
}

/** The message of an event that a client sends. */
export function sentMessage(event: EventModel): JsonSchema {
  const { as, schema } = payloadOf(event);
  const [only] = event.arguments;
  const payloads = event.examples.map((list) => (as === 'list' ? list : list[0]));
  const examples = payloads.flatMap((payload) => (payload === undefined ? [] : [{ payload }]));
  return {
    name: event.event,
    ...wordsOf(event),
    ...(event.deprecated && { deprecated: true }),
    ...(schema && { payload: schema }),
    ...(schema && examples.length > 0 && { examples }),
    'x-arguments': as,
    ...(as === 'payload' && only?.optional && { 'x-optional': true }),
  };
}

/** The message of an event that the server emits. */
export function emittedMessage({ event, description, schema, by }: EmittedEventModel): JsonSchema {
  return {
    name: event,
    ...(description !== undefined && { description }),
    ...(schema && { payload: placed(schema) }),
    'x-arguments': schema ? 'payload' : 'none',
    'x-declared-by': by,
  };
}

/** The messages that are the same everywhere, by their keys among the components. */
export function commonMessages(model: ContractModel): JsonSchema {
  return {
    error: errorMessage(model),
    acknowledgement: {
      name: 'acknowledgement',
      description: 'The answer, where the client asked for one; its schema is not declared.',
      ...answerOf({}, model),
    },
    'error-acknowledgement': errorAnswerMessage(model),
  };
}

/** The message of an acknowledgement, where all went well. */
export function answerMessage(event: string, answer: JsonSchema, model: ContractModel): JsonSchema {
  return {
    name: `${event} (acknowledgement)`,
    description: 'The answer, where the client asked for one.',
    ...answerOf(placed(answer), model),
  };
}

function answerOf(value: JsonSchema, { acks }: ContractModel): JsonSchema {
  return acks === 'errorFirst'
    ? { payload: listOf(NULL, value), 'x-arguments': 'list' }
    : { payload: value, 'x-arguments': 'payload' };
}

/** The message of an acknowledgement, where an error is the answer. */
function errorAnswerMessage({ acks, error }: ContractModel): JsonSchema {
  return {
    name: 'error acknowledgement',
    description: 'The answer, where the client asked for one and the event has failed.',
    payload: acks === 'errorFirst' ? listOf(error) : { type: 'object', properties: { error }, required: ['error'] },
    'x-arguments': acks === 'errorFirst' ? 'list' : 'payload',
  };
}

function errorMessage({ error, errorEvent }: ContractModel): JsonSchema {
  const when = errorEvent === 'always' ? '' : ', where the client asked for no acknowledgement';
  return {
    name: 'error',
    summary: 'Something that the client has sent was refused, or has failed',
    description: `Sent for every event that fails${when}. A refused client gets the same as \`data\` of \`connect_error\`.`,
    payload: error,
    'x-arguments': 'payload',
  };
}

const NULL: JsonSchema = { type: 'null' };

function listOf(...schemas: readonly JsonSchema[]): JsonSchema {
  return tuple(schemas.map((schema) => ({ schema, optional: false })));
}
