import { expect } from 'chai';
import { type DispatchOptions, TestGateway } from '../../../src/testing';
import { answer, seen, ExpressionGateway, PatternGateway } from './whose';

describe('the context of dispatch', () => {
  it('has the given user, also for guards and @OnConnected', async () => {
    seen.splice(0);
    const user = { name: 'Ada' };
    expect(await answer('who?', undefined, { context: { user } })).to.deep.equal(user);
    expect(seen).to.deep.equal([
      ['connect', user],
      ['@OnConnected', user],
      ['who?', user],
    ]);
  });

  it('has the user that a guard sets when none was given', async () => {
    const signIn: NonNullable<DispatchOptions['options']>['guards'] = [
      (context) => {
        context.user = { name: `found by ${String(context.environment.auth.token)}` };
        return true;
      },
    ];
    const found = await answer('who?', undefined, { context: { auth: { token: 't' } }, options: { guards: signIn } });
    expect(found).to.deep.equal({ name: 'found by t' });
    expect(await answer('who?')).to.equal(undefined);
  });

  it('has the given handshake', async () => {
    const brought = { auth: { token: 'secret', a: [1] }, headers: { 'x-custom': 'a header' }, query: { page: '5' } };
    expect(await answer('what?', undefined, { context: brought })).to.deep.equal({
      token: 'secret',
      header: 'a header',
      page: 5,
      auth: { token: 'secret', a: [1] },
      address: '127.0.0.1',
      secure: false,
    });
  });

  it('has the names of headers in lower case, as every request', async () => {
    const context = { headers: { 'X-Custom': 'a header' }, query: { page: '1' } };
    expect(await answer('what?', undefined, { context })).to.include({ header: 'a header' });
  });

  it('has the namespace of the gateway', async () => {
    expect(await answer('where?')).to.equal('/desk');
  });

  for (const namespace of ['/rooms/5%2F6', 'rooms/5%2F6']) {
    it(`has the namespace ${namespace} of a pattern, and its parameters`, async () => {
      expect(await TestGateway.dispatch(PatternGateway, 'where?', undefined, { context: { namespace } })).to.deep.equal(
        {
          ack: { namespace: '/rooms/5%2F6', room: '5/6' },
          error: undefined,
          emitted: [{ event: 'asked', args: [], to: 'namespace' }],
        },
      );
    });
  }

  it('has the namespace of a RegExp, and its groups', async () => {
    const context = { namespace: '/floors/3' };
    const { ack } = await TestGateway.dispatch(ExpressionGateway, 'where?', undefined, { context });
    expect(ack).to.deep.equal({ namespace: '/floors/3', floor: '3' });
  });

  for (const [gateway, pattern] of [
    [PatternGateway, '/rooms/:room'],
    [ExpressionGateway, '/^\\/floors\\/(?<floor>\\d+)$/'],
  ] as const) {
    it(`asks which namespace of ${pattern} it is`, async () => {
      const error = await TestGateway.dispatch(gateway, 'where?', undefined).catch((reason: unknown) => reason);
      expect(error)
        .to.be.an('error')
        .with.property('message', `The gateway's namespace is the pattern ${pattern}: say which in context.namespace`);
    });
  }
});
