import { expect } from 'chai';
import { decorate as decorateOfInversify, inject, injectable } from 'inversify';
import Joi from 'joi';
import {
  decorate,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsAuth,
  WsBody,
  WsContext,
  type GatewayContext,
} from '../../src';
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

  it('says so where a parameter is no index', () => {
    expect(() => decorate(WsBody(), Wrong, 'say', -1)).to.throw(
      TypeError,
      'Wrong.say: decorate() was given the parameter -1; expected its index, from 0',
    );
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
