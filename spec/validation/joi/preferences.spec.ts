import { expect } from 'chai';
import { joiVersions } from '../joi-versions';
import { answerTo } from '../../support/wire';
import { invalid, withSchema } from '../with-schema';

for (const [version, Joi] of Object.entries(joiVersions)) {
  describe(`a schema of ${version} under the preferences of options.validation`, () => {
    it('follows them', async () => {
      const schema = Joi.object({ count: Joi.number(), name: Joi.string() });
      const bad = { count: 'x', name: 1, more: true };
      await withSchema(
        schema,
        async (ctx) => {
          expect(await answerTo(ctx, 'event', { count: '1' })).to.have.nested.property('[0].error.code', 1007);
          expect(await answerTo(ctx, 'event', { count: 1, more: true })).to.deep.equal([{ body: { count: 1 } }]);
          expect(await answerTo(ctx, 'event', bad)).to.deep.equal(
            invalid('event', {
              in: 'body',
              path: ['count'],
              type: 'number.base',
              message: 'count must be a number',
            }),
          );
        },
        { validation: { convert: false, stripUnknown: true, abortEarly: true, errors: { wrap: { label: false } } } },
      );
    });

    it('follows its own preferences before them, as in Joi', () =>
      withSchema(
        Joi.number().prefs({ convert: true }),
        async (ctx) => {
          expect(await answerTo(ctx, 'event', '12')).to.deep.equal([{ body: 12 }]);
        },
        { validation: { convert: false } },
      ));

    it('uses its own messages before theirs, as in Joi', () =>
      withSchema(
        Joi.object({ data: Joi.string().min(3) }).messages({ 'string.min': 'mine', 'any.required': 'mine' }),
        async (ctx) => {
          for (const [body, message] of [
            [{ data: 'x' }, 'mine'],
            [{ data: 1 }, 'theirs'],
          ] as const) {
            expect(await answerTo(ctx, 'event', body)).to.have.nested.property('[0].error.reason[0].message', message);
          }
        },
        { validation: { messages: { 'string.min': 'theirs', 'string.base': 'theirs' } } },
      ));

    it('gets their context', () =>
      withSchema(
        Joi.number().max(Joi.ref('$limit')),
        async (ctx) => {
          expect(await answerTo(ctx, 'event', 3)).to.deep.equal([{ body: 3 }]);
          expect(await answerTo(ctx, 'event', 4)).to.have.nested.property('[0].error.code', 1007);
        },
        { validation: { context: { limit: 3 } } },
      ));
  });
}
