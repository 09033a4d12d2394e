import { expect } from 'chai';
import { next } from '../support/application';
import { Example } from './support';

interface Refusal extends Error {
  readonly data: { readonly code: number };
}

async function tokenOf(example: Example, name: string, tenant: string, seconds = 600): Promise<string> {
  return ((await example.post('/login', { name, tenant, seconds })) as { token: string }).token;
}

async function refusalOf(connecting: Promise<unknown>): Promise<Refusal> {
  return connecting.then(
    () => expect.fail('it was let in'),
    (error: unknown) => error as Refusal,
  );
}

describe('The example of tenants with a JWT', function () {
  this.timeout(60_000);

  it('keeps tenants apart, over events and from a route', async () => {
    await using example = await new Example('tenants-jwt').start();
    const ada = await example.connect('/tenants/acme', { auth: { token: await tokenOf(example, 'Ada', 'acme') } });
    const bob = await example.connect('/tenants/umbrella', {
      auth: { token: await tokenOf(example, 'Bob', 'umbrella') },
    });
    const heard: unknown[] = [];
    bob.onAny((...event: unknown[]) => heard.push(event));
    const said = next(ada, 'said');
    ada.emit('say', 'hello');
    expect(await said).to.deep.equal({ from: 'Ada', text: 'hello' });
    const notice = next(ada, 'notice');
    await example.post('/tenants/acme/notices', { text: 'lunch' });
    expect(await notice).to.equal('lunch');
    await bob.emitWithAck('say', 'a round trip');
    expect(heard.map((event) => (event as unknown[])[0])).to.deep.equal(['said']); // its own
  });

  it('refuses a client without a token, with a wrong one, and that of another tenant', async () => {
    await using example = await new Example('tenants-jwt').start();
    const token = await tokenOf(example, 'Ada', 'acme');
    expect((await refusalOf(example.connect('/tenants/acme'))).data.code).to.equal(4401);
    const wrong = { auth: { token: `${token}x` } };
    expect((await refusalOf(example.connect('/tenants/acme', wrong))).data.code).to.equal(4401);
    expect((await refusalOf(example.connect('/tenants/umbrella', { auth: { token } }))).data.code).to.equal(1008);
  });

  it('disconnects a client whose token ends', async () => {
    await using example = await new Example('tenants-jwt').start();
    const token = await tokenOf(example, 'Ada', 'acme', 5);
    const client = await example.connect('/tenants/acme', { auth: { token } });
    expect(await next(client, 'disconnect')).to.equal('io server disconnect');
  });
});
