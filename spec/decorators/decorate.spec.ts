import { inspect } from 'node:util';
import { expect } from 'chai';
import { decorate as decorateOfInversify, inject, injectable } from 'inversify';
import Joi from 'joi';
import {
  createParamDecorator,
  decorate,
  Describe,
  Emits,
  type GatewayContext,
  Idempotent,
  OnConnected,
  OnGatewayInit,
  OnServerEvent,
  RateLimit,
  Returns,
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
import type { AnyDecorator } from '../../src/decorators/decorate';
import { decoratedMethods } from '../../src/decorators/metadata';
import { TestGateway } from '../../src/testing';
import { overBothTransports } from '../support/transports';

/** As the compiler of JavaScript has it: no decorators, no types. */
class Greeter {
  greet(name: string): string {
    return `Hello, ${name}`;
  }
}

class GreetingGateway {
  readonly #greeter: Greeter;

  constructor(greeter: Greeter) {
    this.#greeter = greeter;
  }

  connected(language: string, { socket }: GatewayContext): void {
    socket.data = { language };
  }

  greet(name: string, { socket }: GatewayContext): string {
    return `${this.#greeter.greet(name)} (${(socket.data as { language: string }).language})`;
  }

  secret(): string {
    return 'secret';
  }
}

decorate(injectable(), Greeter);
decorate(WebSocketGateway({ namespace: '/greetings' }), GreetingGateway);
decorate(inject(Greeter), GreetingGateway, 0);
decorate(OnConnected(), GreetingGateway, 'connected');
decorate(WsAuth('language', Joi.string().default('en')), GreetingGateway, 'connected', 0);
decorate(WsContext(), GreetingGateway, 'connected', 1);
decorate(SubscribeMessage('greet', 'hail'), GreetingGateway, 'greet');
decorate(WsBody(Joi.string().max(5).required()), GreetingGateway, 'greet', 0);
decorate(WsContext(), GreetingGateway, 'greet', 1);
decorate([SubscribeMessage(), UseGuards(() => false)], GreetingGateway, 'secret');

const kit = TestGateway.createTestModule({
  gateways: [GreetingGateway],
  bind: (container) => container.bind(Greeter).toSelf(),
});

overBothTransports((run) => {
  describe('decorate(), without the syntax of decorators', () => {
    it('makes gateways, events, hooks, dependencies and validated parameters', async () => {
      await run(kit, async (ctx) => {
        expect(await ctx.request('greet', 'Ada')).to.equal('Hello, Ada (en)');
        expect(await ctx.request('hail', 'Bob')).to.equal('Hello, Bob (en)');
        const error: unknown = await ctx.request('greet', 'Methuselah').catch((reason: unknown) => reason);
        expect(error).to.include({ code: 1007, event: 'greet' });
      });
    });

    it('takes several decorators at once', async () => {
      await run(kit, async (ctx) => {
        const error: unknown = await ctx.request('secret').catch((reason: unknown) => reason);
        expect(error).to.include({ code: 1008, event: 'secret' });
      });
    });
  });
});

describe('decorate()', () => {
  class Wrong {
    readonly field = 1;

    say(text: string): string {
      return text;
    }
  }

  it('says which methods there are where it is given the name of none', () => {
    expect(() => decorate(SubscribeMessage(), Wrong, 'sey')).to.throw(
      TypeError,
      "Wrong.sey: decorate() found undefined; expected a method of the class: 'say'",
    );
    expect(() => decorate(WsBody(), Wrong, 'field', 0)).to.throw(TypeError, 'Wrong.field: decorate() found undefined');
  });

  it('says so where its target is no class', () => {
    expect(() => decorate(SubscribeMessage(), Wrong.prototype as never, 'say')).to.throw(
      TypeError,
      "decorate() was given {} to decorate; expected a class: decorate(SubscribeMessage(), ChatGateway, 'say')",
    );
  });

  for (const index of [-1, 0.5, NaN, '0', null]) {
    it(`says so where a parameter is no index: ${inspect(index)}`, () => {
      expect(() => decorate(WsBody(), Wrong, 'say', index as number)).to.throw(
        TypeError,
        `Wrong.say: decorate() was given the parameter ${inspect(index)}; expected its index, from 0`,
      );
    });
  }

  const Language = createParamDecorator(({ environment }) => environment.headers['accept-language']);
  for (const [name, decorator] of Object.entries({
    '@WsBody': WsBody(Joi.string()),
    '@WsArgs': WsArgs(0),
    '@WsHeader': WsHeader('x-name'),
    '@WsQuery': WsQuery('name'),
    '@WsParam': WsParam('name'),
    '@WsAuth': WsAuth(),
    '@WsSocket': WsSocket(),
    '@WsAck': WsAck(),
    '@WsContext': WsContext(),
    'a decorator of createParamDecorator': Language(),
  })) {
    it(`says that ${name} needs the index of a parameter`, () => {
      expect(() => decorate(decorator as AnyDecorator, Wrong, 'say')).to.throw(
        TypeError,
        `Wrong.say: ${name} decorates a method; expected the index of a parameter, from 0: decorate(…, Wrong, 'say', 0)`,
      );
      expect(() => decorate(decorator as AnyDecorator, Wrong)).to.throw(
        TypeError,
        `Wrong: ${name} decorates a class; expected the index of a parameter, from 0: decorate(…, Wrong, 'method', 0)`,
      );
      expect(() => (decorator as AnyDecorator)(Wrong.prototype, 'say', -1)).to.throw(
        TypeError,
        `Wrong.say: ${name} was given the index -1; expected the index of a parameter, from 0`,
      );
    });
  }

  for (const [name, decorator] of Object.entries({
    SubscribeMessage: SubscribeMessage('say'),
    'SubscribeMessage without parentheses': SubscribeMessage as AnyDecorator,
    OnServerEvent: OnServerEvent('said'),
    OnConnected: OnConnected(),
    OnGatewayInit: OnGatewayInit(),
    Idempotent: Idempotent(),
    UseGuards: UseGuards(() => true),
    UseInterceptors: UseInterceptors((_context, next) => next()),
    UseFilters: UseFilters(() => undefined),
    RateLimit: RateLimit({ points: 1, durationMs: 1 }),
    Timeout: Timeout(1),
    Emits: Emits('said'),
    Returns: Returns(Joi.string()),
    Describe: Describe({ summary: 'Says something' }),
  })) {
    it(`says that ${name} takes no index`, () => {
      expect(() => decorate(decorator, Wrong, 'say', 0)).to.throw(
        TypeError,
        "Wrong.say, parameter 0: is decorated as a method; expected no index: decorate(…, Wrong, 'say')",
      );
      expect(() => decorate(decorator, Wrong, 0)).to.throw(TypeError, /^Wrong(, parameter 0 of its constructor)?: /);
    });
  }

  it('says that a decorator of classes takes no index', () => {
    for (const decorator of [WebSocketGateway(), WebSocketGateway, UseGuards(() => true), Emits('said')]) {
      expect(() => decorate(decorator as AnyDecorator, Wrong, 0)).to.throw(
        TypeError,
        'Wrong, parameter 0 of its constructor: is decorated as a class; expected no index: decorate(…, Wrong)',
      );
    }
  });

  it('leaves nothing decorated where it throws', () => {
    expect(() => decorate(SubscribeMessage(), Wrong, 'say', 0)).to.throw(TypeError);
    expect(() => decorate(WsBody() as AnyDecorator, Wrong, 'say')).to.throw(TypeError);
    expect(decoratedMethods(Wrong)).to.deep.equal([]);
  });
});

describe('decorate() of Inversify', () => {
  it('takes the decorators of classes', async () => {
    class EchoGateway {
      echo(text: unknown): unknown {
        return text;
      }
    }
    Reflect.apply(decorateOfInversify, undefined, [WebSocketGateway(), EchoGateway]); // its types differ from version to version
    decorate(SubscribeMessage('echo'), EchoGateway, 'echo');
    await TestGateway.createTestModule({ gateways: [EchoGateway] }).runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await ctx.request('echo', 'hello')).to.equal('hello');
    });
  });
});
