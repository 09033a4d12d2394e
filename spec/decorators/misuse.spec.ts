import { expect } from 'chai';
import { Container, injectable } from 'inversify';
import {
  createParamDecorator,
  type Guard,
  OnConnected,
  RateLimit,
  SubscribeMessage,
  UseGuards,
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

describe('a decorator that the compiler applies as a standard one', () => {
  const member = { kind: 'method', name: 'say', static: false };
  const decorators: Record<string, () => unknown> = {
    '@SubscribeMessage': () => (SubscribeMessage as Loose)(() => undefined, member),
    "@SubscribeMessage('say')": () => (SubscribeMessage('say') as Loose)(() => undefined, member),
    '@OnConnected()': () => (OnConnected() as Loose)(() => undefined, member),
    '@UseGuards()': () => (UseGuards(() => true) as Loose)(() => undefined, member),
    '@RateLimit()': () => (RateLimit({ points: 1, durationMs: 1 }) as Loose)(() => undefined, member),
  };
  for (const [decorator, apply] of Object.entries(decorators)) {
    it(`is refused with the flag to set: ${decorator}`, () => {
      expect(apply).to.throw(
        TypeError,
        'say is decorated by a standard decorator; expected a legacy one: ' +
          'set "experimentalDecorators": true in tsconfig.json, and let the runner (tsx, esbuild, swc) read it',
      );
    });
  }

  for (const [decorator, apply] of Object.entries({
    '@WebSocketGateway': (target: unknown, context: unknown) => (WebSocketGateway as Loose)(target, context),
    '@WebSocketGateway()': (target: unknown, context: unknown) => (WebSocketGateway() as Loose)(target, context),
    '@UseGuards()': (target: unknown, context: unknown) => (UseGuards(() => true) as Loose)(target, context),
  })) {
    it(`is refused on a class, too: ${decorator}`, () => {
      class ChatGateway {}
      expect(() => apply(ChatGateway, { kind: 'class', name: 'ChatGateway' })).to.throw(
        TypeError,
        'ChatGateway is decorated by a standard decorator; expected a legacy one',
      );
    });
  }
});

describe('a parameter decorator without its parentheses', () => {
  const decorators = { WsAck, WsArgs, WsAuth, WsBody, WsContext, WsHeader, WsParam, WsQuery, WsSocket };
  for (const [name, decorator] of Object.entries(decorators)) {
    it(`is refused: @${name}`, () => {
      class ChatGateway {}
      expect(() => (decorator as Loose)(ChatGateway.prototype, 'say', 0)).to.throw(
        TypeError,
        `@${name} needs its parentheses: write @${name}()`,
      );
    });
  }

  it('is refused where createParamDecorator has made it', () => {
    const Locale = createParamDecorator(() => 'en');
    class ChatGateway {}
    expect(() => (Locale as Loose)(ChatGateway.prototype, 'say', 0)).to.throw(TypeError, 'needs its parentheses');
  });
});

describe('@WebSocketGateway', () => {
  it('is refused twice on one class', async () => {
    const gateway = gatewayWith('TwiceGateway', { path: '/one' });
    WebSocketGateway({ path: '/two' })(gateway);
    expect(await problemsOf(gateway)).to.deep.equal([
      'TwiceGateway: is decorated with @WebSocketGateway twice; expected once: give a second gateway a class',
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
