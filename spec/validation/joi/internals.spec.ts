import { expect } from 'chai';
import { joiVersions } from '../joi-versions';

/** The private fields that `src/validation/joi-internals.ts` reads, with the schema that shows each. */
for (const [version, Joi] of Object.entries(joiVersions)) {
  describe(`the private fields of ${version} that the check in front of Joi reads`, () => {
    const read = (schema: object, field: string): unknown => (schema as Record<string, unknown>)[field];
    const rename = (field: string): string => `${version} has changed or removed ${field}`;

    it('are there: type and _definition, one for all schemas of a type', () => {
      expect(read(Joi.string(), 'type'), rename('type')).to.equal('string');
      expect(read(Joi.string().min(1), '_definition'), rename('_definition'))
        .to.equal(read(Joi.string(), '_definition'))
        .and.not.equal(read(Joi.number(), '_definition'));
      const extended = Joi.extend((joi) => ({ type: 'string', base: joi.string() })) as typeof Joi;
      expect(read(extended.string(), '_definition')).not.to.equal(read(Joi.string(), '_definition'));
    });

    it('are there: _flags', () => {
      expect(read(Joi.any().required().label('x'), '_flags'), rename('_flags')).to.include({
        presence: 'required',
        label: 'x',
      });
      expect(read(Joi.object({}).unknown(), '_flags')).to.include({ unknown: true });
    });

    it('are there: _rules, with their names and arguments', () => {
      const rules = read(Joi.array().length(3), '_rules') as { name: string; args: object }[];
      expect(
        rules.map(({ name, args }) => ({ name, args })),
        rename('_rules'),
      ).to.deep.equal([{ name: 'length', args: { limit: 3 } }]);
    });

    it('are there: _preferences', () => {
      expect(read(Joi.any(), '_preferences')).to.equal(null);
      expect(read(Joi.any().prefs({ convert: false }), '_preferences'), rename('_preferences')).to.include({
        convert: false,
      });
    });

    it('are there: _valids and _invalids, with values and references', () => {
      const { _values, _refs } = read(Joi.valid(1, Joi.ref('a')), '_valids') as {
        _values: Set<unknown>;
        _refs: Set<unknown>;
      };
      expect([..._values], rename('_valids')).to.deep.include(1);
      expect(_refs).to.have.property('size', 1);
      const invalids = read(Joi.invalid(2), '_invalids') as { _values: Set<unknown> };
      expect([...invalids._values], rename('_invalids')).to.deep.equal([2]);
    });

    it('are there: _cache, falsy where there is none', () => {
      expect(Boolean(read(Joi.any(), '_cache'))).to.equal(false);
      const cached = Joi.any().cache() as unknown as object;
      expect(Boolean(read(cached, '_cache')), rename('_cache')).to.equal(true);
    });

    it('are there: $_terms, with keys and items', () => {
      const { keys } = read(Joi.object({ a: Joi.any() }), '$_terms') as { keys: { key: string; schema: object }[] };
      expect(
        keys.map(({ key }) => key),
        rename('$_terms.keys'),
      ).to.deep.equal(['a']);
      const { items } = read(Joi.array().items(Joi.string()), '$_terms') as { items: object[] };
      expect(
        items.map((item) => read(item, 'type')),
        rename('$_terms.items'),
      ).to.deep.equal(['string']);
    });
  });
}
