import { expect } from 'chai';
import {
  GatewayConfigurationError,
  Idempotent,
  type IdempotentOptions,
  OnConnected,
  SubscribeMessage,
  WebSocketGateway,
  WsAck,
} from '../../src';
import type { Newable } from '../../src/container';
import { next, TestApplication } from '../support/application';
import { RecordingLogger } from '../support/recording-logger';

describe('@Idempotent is refused when attaching', () => {
  function problemsOf(gateway: Newable): readonly string[] {
    try {
      new TestApplication().attach({ gateways: [gateway] });
    } catch (error) {
      expect(error).to.be.an.instanceOf(GatewayConfigurationError);
      return (error as GatewayConfigurationError).problems;
    }
    throw new Error('It attached');
  }

  function gatewayWith(options: unknown): Newable {
    @WebSocketGateway()
    class OrderGateway {
      @Idempotent(options as IdempotentOptions)
      @SubscribeMessage()
      order(): void {}
    }
    return OrderGateway;
  }

  for (const [windowMs, waitMs] of [
    [0, 1],
    [-1, 1],
    [NaN, 1],
    [Infinity, 1],
    ['1', 1],
    [1, -1],
    [1, NaN],
    [1, 2 ** 31],
  ]) {
    it(`with windowMs ${windowMs} and waitMs ${waitMs}`, () => {
      expect(problemsOf(gatewayWith({ windowMs, waitMs }))).to.deep.equal([
        `OrderGateway.order: its @Idempotent has windowMs ${windowMs} and waitMs ${waitMs}; expected numbers of ` +
          'milliseconds, windowMs above 0 and waitMs from 0 to 2147483647',
      ]);
    });
  }

  it('with a store that is none', () => {
    expect(problemsOf(gatewayWith({ store: new Map([[1, 2]]) }))).to.deep.equal([
      'OrderGateway.order: its @Idempotent has a store that is Map(1) { 1 => 2 }; expected an object with putIfAbsent(), ' +
        'replace() and remove(), or a function that returns one',
    ]);
    expect(() => new TestApplication().attach({ gateways: [gatewayWith({ store: () => 7 })] })).to.throw(
      'OrderGateway.order: its @Idempotent has no store: a store that is 7; expected an object with putIfAbsent(), ' +
        'replace() and remove(), or a function that returns one',
    );
  });

  it('with a key that is no function', () => {
    expect(problemsOf(gatewayWith({ key: 'id' }))).to.deep.equal([
      "OrderGateway.order: its @Idempotent has a key that is 'id'; expected a function of the context",
    ]);
  });

  it('with options that it does not know, or that are none', () => {
    expect(problemsOf(gatewayWith({ window: 5 }))[0])
      .to.include("'window'")
      .and.to.include('windowMs');
    for (const options of [5, null]) {
      expect(problemsOf(gatewayWith(options))).to.deep.equal([
        `OrderGateway.order: its @Idempotent is given ${options}; expected options`,
      ]);
    }
  });

  it('on a generator, whose items cannot be kept', () => {
    @WebSocketGateway()
    class CountGateway {
      @Idempotent()
      @SubscribeMessage()
      async *count(): AsyncGenerator<number> {
        yield await Promise.resolve(1);
      }
    }
    expect(problemsOf(CountGateway)).to.deep.equal([
      'CountGateway.count: is @Idempotent and gives a stream; expected one answer, which can be kept',
    ]);
  });

  it('on a method that answers itself', () => {
    @WebSocketGateway()
    class OwnGateway {
      @Idempotent()
      @SubscribeMessage()
      own(@WsAck() ack: () => void): void {
        ack();
      }
    }
    expect(problemsOf(OwnGateway)).to.deep.equal([
      'OwnGateway.own: is @Idempotent and takes the acknowledgement by @WsAck; expected it to return its answer',
    ]);
  });

  it('on a hook, which no client calls', () => {
    @WebSocketGateway()
    class HookGateway {
      @Idempotent()
      @OnConnected()
      connected(): void {}
    }
    expect(problemsOf(HookGateway)).to.deep.equal([
      'HookGateway.connected: is @Idempotent, and no client sends a request to it; expected it at a handler of events',
    ]);
  });

  it('on a class, or without parentheses', () => {
    expect(() => {
      // @ts-expect-error it decorates methods alone
      @Idempotent()
      class WholeGateway {}
      return WholeGateway;
    }).to.throw('WholeGateway: is decorated as a method; expected the decorator at a method of the class');
    expect(() => {
      class BareGateway {
        // @ts-expect-error it takes options
        @Idempotent
        bare(): void {}
      }
      return BareGateway;
    }).to.throw('BareGateway.bare: @Idempotent has no parentheses; expected @Idempotent()');
  });
});

describe('a handler with @Idempotent', () => {
  it('that gives a stream after all fails for each request', async () => {
    @WebSocketGateway()
    class CountGateway {
      @Idempotent()
      @SubscribeMessage()
      readonly count = (): AsyncIterable<number> => ({ [Symbol.asyncIterator]: () => [1][Symbol.iterator]() as never });
    }
    await using application = new TestApplication();
    const logger = new RecordingLogger();
    application.attach({ gateways: [CountGateway], logger });
    await application.listen();
    const client = await application.connect('/socket.io');
    const told = next(client, 'error');
    expect(await client.emitWithAck('count', `\0gateways:id=${'c'.repeat(32)}`)).to.have.nested.property(
      'error.code',
      1011,
    );
    await told;
    expect(logger.detailsAt('error').map(String)).to.deep.equal([
      'TypeError: CountGateway.count is @Idempotent and gives a stream; expected an answer to keep',
    ]);
  });

  it('gets no acknowledgement where it takes the raw arguments: what it returns is the answer', async () => {
    @WebSocketGateway()
    class RawGateway {
      @Idempotent()
      @SubscribeMessage()
      raw(...args: unknown[]): unknown {
        return args;
      }
    }
    await using application = new TestApplication();
    application.attach({ gateways: [RawGateway] });
    await application.listen();
    const client = await application.connect('/socket.io');
    expect(await client.emitWithAck('raw', 1, `\0gateways:id=${'c'.repeat(32)}`)).to.deep.equal([1]);
    expect(await client.emitWithAck('raw', 1)).to.deep.equal([1]);
  });

  it('whose users are objects needs to know their key, and never takes one for another', async () => {
    await using application = new TestApplication();
    const logger = new RecordingLogger();

    @WebSocketGateway({ namespace: '/keyed' })
    class KeyedGateway {
      runs = 0;

      @Idempotent({ key: ({ environment }) => String(environment.auth.id) })
      @SubscribeMessage()
      keyed(): number {
        return (this.runs += 1);
      }

      @Idempotent()
      @SubscribeMessage()
      unkeyed(): number {
        return (this.runs += 1);
      }
    }
    application.attach({
      gateways: [KeyedGateway],
      logger,
      guards: [
        (context) => {
          context.user = { id: context.environment.auth.id };
          return true;
        },
      ],
    });
    await application.listen();
    const [anna, bert] = [
      await application.connect('/socket.io', { namespace: '/keyed', auth: { id: 1 } }),
      await application.connect('/socket.io', { namespace: '/keyed', auth: { id: 2 } }),
    ];
    const id = `\0gateways:id=${'c'.repeat(32)}`;
    const answers = [];
    for (const client of [anna, bert, anna]) answers.push(await client.emitWithAck('keyed', id));
    expect(answers).to.deep.equal([1, 2, 1]);
    expect(await anna.emitWithAck('unkeyed', id)).to.have.nested.property('error.code', 1011);
    expect(logger.detailsAt('error').map(String)).to.deep.equal([
      'TypeError: KeyedGateway.unkeyed is @Idempotent, and its context.user is an object; expected a text or a number, or ' +
        'key in @Idempotent({ key: (context) => … }), which says whose request it is',
    ]);
  });
});
