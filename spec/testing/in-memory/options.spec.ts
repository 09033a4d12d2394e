import { expect } from 'chai';
import type { Request, RequestHandler, Response } from 'express';
import { injectable } from 'inversify';
import { type DispatchOptions, TestGateway } from '../../../src/testing';
import { answer, Clock, ExpressionGateway, PatternGateway, StoppedClock, WhoseGateway } from './whose';

describe('bind of dispatch', () => {
  it('can replace dependencies by doubles', async () => {
    const bind: DispatchOptions['bind'] = (container) => container.bind(Clock).to(StoppedClock);
    expect(await answer('when?', undefined, { bind })).to.equal('noon');
    expect(await answer('when?')).to.equal('now');
  });

  it('may bind the gateway itself', async () => {
    const gateway = new WhoseGateway(new StoppedClock());
    const bind: DispatchOptions['bind'] = (container) => container.bind(WhoseGateway).toConstantValue(gateway);
    expect(await answer('when?', undefined, { bind })).to.equal('noon');
  });

  it('may be left out, and the error names the missing dependency', async () => {
    const failure = await TestGateway.dispatch(WhoseGateway, 'when?', undefined).catch((error: unknown) => error);
    expect(failure)
      .to.be.an('error')
      .with.property('message')
      .that.matches(/WhoseGateway[^]*Clock/);
  });
});

describe('the options of dispatch', () => {
  it('are those of attachGateways', async () => {
    const interceptors = [async (_context: unknown, next: () => Promise<unknown>) => ({ outer: await next() })];
    expect(await answer('where?', undefined, { options: { interceptors } })).to.deep.equal({ outer: '/desk' });
    expect(await answer('strictly', '5')).to.equal(5);
    const options = { validation: { convert: false } };
    const bind: DispatchOptions['bind'] = (container) => container.bind(Clock).toSelf();
    const strict = await TestGateway.dispatch(WhoseGateway, 'strictly', '5', { bind, options });
    expect(strict.error).to.include({ code: 1007, event: 'strictly' });
  });

  it('may change the form of acknowledgements, and the result stays the same', async () => {
    expect(await answer('where?', undefined, { options: { acks: 'errorFirst' } })).to.equal('/desk');
  });

  it('may turn on connection-state recovery, which adds nothing to emitted events', async () => {
    const options = { server: { connectionStateRecovery: { skipMiddlewares: false } } };
    const context = { namespace: '/rooms/5' };
    const dispatched = await TestGateway.dispatch(PatternGateway, 'where?', undefined, { context, options });
    expect(dispatched.emitted).to.deep.equal([{ event: 'asked', args: [], to: 'namespace' }]);
  });

  it('may have an AuthProvider, which gets a request and a response of Express', async () => {
    @injectable()
    class TokenProvider {
      async getUser(request: Request, response: Response) {
        await Promise.resolve();
        const details = { token: request.get('X-Token'), isResponse: 'locals' in response, path: request.path };
        const yes = () => Promise.resolve(true);
        return { details, isAuthenticated: yes, isInRole: yes, isResourceOwner: yes };
      }
    }
    const found = await answer('who?', undefined, {
      context: { headers: { 'x-token': 'secret' } },
      options: { authProvider: TokenProvider, interceptors: [({ user }) => (user as { details: unknown }).details] },
    });
    expect(found).to.deep.include({ token: 'secret', isResponse: true });
  });

  it('may have middleware, which runs for the handshake', async () => {
    const tenant: RequestHandler = (request, _response, next) => {
      Object.assign(request, { tenant: request.get('x-tenant') });
      next();
    };
    const found = await answer('where?', undefined, {
      context: { headers: { 'x-tenant': 'acme' } },
      options: { middleware: [tenant], interceptors: [({ environment }) => environment.request.tenant] },
    });
    expect(found).to.equal('acme');
  });

  it('may have middleware that refuses the handshake, or answers it', async () => {
    const refuse: RequestHandler = (_request, _response, next) => next(new Error('no'));
    const answer: RequestHandler = (_request, response) => void response.status(401).send('who are you?');
    const giveUp: RequestHandler = (_request, response, next) => {
      response.writeHead(401);
      next();
    };
    const dispatched = async (middleware: RequestHandler) =>
      await TestGateway.dispatch(ExpressionGateway, 'where?', undefined, {
        context: { namespace: '/floors/3' },
        options: { middleware: [middleware] },
      });
    const refusal = (reason: string) => ({ ack: undefined, error: { code: 0, reason, event: 'connect' }, emitted: [] });
    expect(await dispatched(refuse)).to.deep.equal(refusal('The handshake was refused'));
    expect(await dispatched(answer)).to.deep.equal(refusal('The handshake was answered with 401'));
    expect(await dispatched(giveUp)).to.deep.equal(refusal('The handshake was ended without an answer'));
  });

  it('may name the pages that connect; no other page of a browser does', async () => {
    const dispatched = async (origin: string) =>
      await TestGateway.dispatch(ExpressionGateway, 'where?', undefined, {
        context: { namespace: '/floors/3', headers: { Origin: origin } },
        options: { allowedOrigins: ['https://example.org'] },
      });
    expect((await dispatched('https://example.org')).error).to.be.undefined;
    expect((await dispatched('https://evil.example')).error).to.have.property(
      'reason',
      'The handshake was answered with 403',
    );
  });
});
