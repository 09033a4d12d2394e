import { expect } from 'chai';
import { issuesOf } from '../issues';
import { joiVersions } from '../joi-versions';
import { withSchema } from '../with-schema';

for (const [version, Joi] of Object.entries(joiVersions)) {
  describe(`What a schema of ${version} says of itself is readable, also where the payload holds the same`, () => {
    const fields = {
      age: Joi.number().min(18).label('age of the user'),
      color: Joi.valid('red', 'blue'),
      note: Joi.any(),
    };
    const schemas = {
      'without functions': Joi.object(fields).and('first', 'second'),
      'where a function checks it, too': Joi.object(fields)
        .custom((value: unknown) => value)
        .and('first', 'second'),
      'where a function sees its mistakes': Joi.object(fields)
        .error((reports) => reports)
        .and('first', 'second'),
      'where it is asked for later': Joi.object(fields)
        .external((value: unknown) => value)
        .and('first', 'second'),
    };
    for (const [title, schema] of Object.entries(schemas)) {
      it(title, () =>
        withSchema(schema.unknown(), async (ctx) => {
          const body = { age: 7, color: 'green', note: [18, 'red', 'second', 'age of the user'], first: 'first' };
          const issues = await issuesOf(ctx, 'event', body);
          expect(issues.map(({ message }) => message)).to.deep.equal([
            '"age of the user" must be greater than or equal to 18',
            '"color" must be one of [red, blue]',
            '"body" contains [first] without its required peers [second]',
          ]);
        }),
      );
    }
  });
}
