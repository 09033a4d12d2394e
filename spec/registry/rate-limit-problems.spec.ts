import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  GatewayConfigurationError,
  RateLimit,
  type RateLimitOptions,
  SubscribeMessage,
  WebSocketGateway,
} from '../../src';
import { TestApplication } from '../support/application';

describe('@RateLimit is refused when attaching', () => {
  function problemsOf(limit: unknown): readonly string[] {
    @WebSocketGateway()
    class LimitedGateway {
      @SubscribeMessage()
      @RateLimit(limit as RateLimitOptions)
      limited(): void {}
    }
    try {
      new TestApplication().attach({ gateways: [LimitedGateway] });
    } catch (error) {
      expect(error).to.be.an.instanceOf(GatewayConfigurationError);
      return (error as GatewayConfigurationError).problems;
    }
    throw new Error('It attached');
  }

  for (const [points, durationMs] of [
    [0, 1_000],
    [-1, 1_000],
    [NaN, 1_000],
    [undefined, 1_000],
    [1, 0],
    [1, -1],
    [1, NaN],
    [1, undefined],
    [1, 2 ** 31], // more than a timer takes: it would forget at once what it has counted
    [1, Infinity],
  ]) {
    it(`with points ${points} and durationMs ${durationMs}`, () => {
      const problems = problemsOf({ points, durationMs });
      expect(problems).to.have.length(1);
      expect(problems[0]).to.match(
        new RegExp(
          `^LimitedGateway\\.limited: its @RateLimit has points ${points} and durationMs ${durationMs}; expected numbers above 0`,
        ),
      );
    });
  }

  for (const [what, limiter] of [
    ['undefined, as an import cycle makes it', undefined],
    ['null', null],
    ['without consume()', {}],
  ] as const) {
    it(`with a limiter that is ${what}`, () => {
      expect(problemsOf({ limiter })).to.deep.equal([
        `LimitedGateway.limited: its @RateLimit has a limiter that is ${inspect(limiter)}; ` +
          'expected an object with consume(), or a function that returns one',
      ]);
    });
  }

  it('with a function of the container that gives no limiter', () => {
    @WebSocketGateway()
    class LimitedGateway {
      @SubscribeMessage()
      @RateLimit({ limiter: () => undefined as never })
      limited(): void {}
    }
    expect(() => new TestApplication().attach({ gateways: [LimitedGateway] })).to.throw(
      /^LimitedGateway\.limited: its @RateLimit/,
    );
  });

  it('on a class, which the message names', () => {
    @WebSocketGateway()
    @RateLimit({ points: 0, durationMs: 1 })
    class LimitedGateway {}
    expect(() => new TestApplication().attach({ gateways: [LimitedGateway] })).to.throw(
      GatewayConfigurationError,
      'LimitedGateway: its @RateLimit has points 0 and durationMs 1; expected numbers above 0, durationMs up to 2147483647, or a limiter',
    );
  });
});
