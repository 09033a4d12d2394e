import { expect } from 'chai';
import { injectable } from 'inversify';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import {
  type AttachOptions,
  GatewayBase,
  RateLimit,
  type RateLimiter,
  type RateLimitOptions,
  SubscribeMessage,
  WebSocketGateway,
} from '../../../../src';
import { TestGateway, type TestModuleOptions } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
import { TestRedis } from '../../../support/redis';
import { internal, tryLater, withoutReason } from '../../../support/refusals';
import { expectRefusal, failureOf, MINUTE } from '../../workshop';

type Gateways = NonNullable<AttachOptions['gateways']>;

function limitedGateway(limit: RateLimitOptions, bind: TestModuleOptions<Gateways>['bind'] = () => undefined) {
  const handled: string[] = [];

  @WebSocketGateway()
  class LimitedGateway extends GatewayBase {
    @SubscribeMessage()
    @RateLimit(limit)
    limited(): string {
      handled.push(this.context.sid);
      return 'answered';
    }
  }
  const logger = new RecordingLogger();
  const kit = TestGateway.createTestModule({ gateways: [LimitedGateway], bind, options: { logger } });
  return { handled, logger, kit };
}

/** A limiter that rejects with what it is told to. */
function rejecting(reason: unknown): RateLimiter {
  const thrown = reason as Error; // it is none where a limiter refuses
  return { consume: () => Promise.reject(thrown) };
}

describe('a limiter of the application', () => {
  it('is called for each event with the id of its client, and lets it pass when it resolves', async () => {
    const keys: string[] = [];
    const { kit, handled } = limitedGateway({ limiter: { consume: async (key) => keys.push(key) } });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      await ctx.request('limited');
      await ctx.request('limited');
      expect(keys).to.have.length(2);
      expect(keys[0]).to.be.a('string').that.is.not.empty;
      expect(keys[1]).to.equal(keys[0]);
      expect(handled).to.deep.equal([ctx.sio.id, ctx.sio.id]);
    });
  });

  it('is called with the key that the key function makes of the context', async () => {
    const keys: string[] = [];
    const { kit } = limitedGateway({
      limiter: { consume: async (key) => keys.push(key) },
      key: ({ event, message, gateway }) => `${gateway.name} ${event} ${String(message)}`,
    });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      await ctx.request('limited', 'payload');
      expect(keys).to.deep.equal(['LimitedGateway limited payload']);
    });
  });

  it('gives retryAfterMs in whole milliseconds', async () => {
    const { kit, handled } = limitedGateway({ limiter: rejecting({ msBeforeNext: 1_234.2 }) });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      const failure = await failureOf(ctx.request('limited'));
      expect(failure).to.include(tryLater('limited'));
      expect(failure.reason).to.include({ retryAfterMs: 1_235 });
      expect(handled).to.deep.equal([]);
    });
  });

  it('gives no retryAfterMs when waiting does not help', async () => {
    const { kit } = limitedGateway({ limiter: new RateLimiterMemory({ points: 1, duration: 0 }) }); // for ever
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      await ctx.request('limited');
      const { code, reason } = await failureOf(ctx.request('limited'));
      expect(code).to.equal(1013);
      expect(reason).to.have.all.keys('message');
    });
  });

  it('may come from the container, which makes it once', async () => {
    let made = 0;
    @injectable()
    class Budget extends RateLimiterMemory {
      constructor() {
        super({ points: 1, duration: MINUTE / 1_000 });
        made += 1;
      }
    }
    const { kit } = limitedGateway({ limiter: (container) => container.get(Budget) }, (container) => {
      container.bind(Budget).toSelf();
    });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await ctx.request('limited')).to.equal('answered');
      await expectRefusal(ctx, 'limited', MINUTE);
      expect(made).to.equal(1);
    });
  });
});

describe('a limiter that fails lets no event pass:', () => {
  async function expectClosed(limit: RateLimitOptions, logged: unknown): Promise<void> {
    const { kit, handled, logger } = limitedGateway(limit);
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await failureOf(ctx.request('limited'))).to.include(internal('limited'));
      expect(ctx.errors.map(withoutReason)).to.deep.equal([internal('limited')]);
      expect(handled).to.deep.equal([]);
      expect(logger.at('error')).to.deep.equal([
        { level: 'error', message: 'LimitedGateway.limited failed on "limited"', details: [logged] },
      ]);
    });
  }

  const failure = new Error('the store is gone');

  it('one whose store has failed', () => expectClosed({ limiter: rejecting(failure) }, failure));

  it('one that throws at once', () => {
    const consume = (): never => {
      throw failure;
    };
    return expectClosed({ limiter: { consume } }, failure);
  });

  for (const rejection of [undefined, null, 'refused', {}, { msBeforeNext: 'soon' }]) {
    it(`one that rejects with ${JSON.stringify(rejection)}`, () =>
      expectClosed({ limiter: rejecting(rejection) }, rejection));
  }

  it('one whose error says when to come again', () => {
    const later = Object.assign(new Error('the store is busy'), { msBeforeNext: 10 });
    return expectClosed({ limiter: rejecting(later) }, later);
  });

  it('one whose key function throws', () => {
    const key = (): never => {
      throw failure;
    };
    return expectClosed({ points: 1, durationMs: MINUTE, key }, failure);
  });
});

describe('a limiter of Redis', () => {
  it('gives the clients of several servers one budget', async () => {
    await using redis = await TestRedis.start();
    const limiter = new RateLimiterRedis({ storeClient: await redis.connect(), points: 3, duration: MINUTE / 1_000 });
    const { kit, handled } = limitedGateway({ limiter, key: () => 'everybody' });
    await using one = await kit.start();
    await using other = await kit.start();
    await Promise.all([one.connect(), other.connect()]);
    expect([await one.request('limited'), await other.request('limited')]).to.deep.equal(['answered', 'answered']);
    expect(await one.request('limited')).to.equal('answered');
    await expectRefusal(one, 'limited', MINUTE);
    await expectRefusal(other, 'limited', MINUTE);
    expect(handled).to.have.length(3);
  });

  it('lets no event pass when Redis is gone', async () => {
    await using redis = await TestRedis.start();
    const storeClient = await redis.connect();
    const { kit, handled, logger } = limitedGateway({
      limiter: new RateLimiterRedis({ storeClient, points: 3, duration: MINUTE / 1_000 }),
    });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await ctx.request('limited')).to.equal('answered');
      const noticed = new Promise((resolve) => storeClient.once('end', resolve));
      await redis.end();
      await noticed;
      expect(await failureOf(ctx.request('limited'))).to.include(internal('limited'));
      expect(handled).to.have.length(1);
      expect(logger.detailsAt('error')[0]).to.be.an.instanceOf(Error);
    });
  });
});
