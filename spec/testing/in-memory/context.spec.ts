import { expect } from 'chai';
import type { Request, RequestHandler, Response } from 'express';
import { inject, injectable } from 'inversify';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsAuth,
  WsBody,
  WsHeader,
  WsParam,
  WsQuery,
} from '../../../src';
import { type DispatchOptions, TestGateway } from '../../../src/testing';

@injectable()
class Clock {
  now(): string {
    return 'now';
  }
}

class StoppedClock extends Clock {
  override now(): string {
    return 'noon';
  }
}

let seenByGuard: unknown[] = [];

@WebSocketGateway({ path: '/whose', namespace: 'desk' })
@UseGuards((context) => {
  seenByGuard.push([context.event, context.user]);
  return true;
})
class WhoseGateway extends GatewayBase {
  constructor(@inject(Clock) private readonly clock: Clock) {
    super();
  }

  @OnConnected()
  connected(): void {
    seenByGuard.push(['@OnConnected', this.context.user]);
  }

  @SubscribeMessage('who?')
  who(): unknown {
    return this.context.user;
  }

  @SubscribeMessage('when?')
  when(): string {
    return this.clock.now();
  }

  @SubscribeMessage('what?')
  what(
    @WsAuth('token') token: unknown,
    @WsHeader('x-custom') header: unknown,
    @WsQuery('page', Joi.number()) page: unknown,
  ): object {
    const { address, auth, secure } = this.context.environment;
    return { token, header, page, auth, address, secure };
  }

  @SubscribeMessage('where?')
  where(): string {
    return this.context.namespace.name;
  }

  @SubscribeMessage('strictly')
  strictly(@WsBody(Joi.number()) body: unknown): unknown {
    return body;
  }
}

@WebSocketGateway({ path: '/pattern', namespace: '/rooms/:room' })
class PatternGateway extends GatewayBase {
  @SubscribeMessage('where?')
  where(@WsParam('room') room: string): object {
    this.context.namespace.emit('asked');
    return { namespace: this.context.namespace.name, room };
  }
}

@WebSocketGateway({ path: '/expression', namespace: /^\/floors\/(?<floor>\d+)$/ })
class ExpressionGateway extends GatewayBase {
  @SubscribeMessage('where?')
  where(@WsParam('floor') floor: string): object {
    return { namespace: this.context.namespace.name, floor };
  }
}

async function answer(event: string, payload?: unknown, options: DispatchOptions = {}): Promise<unknown> {
  const bind: DispatchOptions['bind'] = (container) => container.bind(Clock).toSelf();
  const { ack, error } = await TestGateway.dispatch(WhoseGateway, event, payload, { bind, ...options });
  expect(error).to.equal(undefined);
  return ack;
}

describe('the context of dispatch', () => {
  it('has the user, whom guards and @OnConnected know as well', async () => {
    seenByGuard = [];
    const user = { name: 'Ada' };
    expect(await answer('who?', undefined, { context: { user } })).to.deep.equal(user);
    expect(seenByGuard).to.deep.equal([
      ['connect', user],
      ['@OnConnected', user],
      ['who?', user],
    ]);
  });

  it('has the user that a guard finds, where none was given', async () => {
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

  it('has what the client brought', async () => {
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

  it('has the names of headers in lower case, as every request does', async () => {
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

describe('bind of dispatch', () => {
  it('puts doubles in place of what is real', async () => {
    const bind: DispatchOptions['bind'] = (container) => container.bind(Clock).to(StoppedClock);
    expect(await answer('when?', undefined, { bind })).to.equal('noon');
    expect(await answer('when?')).to.equal('now');
  });

  it('may bind the gateway itself', async () => {
    const gateway = new WhoseGateway(new StoppedClock());
    const bind: DispatchOptions['bind'] = (container) => container.bind(WhoseGateway).toConstantValue(gateway);
    expect(await answer('when?', undefined, { bind })).to.equal('noon');
  });

  it('may be forgotten: what is missing is told', async () => {
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

  it('may choose how acknowledgements look; the answer is the same', async () => {
    expect(await answer('where?', undefined, { options: { acks: 'errorFirst' } })).to.equal('/desk');
  });

  it('may let sessions be recovered, which shows in no event', async () => {
    const options = { server: { connectionStateRecovery: { skipMiddlewares: false } } };
    const context = { namespace: '/rooms/5' };
    const dispatched = await TestGateway.dispatch(PatternGateway, 'where?', undefined, { context, options });
    expect(dispatched.emitted).to.deep.equal([{ event: 'asked', args: [], to: 'namespace' }]);
  });

  it('may have an AuthProvider, which finds what it does in a request of Express', async () => {
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

  it('may have middleware, which runs on the handshake', async () => {
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
    const dispatched = async (middleware: RequestHandler) =>
      await TestGateway.dispatch(ExpressionGateway, 'where?', undefined, {
        context: { namespace: '/floors/3' },
        options: { middleware: [middleware] },
      });
    const refusal = (reason: string) => ({ ack: undefined, error: { code: 0, reason, event: 'connect' }, emitted: [] });
    expect(await dispatched(refuse)).to.deep.equal(refusal('The handshake was refused'));
    expect(await dispatched(answer)).to.deep.equal(refusal('The handshake was answered with 401'));
  });
});
