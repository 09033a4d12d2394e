import { expect } from 'chai';
import Joi from 'joi';
import { Describe, Emits, OnConnected, Returns, SubscribeMessage, WebSocketGateway } from '../../src';
import { problemsOf } from '../support/problems';

type Decorator = (target: object, name: string) => void;

/** What is wrong with a gateway that has this decorator on its class, or on a method that handles an event. */
function problemsWith(on: 'class' | 'method', decorator: unknown): Promise<readonly string[]> {
  class ContractGateway {
    say(): void {}
  }
  if (on === 'class') (decorator as (target: object) => void)(ContractGateway);
  else (decorator as Decorator)(ContractGateway.prototype, 'say');
  SubscribeMessage('say')(ContractGateway.prototype, 'say');
  WebSocketGateway({})(ContractGateway);
  return problemsOf(ContractGateway);
}

const schema = Joi.string();
const noSchema = { description: 'a message' } as never;

const wrong: readonly (readonly [what: string, on: 'class' | 'method', decorator: unknown, problem: string])[] = [
  [
    'an @Emits without a name',
    'class',
    Emits('', schema),
    "ContractGateway: its @Emits names ''; expected a name that is not empty",
  ],
  [
    'an @Emits of what is no name',
    'class',
    Emits(42 as never, schema),
    'ContractGateway: its @Emits names 42; expected a name that is not empty',
  ],
  [
    "an @Emits of socket.io's own event",
    'method',
    Emits('disconnect', schema),
    "ContractGateway.say: its @Emits names 'disconnect', which is reserved by socket.io; expected another name",
  ],
  [
    'an @Emits of the event that tells of errors',
    'method',
    Emits('error', schema),
    "ContractGateway.say: its @Emits names 'error', which tells clients of errors; expected another name",
  ],
  [
    'an @Emits with what is no schema',
    'class',
    Emits('said', noSchema),
    "ContractGateway, @Emits('said'): its schema is an object (description); expected a Joi schema or a Standard Schema",
  ],
  [
    'an @Emits whose schema is undefined',
    'class',
    Emits('said', undefined),
    "ContractGateway, @Emits('said'): its schema is undefined, as happens when two files import each other; " +
      'expected a Joi schema or a Standard Schema',
  ],
  [
    'an @Emits with unknown options',
    'class',
    Emits('said', schema, { summary: 'x' } as never),
    "ContractGateway, @Emits('said'): its options are { summary: 'x' }; expected { description?: string }",
  ],
  [
    'an @Emits whose description is no text',
    'class',
    Emits('said', schema, { description: 5 } as never),
    "ContractGateway, @Emits('said'): its options are { description: 5 }; expected { description?: string }",
  ],
  [
    'a @Returns with what is no schema',
    'method',
    Returns(noSchema),
    'ContractGateway.say, @Returns: its schema is an object (description); expected a Joi schema or a Standard Schema',
  ],
  [
    'a @Returns of a class',
    'class',
    Returns(schema),
    'ContractGateway: has @Returns on the class; expected it on the methods that answer',
  ],
  [
    'a @Describe of what is no object',
    'class',
    Describe('a chat' as never),
    "ContractGateway: its @Describe is given 'a chat'; expected summary, description, tags, deprecated, examples",
  ],
  [
    'a @Describe with an unknown field',
    'method',
    Describe({ title: 'a chat' } as never),
    "ContractGateway.say: its @Describe has 'title'; expected summary, description, tags, deprecated, examples",
  ],
  [
    'a @Describe with a field of another type',
    'method',
    Describe({ tags: 'chat', deprecated: 'yes', examples: {}, summary: 1 } as never),
    "ContractGateway.say: its @Describe has the tags 'chat'; expected an array of strings",
  ],
];

describe('a contract is refused', () => {
  for (const [what, on, decorator, problem] of wrong) {
    it(`that has ${what}`, async () => {
      const [first, ...others] = await problemsWith(on, decorator);
      expect(first).to.equal(problem);
      expect(others).to.have.length(what.endsWith('another type') ? 3 : 0);
    });
  }

  it('that says the same thing twice', async () => {
    @WebSocketGateway()
    @Emits('said', schema)
    @Emits('said', Joi.number())
    @Describe({ summary: 'one' })
    @Describe({ summary: 'two' })
    class TwiceGateway {
      @SubscribeMessage()
      @Returns(schema)
      @Returns(schema)
      say(): void {}
    }
    expect(await problemsOf(TwiceGateway)).to.deep.equal([
      'TwiceGateway.say: has @Returns twice; expected one for all that it answers',
      "TwiceGateway: has @Emits('said') twice; expected one: Joi.alternatives() takes several payloads",
      'TwiceGateway: has @Describe twice; expected one',
    ]);
  });

  it('that has a @Returns of a lifecycle hook', async () => {
    @WebSocketGateway()
    class HookGateway {
      @OnConnected()
      @Returns(schema)
      connected(): void {}
    }
    expect(await problemsOf(HookGateway)).to.deep.equal([
      'HookGateway.connected: has @Returns, but answers no event; expected it on a method with @SubscribeMessage',
    ]);
  });

  it('of a method that handles nothing, but for what it emits', async () => {
    @WebSocketGateway()
    class HelperGateway {
      @SubscribeMessage()
      say(): void {}

      @Emits('said', schema)
      tell(): void {}

      @Describe({ summary: 'Nobody can call it' })
      whisper(): void {}
    }
    expect(await problemsOf(HelperGateway)).to.deep.equal([
      'HelperGateway.whisper: is decorated and handles nothing; expected @SubscribeMessage(), or a lifecycle hook, on it',
    ]);
  });
});

describe('a decorator of the contract without its parentheses', () => {
  for (const [name, decorator] of Object.entries({ Emits, Returns, Describe }) as [string, Decorator][]) {
    it(`throws at once: @${name}`, () => {
      class BareGateway {
        say(): void {}
      }
      const problem = `@${name} has no parentheses; expected @${name}(…)`;
      expect(() => decorator(BareGateway.prototype, 'say')).to.throw(TypeError, `BareGateway.say: ${problem}`);
      expect(() => (decorator as (target: object) => void)(BareGateway)).to.throw(TypeError, `BareGateway: ${problem}`);
    });
  }
});
