import { expect } from 'chai';
import { Container, injectable } from 'inversify';
import {
  createParamDecorator,
  type Guard,
  OnConnected,
  OnServerEvent,
  RateLimit,
  SubscribeMessage,
  Timeout,
  UseFilters,
  UseGuards,
  UseInterceptors,
  WebSocketGateway,
  WsAck,
  WsArgs,
  WsAuth,
  WsBody,
  WsContext,
  WsHeader,
  WsParam,
  WsQuery,
  WsSocket,
} from '../../src';
import { TestApplication } from '../support/application';
import { gatewayWith, problemsOf } from '../support/problems';

type Loose = (...args: unknown[]) => unknown;

describe('a decorator without its parentheses', () => {
  const ofMethods: Record<string, [decorator: unknown, written: string]> = {
    '@OnConnected': [OnConnected, '@OnConnected()'],
    '@OnServerEvent': [OnServerEvent, '@OnServerEvent()'],
    '@RateLimit': [RateLimit, '@RateLimit({ points, durationMs })'],
    '@Timeout': [Timeout, '@Timeout(ms)'],
    '@UseFilters': [UseFilters, '@UseFilters(…)'],
    '@UseGuards': [UseGuards, '@UseGuards(…)'],
    '@UseInterceptors': [UseInterceptors, '@UseInterceptors(…)'],
  };
  for (const [decorator, [apply, written]] of Object.entries(ofMethods)) {
    it(`is refused at a method: ${decorator}`, () => {
      class ChatGateway {
        static count(): void {}
        say(): void {}
      }
      const descriptor = Object.getOwnPropertyDescriptor(ChatGateway.prototype, 'say');
      expect(() => (apply as Loose)(ChatGateway.prototype, 'say', descriptor)).to.throw(
        TypeError,
        `ChatGateway.say: ${decorator} has no parentheses; expected ${written}`,
      );
      expect(() => (apply as Loose)(ChatGateway, 'count', descriptor)).to.throw(
        TypeError,
        `ChatGateway.count: ${decorator} has no parentheses; expected ${written}`,
      );
    });
  }

  for (const decorator of ['@RateLimit', '@Timeout', '@OnConnected', '@OnServerEvent']) {
    it(`is refused at a class: ${decorator}`, () => {
      class ChatGateway {}
      const [apply, written] = ofMethods[decorator]!;
      expect(() => (apply as Loose)(ChatGateway)).to.throw(
        TypeError,
        `ChatGateway: ${decorator} has no parentheses; expected ${written}`,
      );
    });
  }

  const ofParameters = { WsAck, WsArgs, WsAuth, WsBody, WsContext, WsHeader, WsParam, WsQuery, WsSocket };
  for (const [name, decorator] of Object.entries(ofParameters)) {
    it(`is refused at a parameter: @${name}`, () => {
      class ChatGateway {}
      expect(() => (decorator as Loose)(ChatGateway.prototype, 'say', 0)).to.throw(
        TypeError,
        `ChatGateway.say, parameter 0: @${name} has no parentheses; expected @${name}()`,
      );
    });
  }

  it('is refused at a parameter of a constructor', () => {
    class ChatGateway {}
    expect(() => (WsBody as Loose)(ChatGateway, undefined, 1)).to.throw(
      TypeError,
      'ChatGateway, parameter 1: @WsBody has no parentheses; expected @WsBody()',
    );
  });

  it('is refused where createParamDecorator has made it', () => {
    const Locale = createParamDecorator(() => 'en');
    class ChatGateway {}
    expect(() => (Locale as Loose)(ChatGateway.prototype, 'say', 0)).to.throw(
      TypeError,
      'ChatGateway.say, parameter 0: a decorator of createParamDecorator has no parentheses; expected them',
    );
  });
});

describe('a decorator at something that it is not for', () => {
  it('is refused with something in parentheses where it takes nothing', () => {
    expect(() => (OnConnected as Loose)('say')).to.throw(
      TypeError,
      "@OnConnected was given 'say'; expected @OnConnected()",
    );
  });

  it('is refused at a class where it is one of methods', () => {
    class ChatGateway {}
    for (const decorate of [SubscribeMessage('say'), OnConnected(), OnServerEvent('say')]) {
      expect(() => (decorate as Loose)(ChatGateway)).to.throw(
        TypeError,
        'ChatGateway: is decorated as a method; expected the decorator at a method of the class',
      );
    }
  });

  it('is refused at a method where it is @WebSocketGateway', () => {
    class ChatGateway {}
    expect(() => (WebSocketGateway() as Loose)(ChatGateway.prototype, 'say')).to.throw(
      TypeError,
      '@WebSocketGateway decorates {}; expected a class',
    );
  });

  it('is refused where a decorator below has put a function in place of the class', () => {
    expect(() => (WebSocketGateway() as Loose)(() => undefined)).to.throw(
      TypeError,
      '@WebSocketGateway decorates [Function (anonymous)]; expected a class',
    );
  });
});

describe('@WebSocketGateway', () => {
  it('is refused twice on one class', async () => {
    const gateway = gatewayWith('TwiceGateway', { path: '/one' });
    WebSocketGateway({ path: '/two' })(gateway);
    expect(await problemsOf(gateway)).to.deep.equal([
      'TwiceGateway: is decorated with @WebSocketGateway twice; expected once: a second gateway needs a class of its own',
    ]);
  });

  it('is no second time on a subclass', async () => {
    const parent = gatewayWith('ParentGateway', { path: '/one' });
    class ChildGateway extends parent {}
    WebSocketGateway({ path: '/two' })(ChildGateway);
    expect(await problemsOf(ChildGateway)).to.deep.equal([]);
  });

  it('is refused with a string, which half of all people take for the path and half for the namespace', async () => {
    expect(await problemsOf(gatewayWith('TenantGateway', '/tenants'))).to.deep.equal([
      "TenantGateway: its options are '/tenants'; expected { namespace: '/tenants' }, as in NestJS, " +
        "or { path: '/tenants' }, the path of the server",
    ]);
  });

  it('is refused with a port', async () => {
    expect(await problemsOf(gatewayWith('PortGateway', 3001))).to.deep.equal([
      'PortGateway: its options are 3001; expected an object: there are no ports here, ' +
        'gateways listen on the HTTP server that is attached',
    ]);
  });
});

describe('a guard that is not bound', () => {
  @injectable()
  class SignedIn implements Guard {
    canActivate(): boolean {
      return true;
    }
  }

  it('is none where the container binds by itself (autoBindInjectable of Inversify 6)', async () => {
    const options: object = { autoBindInjectable: true };
    const container = new Container(options);
    if (!('options' in container)) return; // Inversify 7 has `autobind`, which binds when it is asked
    const gateway = gatewayWith('GuardedGateway', { path: '/ws' });
    UseGuards(SignedIn)(gateway);
    await using application = new TestApplication(container);
    application.attach({ gateways: [gateway] });
  });
});

describe('an asynchronous binding', () => {
  it('names attachGatewaysAsync where attachGateways meets it', async () => {
    await using application = new TestApplication();
    const gateway = gatewayWith('AsyncGateway', { path: '/ws' }) as new () => object;
    application.container.bind(gateway).toDynamicValue(async () => {
      await Promise.resolve();
      return new gateway();
    });
    expect(() => application.attach()).to.throw(
      /^AsyncGateway cannot be resolved from the container: .*; use attachGatewaysAsync\(\) for asynchronous bindings$/s,
    );
  });
});
