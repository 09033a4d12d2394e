import { expect } from 'chai';
import { next } from '../support/application';
import { Example } from './support';

describe('The example in plain JavaScript, on Express 5', function () {
  this.timeout(60_000);

  it('counts votes, tells everyone, and refuses what is none', async () => {
    await using example = await new Example('plain-javascript').start();
    const client = await example.connect('/votes');
    const counts = next(client, 'counts');
    expect(await client.emitWithAck('vote', 'tea')).to.deep.equal({ tea: 1, coffee: 0 });
    await counts;
    expect(await client.emitWithAck('vote', 'milk')).to.have.nested.property('error.code', 1007);
    const told = next(client, 'counts');
    expect(await example.post('/votes', { option: 'coffee' })).to.deep.equal({ tea: 1, coffee: 1 });
    expect(await told).to.deep.equal({ tea: 1, coffee: 1 });
    expect(await example.get('/votes')).to.deep.equal({ tea: 1, coffee: 1 });
  });
});
