import { expect } from 'chai';
import { gatewayWith, problemsOf } from '../support/problems';

describe('a handshake schema is refused', () => {
  for (const part of ['auth', 'query', 'headers']) {
    it(`when that for ${part} is no schema`, async () => {
      expect(await problemsOf(gatewayWith('Handshake', { handshake: { [part]: { token: 'string' } } }))).to.deep.equal([
        `Handshake, handshake.${part}: its schema is an object (token); expected a Joi schema or a Standard Schema`,
      ]);
    });
  }

  it('when it is undefined, as happens when two files import each other; expected a Joi schema or a Standard Schema', async () => {
    expect(await problemsOf(gatewayWith('Handshake', { handshake: { query: undefined as never } }))).to.deep.equal([
      'Handshake, handshake.query: its schema is undefined, as happens when two files import each other; expected a Joi schema or a Standard Schema',
    ]);
  });
});
