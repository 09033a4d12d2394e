import { expect } from 'chai';
import { type IdempotentOptions, type IdempotencyStore, MemoryIdempotencyStore } from '../../../src';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { until } from '../../support/until';
import { Book, ID, OTHER_ID, refusal, sendAs, shopWith } from './shop';

describe('a request with an id, while the first still runs', () => {
  let book: Book;
  let application: TestApplication;
  const logger = new RecordingLogger();
  const connect = () => application.connect('/socket.io');

  async function attach(options: IdempotentOptions = {}): Promise<void> {
    application.attach({ gateways: [shopWith(book, options)], logger });
    await application.listen();
  }

  /** The memory of a server, and how often it was asked for a claim. */
  function counted(): { store: IdempotencyStore; asked: () => number } {
    const store = new MemoryIdempotencyStore();
    let asked = 0;
    const putIfAbsent: IdempotencyStore['putIfAbsent'] = (...args) => {
      asked += 1;
      return store.putIfAbsent(...args);
    };
    return {
      store: { putIfAbsent, replace: store.replace.bind(store), remove: store.remove.bind(store) },
      asked: () => asked,
    };
  }

  beforeEach(() => {
    book = new Book();
    logger.clear();
    application = new TestApplication();
  });
  afterEach(() => application.close());

  it('is not started twice: it waits for the answer of the first', async () => {
    const { store, asked } = counted();
    await attach({ store });
    const [one, other] = [await connect(), await connect()];
    const open = book.close();
    const answers = [one, other, one, other].map((client) => sendAs(client, ID, 'order', 'tea'));
    await until(() => asked() > 6, 'the others have asked again');
    open();
    const answer = { item: 'tea', number: 1 };
    expect(await Promise.all(answers)).to.deep.equal([answer, answer, answer, answer]);
  });

  it('gets the answer of a first whose connection was lost before it', async () => {
    await attach();
    const first = await connect();
    const open = book.close();
    void sendAs(first, ID, 'order', 'tea').catch(() => undefined);
    await book.started.promise;
    first.io.engine.close();
    const second = sendAs(await connect(), ID, 'order', 'tea');
    open();
    expect(await second).to.deep.equal({ item: 'tea', number: 1 });
  });

  it('is refused with 1013 when it has waited for its time', async () => {
    await attach({ waitMs: 30 });
    const client = await connect();
    const open = book.close();
    const first = sendAs(client, ID, 'order', 'tea');
    await book.started.promise;
    const refused = await sendAs(client, ID, 'order', 'tea');
    expect(refused).to.deep.equal(refusal(1013, 'The request is still running', 'order'));
    open();
    expect(await first).to.deep.equal({ item: 'tea', number: 1 });
  });

  it('runs where the first was given up as its client has left', async () => {
    await attach();
    const first = await connect();
    void sendAs(first, ID, 'abortable').catch(() => undefined);
    await book.started.promise;
    first.io.engine.close();
    void sendAs(await connect(), ID, 'abortable').catch(() => undefined);
    await until(() => book.orders.length === 2, 'it runs');
  });

  it('is not held up by one that waits for another', async () => {
    await attach();
    const client = await connect();
    const open = book.close();
    const first = sendAs(client, ID, 'order', 'tea');
    await book.started.promise;
    const second = sendAs(client, OTHER_ID, 'order', 'milk');
    await until(() => book.orders.length === 2, 'both run');
    open();
    await Promise.all([first, second]);
  });

  it('keeps its claim, however long it runs: its server renews it', async () => {
    const memory = new MemoryIdempotencyStore();
    const renewed = deferred<readonly unknown[]>();
    const replace: IdempotencyStore['replace'] = (key, expected, value, ttlMs) => {
      renewed.resolve([expected === value, ttlMs]);
      return memory.replace(key, expected, value, ttlMs);
    };
    await attach({
      store: { putIfAbsent: memory.putIfAbsent.bind(memory), replace, remove: memory.remove.bind(memory) },
    });
    const open = book.close();
    const answer = sendAs(await connect(), ID, 'order', 'tea');
    expect(await renewed.promise).to.deep.equal([true, 10_000]);
    open();
    expect(await answer).to.have.property('number', 1);
  });

  it('gets the answer of a first whose time was up, and what that broadcasts is broadcast once', async () => {
    await attach();
    const client = await connect();
    const announced: unknown[] = [];
    client.on('announced', (item) => announced.push(item));
    const open = book.close();
    expect(await sendAs(client, ID, 'slow', 'tea')).to.deep.equal(refusal(1013, 'Timed out', 'slow'));
    open();
    const answered = async (): Promise<boolean> => (await sendAs(client, ID, 'slow', 'tea')) === 'tea';
    await until(answered, 'the answer is there');
    expect(announced).to.deep.equal(['tea']);
    expect(book.orders).to.deep.equal(['tea']);
  });

  it('runs again after the window', async () => {
    await attach({ windowMs: 40 });
    const client = await connect();
    expect(await sendAs(client, ID, 'order', 'tea')).to.have.property('number', 1);
    const again = async (): Promise<boolean> =>
      ((await sendAs(client, ID, 'order', 'tea')) as { number: number }).number === 2;
    await until(again, 'it runs again');
  });

  describe('whose store is away', () => {
    const away = (): Promise<never> => Promise.reject(new Error('connection lost'));

    it('does not run, and is asked to try again', async () => {
      await attach({ store: { putIfAbsent: away, replace: away, remove: away } });
      const client = await connect();
      const answer = await sendAs(client, ID, 'order', 'tea');
      expect(answer).to.deep.equal(refusal(1013, 'Answers cannot be kept now', 'order'));
      expect(book.orders).to.deep.equal([]);
      const [line] = logger.at('error');
      expect(line?.message).to.equal('ShopGateway.order refused "order": its store of answers is away');
      expect(logger.detailsAt('error').map(String)).to.deep.equal(['Error: connection lost']);
      expect(await client.emitWithAck('order', 'tea'), 'one without an id').to.have.property('number', 1);
    });

    it('does not run where the store does not answer, and later gives back what it got too late', async () => {
      const memory = new MemoryIdempotencyStore();
      let back = (): void => undefined;
      const isBack = new Promise<void>((resolve) => (back = resolve));
      const store: IdempotencyStore = {
        putIfAbsent: (...args) => isBack.then(() => memory.putIfAbsent(...args)),
        replace: memory.replace.bind(memory),
        remove: memory.remove.bind(memory),
      };
      await attach({ store });
      const client = await connect();
      const answer = await sendAs(client, ID, 'order', 'tea');
      expect(answer).to.deep.equal(refusal(1013, 'Answers cannot be kept now', 'order'));
      back();
      await until(() => memory.size.entries === 0, 'the claim is given back');
      expect(await sendAs(client, ID, 'order', 'tea')).to.have.property('number', 1);
    });

    it('runs where the store was asked for it twice, as a client of Redis does that has lost the first answer', async () => {
      const memory = new MemoryIdempotencyStore();
      const store: IdempotencyStore = {
        putIfAbsent: (...args) => memory.putIfAbsent(...args).then(() => memory.putIfAbsent(...args)),
        replace: memory.replace.bind(memory),
        remove: memory.remove.bind(memory),
      };
      await attach({ store });
      expect(await sendAs(await connect(), ID, 'order', 'tea')).to.deep.equal({ item: 'tea', number: 1 });
    });

    it('does not run where its server has stood still since it asked for it: meanwhile another may have run it', async () => {
      const memory = new MemoryIdempotencyStore();
      const store: IdempotencyStore = {
        async putIfAbsent(...args) {
          const there = await memory.putIfAbsent(...args);
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_100); // nothing runs meanwhile
          return there;
        },
        replace: memory.replace.bind(memory),
        remove: memory.remove.bind(memory),
      };
      await attach({ store });
      const answer = await sendAs(await connect(), ID, 'order', 'tea');
      expect(answer).to.deep.equal(refusal(1013, 'Answers cannot be kept now', 'order'));
      expect(book.orders).to.deep.equal([]);
      expect(memory.size.entries).to.equal(0);
    });

    it('is answered where the store is away only after it has run', async () => {
      const memory = new MemoryIdempotencyStore();
      await attach({ store: { putIfAbsent: memory.putIfAbsent.bind(memory), replace: away, remove: away } });
      expect(await sendAs(await connect(), ID, 'order', 'tea')).to.deep.equal({ item: 'tea', number: 1 });
      expect(logger.at('error').map(({ message }) => message)).to.deep.equal([
        'ShopGateway.order could not keep its answer: a repeat may run it again',
      ]);
    });
  });
});
