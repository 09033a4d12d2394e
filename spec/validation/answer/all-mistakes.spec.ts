import { expect } from 'chai';
import { type AttachOptions, type Schema } from '../../../src';
import { joiVersions } from '../joi-versions';
import { issuesOf } from '../issues';
import { withSchema } from '../with-schema';

const paths = async (schema: Schema, body: unknown, options: AttachOptions = {}): Promise<string[]> => {
  let found: string[] = [];
  await withSchema(
    schema,
    async (ctx) => {
      found = (await issuesOf(ctx, 'event', body)).map(({ path }) => path.join('.'));
    },
    options,
  );
  return found;
};

for (const [version, Joi] of Object.entries(joiVersions)) {
  const row = Joi.object({ id: Joi.string().required(), name: Joi.string().required() });
  const rows = Joi.array().items(row);
  const numbers = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 'x']));

  describe(`a schema of ${version} that finds several mistakes`, () => {
    it('lists all of them for a small payload: a form, an order with some rows', async () => {
      const form = Joi.object(
        Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`n${index}`, Joi.number()])),
      );
      expect(await paths(form, numbers(30))).to.deep.equal(Object.keys(numbers(30)));
      const order = Joi.object({
        number: Joi.number().required(),
        address: Joi.object({ city: Joi.required() }),
        rows,
      });
      const body = { address: {}, rows: [{ id: 1 }, {}, { name: 1 }] };
      expect(await paths(order, body)).to.deep.equal([
        ...['number', 'address.city'],
        ...['rows.0.id', 'rows.0.name', 'rows.1.id', 'rows.1.name', 'rows.2.id', 'rows.2.name'],
      ]);
    });

    it('lists all of them where there is an external, which is not asked', async () => {
      const asked: unknown[] = [];
      const schema = row.keys({
        id: Joi.string().required(),
        x: Joi.any().external((value) => void asked.push(value)),
      });
      expect(await paths(schema, {})).to.have.members(['id', 'name']);
      expect(asked).to.deep.equal([]);
    });

    for (const [what, schema, body] of [
      ['many rows', rows, Array(20).fill({})],
      ['many texts', Joi.array().items(Joi.number()), Array(40).fill('x')],
      ['many entries', Joi.object().pattern(Joi.string(), Joi.number()), numbers(40)],
      [
        'many entries that are objects',
        Joi.object().pattern(Joi.string(), row),
        { a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {}, h: {}, i: {}, j: {}, k: {}, l: {}, m: {} },
      ],
      ['many unknown keys', Joi.object({}), numbers(40)],
      [
        'many missing keys',
        Joi.object(Object.fromEntries(Object.keys(numbers(50)).map((key) => [key, Joi.required()]))),
        {},
      ],
      ['rows in rows', Joi.array().items(Joi.array().items(row)), Array(4).fill(Array(4).fill({}))],
      [
        'alternatives in rows',
        Joi.array().items(Joi.object({ a: Joi.alternatives(row, row, row) })),
        Array(4).fill({ a: {} }),
      ],
      [
        'schemas that refer to themselves',
        Joi.object({ id: Joi.number(), next: Joi.link('#list'), x: Joi.number() }).id('list'),
        { id: 'x', next: { id: 'x', x: 'x' } },
      ],
      [
        'a long text',
        Joi.object({ text: Joi.string().max(10).email(), id: Joi.number() }),
        { text: 'x'.repeat(2_500), id: 'x' },
      ],
      ['a long key', Joi.object({}), { ['k'.repeat(2_500)]: 1, b: 1 }],
    ] as const satisfies (readonly [string, Schema, unknown])[]) {
      it(`lists the first where looking for all would take long: ${what}`, async () => {
        expect(await paths(schema, body)).to.have.length(1);
      });
    }

    it('looks for all of them in every payload where the schema or the application says so', async () => {
      const body = Array<object>(20).fill({});
      expect(await paths(rows.prefs({ abortEarly: false }), body)).to.have.length(40);
      expect(await paths(rows, body, { validation: { abortEarly: false } })).to.have.length(40);
    });

    it('looks for the first in every payload where the schema or the application says so', async () => {
      expect(await paths(row.prefs({ abortEarly: true }), {})).to.deep.equal(['id']);
      expect(await paths(row, {}, { validation: { abortEarly: true } })).to.deep.equal(['id']);
    });
  });
}
