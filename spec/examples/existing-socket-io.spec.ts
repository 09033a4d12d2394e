import { expect } from 'chai';
import { next } from '../support/application';
import { Example } from './support';

describe('The example of an existing socket.io server', function () {
  this.timeout(60_000);

  it('serves both, and goes on without the gateways', async () => {
    await using example = await new Example('existing-socket-io').start();
    const client = await example.connect();
    const said = next(client, 'said');
    expect(await client.emitWithAck('say', ' hello ')).to.deep.equal({ length: 5 });
    expect(await said).to.deep.equal({ from: client.id, text: 'hello' });
    expect(await client.emitWithAck('whoami')).to.equal(client.id);
    await example.post('/without-gateways');
    expect(await client.emitWithAck('whoami')).to.equal(client.id);
    const error: unknown = await client
      .timeout(200)
      .emitWithAck('say', 'hello')
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error); // nobody answers
  });
});
