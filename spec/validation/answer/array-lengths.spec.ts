import { expect } from 'chai';
import type Joi18 from 'joi';
import { joiVersions } from '../joi-versions';
import { issuesOf } from '../issues';
import { answerTo } from '../../support/wire';
import { withSchema } from '../with-schema';

for (const [version, Joi] of Object.entries(joiVersions)) {
  describe(`an array of ${version} that is longer than its schema allows`, () => {
    let looked = 0;
    /** Counts the items that are looked at. */
    const item = Joi.any().custom((value: unknown) => {
      looked += 1;
      return value;
    });
    const long = Array<number>(1_000).fill(1);

    beforeEach(() => {
      looked = 0;
    });

    for (const [where, schema, body, path] of [
      ['as the whole payload', Joi.array().items(item).max(100), long, []],
      ['with a length', Joi.array().items(item).length(100), long, []],
      ['by position', Joi.array().ordered(item, item).items(item).max(100), long, []],
      ['in a key', Joi.object({ rows: Joi.array().max(100).items(item) }), { rows: long }, ['rows']],
      ['in an array', Joi.array().items(Joi.array().items(item).max(100)), [long], [0]],
      ['in an entry', Joi.object().pattern(Joi.string(), Joi.array().items(item).max(100)), { a: long }, ['a']],
      ['as an alternative', Joi.alternatives(Joi.number(), Joi.array().items(item).max(100)), long, []],
      [
        'behind a condition',
        Joi.object({ a: Joi.when('b', { then: Joi.array().items(item).max(100) }), b: Joi.any() }),
        { a: long, b: 1 },
        ['a'],
      ],
      [
        'that it takes from another key',
        Joi.object({ rows: Joi.array().items(item).max(Joi.ref('most')), most: Joi.number() }),
        { rows: long, most: 100 },
        ['rows'],
      ],
    ] as const satisfies (readonly [string, Joi18.Schema, unknown, readonly unknown[]])[]) {
      it(`is refused before anyone looks at an item: ${where}`, () =>
        withSchema(schema, async (ctx) => {
          const [issue, ...more] = await issuesOf(ctx, 'event', body);
          expect(more).to.deep.equal([]);
          expect(issue?.path).to.deep.equal(path);
          expect(issue?.type).to.match(/^array\.(max|length)$/);
          expect(looked).to.equal(0);
        }));
    }

    it('is taken where enough of its items are removed', async () => {
      const odd = [1, 'x', 2, 'x', 3];
      for (const schema of [
        Joi.array().items(Joi.number(), Joi.string().strip()).max(3),
        Joi.array()
          .items(Joi.number())
          .max(3)
          .prefs({ stripUnknown: { arrays: true } }),
        Joi.object({ a: Joi.array().items(Joi.number()).max(3) }).prefs({ stripUnknown: { arrays: true } }),
      ]) {
        const isObject = schema.type === 'object';
        await withSchema(schema, async (ctx) => {
          const body = isObject ? { a: [1, 2, 3] } : [1, 2, 3];
          expect(await answerTo(ctx, 'event', isObject ? { a: odd } : odd)).to.deep.equal([{ body }]);
        });
      }
      await withSchema(
        Joi.array().items(Joi.number()).max(3),
        async (ctx) => {
          expect(await answerTo(ctx, 'event', odd)).to.deep.equal([{ body: [1, 2, 3] }]);
        },
        { validation: { stripUnknown: { arrays: true } } },
      );
    });

    it('is refused as ever by a schema that cannot be taken apart', () => {
      const circle: Record<string, unknown> = {};
      circle.self = circle;
      return withSchema(Joi.array().items(Joi.string()).max(1).meta(circle), async (ctx) => {
        const [issue] = await issuesOf(ctx, 'event', ['a', 'b']);
        expect(issue?.type).to.equal('array.max');
      });
    });

    it('leaves the schema of the application as it is', () => {
      const schema = Joi.array().items(item).max(1);
      return withSchema(schema, async (ctx) => {
        await issuesOf(ctx, 'event', [1, 2]);
        looked = 0;
        schema.validate([1, 2]);
        expect(looked).to.equal(2);
      });
    });
  });
}
