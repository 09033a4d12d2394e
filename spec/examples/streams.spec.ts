import { expect } from 'chai';
import { until } from '../support/until';
import { Example } from './support';

describe('The example of the progress of a job', function () {
  this.timeout(60_000);

  it('sends the progress, and the end', async () => {
    await using example = await new Example('job-progress').start();
    const client = example.run('client', example.url);
    expect(await client.ended).to.equal(0);
    expect(client.output).to.match(/^0 of 10\n1 of 10\n[^]*10 of 10\nwritten: export-of-10.csv\n$/);
  });

  it('ends the job of a client that cancels', async () => {
    await using example = await new Example('job-progress').start();
    const client = example.run('client', example.url, '3');
    expect(await client.ended).to.equal(0);
    expect(client.output).to.match(/3 of 10\ncancelled\n$/);
    await until(async () => (await example.get('/running')) === 0, 'no export runs', 10_000);
  });
});

describe('The example of a language model', function () {
  this.timeout(60_000);

  it('sends the answer word by word', async () => {
    await using example = await new Example('language-model').start();
    const client = example.run('client', example.url, 'what is a gateway?');
    expect(await client.ended).to.equal(0);
    expect(client.output).to.equal('You asked: what is a gateway?\n');
  });

  it('stops the model of a client that stops reading', async () => {
    const example = new Example('language-model');
    await using _ = example;
    const server = example.run('main');
    const [, port = ''] = await server.writes(/http:\/\/localhost:(\d+)/);
    const client = example.run('client', `http://127.0.0.1:${port}`, 'one two three four five six', '2');
    expect(await client.ended).to.equal(0);
    expect(client.output).to.equal('You asked: \n');
    await server.writes(/cancelled: true/);
  });
});
