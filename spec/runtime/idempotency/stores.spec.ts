import { expect } from 'chai';
import {
  type IdempotencyStore,
  type IoredisClient,
  MemoryIdempotencyStore,
  type MemoryIdempotencyStoreOptions,
  RedisIdempotencyStore,
} from '../../../src';
import { OutOfStep } from '../../support/out-of-step';
import { TestRedis } from '../../support/redis';
import { until } from '../../support/until';

const MINUTE = 60_000;

const kinds: readonly (readonly [string, (body: (store: IdempotencyStore) => Promise<void>) => Promise<void>])[] = [
  ['in memory', (body) => body(new MemoryIdempotencyStore())],
  ...(['connect', 'connectNodeRedis'] as const).map((connect) => {
    const run = async (body: (store: IdempotencyStore) => Promise<void>): Promise<void> => {
      await using redis = await TestRedis.start();
      await body(new RedisIdempotencyStore(await redis[connect]()));
    };
    return [connect === 'connect' ? 'in Redis, with ioredis' : 'in Redis, with the package redis', run] as const;
  }),
];

for (const [name, run] of kinds) {
  describe(`a store of answers ${name}`, () => {
    it('keeps the first value under a key, and gives it to all who come later', () =>
      run(async (store) => {
        const all = ['one', 'other', 'third'].map((value) => store.putIfAbsent('key', value, MINUTE));
        expect(await Promise.all(all)).to.deep.equal([undefined, 'one', 'one']);
        expect(await store.putIfAbsent('other key', 'a\0 \n"ü…', MINUTE)).to.equal(undefined);
        expect(await store.putIfAbsent('other key', '', MINUTE)).to.equal('a\0 \n"ü…');
      }));

    it('replaces and removes what is expected, and nothing else', () =>
      run(async (store) => {
        expect(await store.replace('key', 'one', 'other', MINUTE), 'where nothing is').to.equal(false);
        expect(await store.remove('key', 'one'), 'where nothing is').to.equal(false);
        await store.putIfAbsent('key', 'one', MINUTE);
        expect(await store.replace('key', 'two', 'other', MINUTE)).to.equal(false);
        expect(await store.remove('key', 'two')).to.equal(false);
        expect(await store.replace('key', 'one', 'other', MINUTE)).to.equal(true);
        expect(await store.putIfAbsent('key', 'x', MINUTE)).to.equal('other');
        expect(await store.remove('key', 'other')).to.equal(true);
        expect(await store.putIfAbsent('key', 'again', MINUTE)).to.equal(undefined);
      }));

    it('forgets a value after its time, and counts from the last change', () =>
      run(async (store) => {
        await store.putIfAbsent('short', 'one', 1);
        await store.putIfAbsent('kept', 'one', 5_000);
        await store.replace('kept', 'one', 'one', MINUTE);
        await until(async () => (await store.putIfAbsent('short', 'other', 1)) === undefined, 'it is forgotten');
        await until(async () => !(await store.replace('short', 'other', 'x', 1)), 'it cannot be replaced');
        expect(await store.putIfAbsent('kept', 'other', MINUTE)).to.equal('one');
      }));
  });
}

describe('the memory of a server for answers', () => {
  async function filled(options: MemoryIdempotencyStoreOptions, lengths: readonly number[]) {
    const store = new MemoryIdempotencyStore(options);
    for (const [index, length] of lengths.entries()) {
      await store.putIfAbsent(String(index), 'x'.repeat(length), MINUTE);
    }
    return store;
  }

  it('holds no more entries than it may: the oldest are forgotten', async () => {
    const store = await filled({ maxEntries: 3 }, [1, 1, 1, 1, 1]);
    expect(store.size).to.deep.equal({ entries: 3, bytes: 3 * 201 });
    for (const kept of ['2', '3', '4']) expect(await store.replace(kept, 'x', 'x', MINUTE), kept).to.equal(true);
    expect(await store.putIfAbsent('1', 'new', MINUTE)).to.equal(undefined);
  });

  it('holds no more bytes than it may: the oldest are forgotten', async () => {
    const store = await filled({ maxBytes: 2_400 }, [1_000, 1_000]);
    expect(store.size).to.deep.equal({ entries: 2, bytes: 2_400 });
    await store.putIfAbsent('2', 'x', MINUTE);
    expect(store.size).to.deep.equal({ entries: 2, bytes: 1_401 });
  });

  it('forgets nobody for a value that it can never hold', async () => {
    const store = await filled({ maxBytes: 1_000 }, [1, 1, 801]);
    expect(store.size.entries).to.equal(2);
  });

  it('counts a value that has changed once, and none that was removed', async () => {
    const store = await filled({}, [10]);
    await store.replace('0', 'x'.repeat(10), 'x', MINUTE);
    expect(store.size).to.deep.equal({ entries: 1, bytes: 201 });
    await store.remove('0', 'x');
    expect(store.size).to.deep.equal({ entries: 0, bytes: 0 });
  });

  it('is refused with bounds that are none', () => {
    for (const options of [{ maxEntries: 0 }, { maxEntries: NaN }, { maxBytes: -1 }]) {
      expect(() => new MemoryIdempotencyStore(options)).to.throw(RangeError, 'expected numbers above 0');
    }
  });
});

describe('a store of answers in Redis', () => {
  it('begins its keys as it is told, and gives each an end', async () => {
    await using redis = await TestRedis.start();
    const client = await redis.connect();
    await new RedisIdempotencyStore(client).putIfAbsent('one', 'x', MINUTE);
    await new RedisIdempotencyStore(client, { prefix: 'shop:' }).putIfAbsent('one', 'x', MINUTE);
    expect(await client.keys('*')).to.have.members(['gateways:idempotent:one', 'shop:one']);
    expect(await client.pttl('shop:one')).to.be.within(1, MINUTE);
  });

  it('never gives what is kept for another, where its client answers with what another command was answered with', async () => {
    await using redis = await TestRedis.start();
    const store = new RedisIdempotencyStore(new OutOfStep(await redis.connectNodeRedis()));
    const failure = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => String(error));
    const outOfStep =
      'Error: The client of RedisIdempotencyStore gave the answer of another command; expected one of ioredis or redis 6, whose answers are in order';
    expect(await failure(store.putIfAbsent('key', 'secret', MINUTE))).to.equal(outOfStep);
    expect(await failure(store.putIfAbsent('key', 'x', MINUTE))).to.equal(outOfStep);
    expect(await failure(store.putIfAbsent('other key', 'x', MINUTE))).to.equal(outOfStep);
    expect(await failure(store.replace('key', 'secret', 'x', MINUTE))).to.equal(outOfStep);
    expect(await failure(store.remove('key', 'x'))).to.equal(outOfStep);
  });

  it('is refused without a client', () => {
    for (const client of [undefined, {}, { get: () => 1 }]) {
      expect(() => new RedisIdempotencyStore(client as IoredisClient)).to.throw(
        TypeError,
        'RedisIdempotencyStore has no client; expected one of ioredis or redis',
      );
    }
  });
});
