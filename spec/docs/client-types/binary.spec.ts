import { expect } from 'chai';
import Joi from 'joi';
import { z } from 'zod';
import { Emits, Returns, SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { clientTypes } from '../../../src/docs';
import type { Schema } from '../../../src/validation/schema';
import { registryOf } from '../fixture/registry';
import { mistakesIn } from './compile';

const binary = Joi.binary();

/** Each has bytes somewhere: its schema, and the type that it is to have. */
const places: Record<string, readonly [schema: Schema, type: string]> = {
  alone: [binary.required(), 'Bytes'],
  orNull: [binary.required().allow(null), 'Bytes | null'],
  list: [Joi.array().items(binary).required(), 'Bytes[]'],
  listOrNull: [Joi.array().items(binary).required().allow(null), 'Bytes[] | null'],
  listOfNullable: [Joi.array().items(binary.allow(null)).required(), '(Bytes | null)[]'],
  listOfLists: [Joi.array().items(Joi.array().items(binary)).required(), 'Bytes[][]'],
  listOfTwo: [Joi.array().items(binary, Joi.string()).required(), '(Bytes | string)[]'],
  tuple: [z.tuple([z.file(), z.string()]), '[Bytes, string]'],
  rest: [z.tuple([z.string()]).rest(z.file()), '[string, ...Bytes[]]'],
  member: [Joi.object({ bytes: binary.required() }).required(), '{ bytes: Bytes }'],
  optionalMember: [Joi.object({ bytes: binary }).required(), '{ bytes?: Bytes }'],
  memberList: [Joi.object({ bytes: Joi.array().items(binary) }).required(), '{ bytes?: Bytes[] }'],
  record: [z.record(z.string(), z.file()), 'Record<string, Bytes>'],
  recordOfLists: [z.record(z.string(), z.array(z.file())), 'Record<string, Bytes[]>'],
  either: [Joi.alternatives(binary, Joi.array().items(binary)).required(), 'Bytes | Bytes[]'],
  both: [z.intersection(z.file(), z.object({ name: z.string() })), 'Bytes & { name: string }'],
};

class FileGateway {}
for (const [event, [schema]] of Object.entries(places)) {
  const handler = { value: () => undefined, configurable: true };
  Object.defineProperty(FileGateway.prototype, event, handler);
  for (const decorate of [SubscribeMessage(event), Returns(schema), Emits(event, schema)])
    (decorate as MethodDecorator)(FileGateway.prototype, event, handler);
  (WsBody(schema) as ParameterDecorator)(FileGateway.prototype, event, 0);
}
WebSocketGateway({ namespace: '/files' })(FileGateway);

/** Whether two types are the same, for the compiler. */
const SAME = `
  type Bytes = ArrayBuffer | Uint8Array;
  type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? 'same' : never) : never;
  type Sent = gateways.Files.ClientToServerEvents;
  type Emitted = gateways.Files.ServerToClientEvents;
  type Failed = { error: gateways.GatewayErrorPayload };
`;

describe('the types of a client, of bytes', () => {
  let types = '';

  before(async () => {
    types = await clientTypes(await registryOf([FileGateway]));
  });

  it('are those of the schema wherever the bytes are: in lists, tuples, members, alternatives and both', () => {
    const code = Object.entries(places).map(
      ([event, [, type]]) => `
        'same' satisfies Same<Parameters<Sent['${event}']>[0], ${type}>;
        'same' satisfies Same<Parameters<Parameters<Sent['${event}']>[1]>[0], ${type} | Failed>;
        'same' satisfies Same<Parameters<Emitted['${event}']>[0], ${type}>;`,
    );
    expect(mistakesIn(types, SAME + code.join(''))).to.deep.equal([]);
  }).timeout(0); // it runs the compiler

  it('have brackets in lists, and nowhere else', () => {
    expect(types).to.include('export type FilesList = (ArrayBuffer | Uint8Array)[];');
    expect(types).to.include('bytes: ArrayBuffer | Uint8Array;');
    expect(types).to.include('alone: (message: ArrayBuffer | Uint8Array, ack');
  });
});
