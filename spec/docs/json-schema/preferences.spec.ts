import { expect } from 'chai';
import type Joi from 'joi';
import {
  type AttachOptions,
  Emits,
  Returns,
  type Schema,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { asyncApiDocument, clientTypes, contractModel } from '../../../src/docs';
import { joiVersions } from '../../validation/joi-versions';
import { registryOf } from '../fixture/registry';

type Preferences = NonNullable<AttachOptions['validation']>;

/** The registry of a gateway that takes, answers and emits such values, and asks for them in its handshake. */
function registryWith(schema: Joi.Schema, validation?: Preferences): ReturnType<typeof registryOf> {
  @WebSocketGateway({ path: '/open', handshake: { auth: schema, query: schema } })
  @Emits('emitted', schema as Schema)
  class OpenGateway {
    @SubscribeMessage('sent')
    @Returns(schema as Schema)
    sent(@WsBody(schema as Schema) _body: unknown): void {}
  }
  return registryOf([OpenGateway], validation && { validation });
}

/** The schema of the body in the model of that gateway. */
async function bodyWith(schema: Joi.Schema, validation?: Preferences): Promise<Record<string, unknown>> {
  const [path] = contractModel(await registryWith(schema, validation)).paths;
  return path!.namespaces[0]!.gateways[0]!.events[0]!.arguments[0]!.schema;
}

for (const [version, joi] of Object.entries(joiVersions)) {
  const inner = joi.object({ b: joi.number() });
  const schema = joi.object({
    a: inner,
    list: joi.array().items(inner),
    mixed: joi.array().items(joi.string(), inner),
    records: joi.object().pattern(joi.string(), inner),
    either: joi.alternatives(joi.string(), inner),
  });

  describe(`documents of ${version}`, () => {
    /** How often an object is said to have no other keys. */
    const closed = (described: object): number =>
      JSON.stringify(described).split('"additionalProperties":false').length - 1;

    it('have objects without other keys where the options of validation say nothing', async () => {
      // Of what holds other keys by a pattern, the schemas of Joi 18 alone say that there are no others.
      expect(closed(await bodyWith(schema))).to.equal(version === 'Joi 18' ? 7 : 6);
    });

    for (const validation of [{ allowUnknown: true }, { stripUnknown: true }, { stripUnknown: { objects: true } }]) {
      it(`have objects with other keys, at any depth, where validation is ${JSON.stringify(validation)}`, async () => {
        const registry = await registryWith(schema, validation);
        expect(closed(await bodyWith(schema, validation))).to.equal(0);
        expect(closed(contractModel(registry).paths)).to.equal(0); // what is answered, emitted and asked for, too
        expect(JSON.stringify(asyncApiDocument(registry, { title: 'Open', version: '1' }))).to.include('"mixed"');
        expect(await clientTypes(registry)).to.include('sent: (message');
      });
    }

    it('leave alone the objects that say for themselves which keys they have', async () => {
      const own = joi.object({ open: joi.object({}).unknown(), closed: joi.object({ c: joi.any() }).unknown(false) });
      expect(closed(await bodyWith(own))).to.equal(2);
      expect(closed(await bodyWith(own, { allowUnknown: true }))).to.equal(1);
    });

    it('follow the preferences of a schema, which win over those of all', async () => {
      expect(closed(await bodyWith(schema.prefs({ stripUnknown: true })))).to.equal(0);
      expect(closed(await bodyWith(schema.prefs({ allowUnknown: false }), { allowUnknown: true }))).to.equal(
        closed(await bodyWith(schema)),
      );
    });

    it('have the keys that are required where presence is', async () => {
      const keys = joi.object({ a: joi.string(), b: joi.string().optional(), c: joi.string().required() });
      expect((await bodyWith(keys)).required).to.deep.equal(['c']);
      expect((await bodyWith(keys, { presence: 'required' })).required).to.deep.equal(['a', 'c']);
    });

    it('have a query and headers with other keys, and an auth without', async () => {
      const [path] = contractModel(await registryWith(inner)).paths;
      const { auth, query } = path!.namespaces[0]!.handshake;
      expect([closed(auth!), closed(query!)]).to.deep.equal([1, 0]);
    });
  });
}
