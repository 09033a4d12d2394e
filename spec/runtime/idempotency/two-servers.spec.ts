import { expect } from 'chai';
import { type GatewayHost, type IdempotencyStore, RedisIdempotencyStore } from '../../../src';
import { request } from '../../../src/client';
import { next, TestApplication } from '../../support/application';
import { type AnyRedis, TestRedis } from '../../support/redis';
import { RecordingLogger } from '../../support/recording-logger';
import { until } from '../../support/until';
import { Book, hurried, ID, refusal, sendAs, shopWith } from './shop';

for (const library of ['ioredis', 'redis']) {
  describe(`requests with an id, at two servers that keep their answers in Redis with ${library}`, () => {
    let redis: TestRedis;
    let book: Book;
    let one: TestApplication;
    let other: TestApplication;
    let closing: GatewayHost;

    const client = async (): Promise<IdempotencyStore> => {
      const connected: AnyRedis = await (library === 'redis' ? redis.connectNodeRedis() : redis.connect());
      return new RedisIdempotencyStore(connected);
    };

    beforeEach(async () => {
      redis = await TestRedis.start();
      book = new Book();
      [one, other] = [new TestApplication(), new TestApplication()];
      for (const application of [other, one]) {
        closing = application.attach({
          gateways: [shopWith(book, { store: await client() })],
          logger: new RecordingLogger(),
        });
        await application.listen();
      }
    });
    afterEach(async () => {
      await Promise.all([one.close(), other.close()]);
      await redis.stop();
    });

    it('get the answer that the other has given', async () => {
      const bytes = Buffer.from([1, 200]);
      const answers = [];
      for (const server of [one, other]) {
        answers.push(await sendAs(await server.connect('/socket.io'), ID, 'order', { bytes, text: '…\0ü' }));
      }
      const answer = { item: { bytes, text: '…\0ü' }, number: 1 };
      expect(answers).to.deep.equal([answer, answer]);
    });

    it('get the error that the other has given', async () => {
      const answers = [];
      for (const server of [one, other]) {
        answers.push(await sendAs(await server.connect('/socket.io'), ID, 'fail', { code: 4001 }));
      }
      expect(answers).to.deep.equal([1, 1].map((number) => refusal(4001, `failed ${number}`, 'fail')));
    });

    it('are not started twice: one waits for the answer of the other', async () => {
      const [near, far] = [await one.connect('/socket.io'), await other.connect('/socket.io')];
      const open = book.close();
      const first = sendAs(near, ID, 'order', 'tea');
      await book.started.promise;
      const second = sendAs(far, ID, 'order', 'tea');
      await far.emitWithAck('plain'); // which comes after it
      open();
      const answer = { item: 'tea', number: 1 };
      expect(await Promise.all([first, second])).to.deep.equal([answer, answer]);
      expect(book.orders).to.deep.equal(['tea', 'plain']);
    });

    it('are done once, where the connection is lost before the answer and the client comes to the other', async () => {
      const socket = await one.connect('/socket.io', { reconnection: true, reconnectionDelay: 10 });
      const open = book.close();
      const answer = request({ socket, retry: true }, 'order', 'tea');
      await book.started.promise;
      Object.assign(socket.io, { uri: other.url });
      const connected = next(socket, 'connect');
      socket.io.engine.close();
      await connected;
      open();
      expect(await answer).to.deep.equal({ item: 'tea', number: 1 });
    });

    it('are done once, where their server closes and the client goes to the other', async () => {
      const socket = await one.connect('/socket.io', { reconnection: true, reconnectionDelay: 10 });
      const open = book.close();
      const first = request({ socket, retry: true }, 'order', 'tea');
      await book.started.promise;
      Object.assign(socket.io, { uri: other.url });
      const closed = closing.close();
      const second = request({ socket, retry: true }, 'order', 'milk');
      open();
      expect(await first).to.deep.equal({ item: 'tea', number: 1 });
      expect(await second).to.deep.equal({ item: 'milk', number: 2 });
      await closed;
    });

    it('are refused with 1013 while Redis is away', async () => {
      const socket = await one.connect('/socket.io');
      await redis.end();
      const answer = await sendAs(socket, ID, 'order', 'tea');
      expect(answer).to.deep.equal(refusal(1013, 'Answers cannot be kept now', 'order'));
      expect(book.orders).to.deep.equal([]);
    });

    it('are started again where the server that ran them is gone', async () => {
      await using gone = new TestApplication();
      await using alive = new TestApplication();
      const store = hurried(await client(), 100); // a claim of 100 milliseconds
      const never = { ...store, replace: () => Promise.resolve(true), remove: () => Promise.resolve(true) };
      gone.attach({ gateways: [shopWith(book, { store: never })] }); // it says nothing more of what it runs
      alive.attach({ gateways: [shopWith(book, { store })] });
      await Promise.all([gone.listen(), alive.listen()]);
      const open = book.close();
      void sendAs(await gone.connect('/socket.io'), ID, 'order', 'tea').catch(() => undefined);
      await book.started.promise;
      const again = sendAs(await alive.connect('/socket.io'), ID, 'order', 'tea');
      await until(() => book.orders.length === 2, 'it is started again');
      open();
      expect(await again).to.deep.equal({ item: 'tea', number: 2 });
    });
  });
}
