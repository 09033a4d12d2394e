import { expect } from 'chai';
import { gatewayWith, problemsOf } from '../support/problems';

describe('a handshake schema is refused', () => {
  for (const part of ['auth', 'query', 'headers']) {
    it(`when that of ${part} is none`, async () => {
      expect(await problemsOf(gatewayWith('Handshake', { handshake: { [part]: { token: 'string' } } }))).to.deep.equal([
        `Handshake, handshake.${part}: its schema is an object (token); expected a Joi schema and a Standard Schema`,
      ]);
    });
  }
});
