import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsBody } from '../../src';
import { TestGateway } from '../../src/testing';
import { overBothTransports } from '../support/transports';
import { answerTo } from '../support/wire';
import { refusalIn, unknownEvent } from '../support/refusals';

const described = Symbol('described');
const undescribed = Symbol();

@WebSocketGateway({ path: '/subscriptions' })
class SubscriptionGateway extends GatewayBase {
  #count = 0;

  @SubscribeMessage('named')
  method(): string {
    return `${String(this.context.handler)} of ${this.context.event}`;
  }

  @SubscribeMessage('one', 'two', 'three')
  several(): string {
    return this.context.event;
  }

  @SubscribeMessage('first')
  @SubscribeMessage('second')
  decoratedTwice(): string {
    return this.context.event;
  }

  @SubscribeMessage()
  with_parentheses(): string {
    return this.context.event;
  }

  @SubscribeMessage
  without_parentheses(): string {
    return this.context.event;
  }

  @SubscribeMessage('arrow')
  readonly arrow = (first: unknown): unknown => [this.context.event, first];

  @SubscribeMessage
  readonly arrow_by_name = async (): Promise<number> => {
    await Promise.resolve();
    this.#count += 1;
    return this.#count;
  };

  @SubscribeMessage('by a symbol')
  [undescribed](): string {
    return this.context.event;
  }

  @SubscribeMessage
  [described](): string {
    return String(this.context.handler);
  }

  @SubscribeMessage('a name with spaces, ünïcödé and 🚀')
  oddName(): string {
    return this.context.event;
  }
}

@WebSocketGateway({ path: '/parent' })
class ParentGateway extends GatewayBase {
  @SubscribeMessage('kept')
  kept(): string {
    return `kept by ${this.constructor.name}`;
  }

  @SubscribeMessage('overridden')
  overridden(@WsBody('name') name: string): string {
    return `parent's ${name}`;
  }

  @SubscribeMessage('renamed')
  renamed(): string {
    return "parent's";
  }

  @SubscribeMessage('rebound')
  rebound(@WsBody('one') value: unknown): unknown {
    return value;
  }
}

@WebSocketGateway({ path: '/child' })
class ChildGateway extends ParentGateway {
  @SubscribeMessage('added')
  added(): string {
    return 'added';
  }

  override overridden(name: string): string {
    return `child's ${name}`;
  }

  @SubscribeMessage('new_name')
  override renamed(): string {
    return "child's";
  }

  override rebound(@WsBody('two') value: unknown): unknown {
    return value;
  }
}

@WebSocketGateway({ path: '/sibling' })
class SiblingGateway extends ParentGateway {
  @SubscribeMessage('of_the_sibling')
  added(): string {
    return 'sibling';
  }
}

describe('@SubscribeMessage', () => {
  const kit = TestGateway.createTestModule({ gateways: [SubscriptionGateway] });

  overBothTransports((run) => {
    it('subscribes to the event that it names', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'named')).to.deep.equal(['method of named']);
        expect(refusalIn(await answerTo(ctx, 'method'))).to.deep.equal(unknownEvent('method'));
      }));

    it('subscribes one method to several events', () =>
      run(kit, async (ctx) => {
        for (const event of ['one', 'two', 'three', 'first', 'second']) {
          expect(await answerTo(ctx, event)).to.deep.equal([event]);
        }
      }));

    it("subscribes to the event of the method's name, with parentheses or without", () =>
      run(kit, async (ctx) => {
        for (const event of ['with_parentheses', 'without_parentheses']) {
          expect(await answerTo(ctx, event)).to.deep.equal([event]);
        }
      }));

    it('takes any text as the name of an event', () =>
      run(kit, async (ctx) => {
        const event = 'a name with spaces, ünïcödé and 🚀';
        expect(await answerTo(ctx, event)).to.deep.equal([event]);
      }));

    it('subscribes fields that hold an arrow function, which see their own object and context', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'arrow', 1)).to.deep.equal([['arrow', 1]]);
        expect(await answerTo(ctx, 'arrow_by_name')).to.deep.equal([1]);
        expect(await answerTo(ctx, 'arrow_by_name')).to.deep.equal([2]);
      }));

    it('subscribes methods whose name is a symbol, under the name given or its description', () =>
      run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'by a symbol')).to.deep.equal(['by a symbol']);
        expect(await answerTo(ctx, 'described')).to.deep.equal(['Symbol(described)']);
      }));
  });
});

describe('a gateway that extends another', () => {
  const kit = TestGateway.createTestModule({ gateways: [ChildGateway] });

  it('handles the events of its parent and its own', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await answerTo(ctx, 'kept')).to.deep.equal(['kept by ChildGateway']);
      expect(await answerTo(ctx, 'added')).to.deep.equal(['added']);
    }));

  it('handles an event with the method that overrides its parent’s, with the parent’s parameters', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await answerTo(ctx, 'overridden', { name: 'body' })).to.deep.equal(["child's body"]);
    }));

  it('subscribes a method to another event when it overrides and decorates it', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await answerTo(ctx, 'new_name')).to.deep.equal(["child's"]);
      expect(refusalIn(await answerTo(ctx, 'renamed'))).to.deep.equal(unknownEvent('renamed'));
    }));

  it('may override a method and decorate its parameters only', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await answerTo(ctx, 'rebound', { one: 1, two: 2 })).to.deep.equal([2]);
    }));

  it('changes neither its parent nor its siblings', async () => {
    const family = TestGateway.createTestModule({ gateways: [ParentGateway, ChildGateway, SiblingGateway] });
    await family.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await answerTo(ctx, 'kept')).to.deep.equal(['kept by ParentGateway']);
      expect(await answerTo(ctx, 'overridden', { name: 'body' })).to.deep.equal(["parent's body"]);
      expect(await answerTo(ctx, 'renamed')).to.deep.equal(["parent's"]);
      expect(await answerTo(ctx, 'rebound', { one: 1, two: 2 })).to.deep.equal([1]);
      for (const event of ['added', 'new_name', 'of_the_sibling']) {
        expect(refusalIn(await answerTo(ctx, event))).to.deep.equal(unknownEvent(event));
      }
      const sibling = ctx.newSocketClientContext({ path: '/sibling' });
      await sibling.connect();
      expect(await answerTo(sibling, 'of_the_sibling')).to.deep.equal(['sibling']);
      expect(await answerTo(sibling, 'renamed')).to.deep.equal(["parent's"]);
      expect(refusalIn(await answerTo(sibling, 'new_name'))).to.deep.equal(unknownEvent('new_name'));
    });
  });
});
