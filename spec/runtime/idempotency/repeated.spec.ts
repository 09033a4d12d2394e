import { expect } from 'chai';
import { next, TestApplication } from '../../support/application';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { Book, ID, named, OTHER_ID, refusal, sendAs, shopWith } from './shop';

overBothTransports((_run, transport) => {
  describe('a request to a handler with @Idempotent that comes again', () => {
    let book: Book;
    let application: TestApplication;
    const connect = (user?: unknown) => application.connect('/socket.io', { auth: { user }, transports: [transport] });

    beforeEach(async () => {
      book = new Book();
      application = new TestApplication();
      application.attach({ gateways: [shopWith(book)], logger: new RecordingLogger() });
      await application.listen();
    });
    afterEach(() => application.close());

    it('gets the answer that it had, and its handler does not run again', async () => {
      const client = await connect();
      for (let times = 0; times < 3; times += 1) {
        expect(await sendAs(client, ID, 'order', 'tea')).to.deep.equal({ item: 'tea', number: 1 });
      }
      expect(book.orders).to.deep.equal(['tea']);
    });

    it('gets it on a connection of its own, where the first is lost', async () => {
      const first = await connect();
      await sendAs(first, ID, 'order', 'tea');
      first.disconnect();
      expect(await sendAs(await connect(), ID, 'order', 'tea')).to.deep.equal({ item: 'tea', number: 1 });
    });

    it('gets binary values and nothing at all as they were', async () => {
      const client = await connect();
      const bytes = Buffer.from([0, 255, 7]);
      for (let times = 0; times < 2; times += 1) {
        expect(await sendAs(client, ID, 'order', { of: [bytes] })).to.deep.equal({ item: { of: [bytes] }, number: 1 });
        expect(await sendAs(client, OTHER_ID, 'announce')).to.equal(undefined);
      }
    });

    it('gets the error of the application that it had', async () => {
      const client = await connect();
      for (let times = 0; times < 2; times += 1) {
        expect(await sendAs(client, ID, 'fail', { code: 4007 })).to.deep.equal(refusal(4007, 'failed 1', 'fail'));
      }
      expect(book.orders).to.have.length(1);
    });

    it('is disconnected again where the error says so', async () => {
      for (let times = 0; times < 2; times += 1) {
        const client = await connect();
        const gone = next(client, 'disconnect');
        const answer = await sendAs(client, ID, 'fail', { code: 4007, disconnect: true });
        expect(answer).to.deep.equal(refusal(4007, 'failed 1', 'fail'));
        expect(await gone).to.equal('io server disconnect');
      }
    });

    it('gets the fault that it had: nobody knows how far its handler came', async () => {
      const client = await connect();
      for (let times = 0; times < 2; times += 1) {
        const answer = await sendAs(client, ID, 'fail', {});
        expect(answer).to.deep.equal(refusal(1011, 'Something went wrong', 'fail'));
      }
      expect(book.orders).to.have.length(1);
    });

    for (const code of [1001, 1012, 1013]) {
      it(`runs again where it was answered with ${code}, which says to try again`, async () => {
        const client = await connect();
        expect(await sendAs(client, ID, 'fail', { code })).to.deep.equal(refusal(code, 'failed 1', 'fail'));
        expect(await sendAs(client, ID, 'fail', { code })).to.deep.equal(refusal(code, 'failed 2', 'fail'));
      });
    }

    it('does not broadcast again', async () => {
      const client = await connect();
      const announced: unknown[] = [];
      client.on('announced', (item) => announced.push(item));
      for (let times = 0; times < 2; times += 1) expect(await sendAs(client, ID, 'announce', 'tea')).to.equal('tea');
      expect(announced).to.deep.equal(['tea']);
    });

    it('runs where the id, or the event, is another', async () => {
      const client = await connect();
      await sendAs(client, ID, 'order', 'tea');
      await sendAs(client, OTHER_ID, 'order', 'tea');
      await sendAs(client, ID, 'announce', 'tea');
      expect(book.orders).to.have.length(3);
    });

    it('runs each time where it has no id, and where its handler is not idempotent', async () => {
      const client = await connect();
      for (let times = 0; times < 2; times += 1) {
        await client.emitWithAck('order', 'tea');
        expect(await sendAs(client, ID, 'plain', 1)).to.deep.equal([1]);
      }
      expect(book.orders).to.have.length(4);
    });

    it('never gets the answer of another user who sent the same id', async () => {
      const [anna, bert, nobody] = [await connect('anna'), await connect('bert'), await connect()];
      const answers = [];
      for (const client of [anna, bert, nobody, anna]) answers.push(await sendAs(client, ID, 'order', 'tea'));
      expect(answers).to.deep.equal([1, 2, 3, 1].map((number) => ({ item: 'tea', number })));
    });

    it('never gets the answer where a guard refuses it now', async () => {
      const client = await connect();
      await sendAs(client, ID, 'order', 'tea');
      book.lets = () => false;
      expect(await sendAs(client, ID, 'order', 'tea')).to.deep.equal(refusal(1008, 'Authorization Failed', 'order'));
      book.lets = () => true;
      expect(await sendAs(client, ID, 'order', 'tea')).to.deep.equal({ item: 'tea', number: 1 });
    });

    it('never gets the answer under a payload that the guard lets pass in place of the first', async () => {
      const client = await connect();
      await sendAs(client, ID, 'order', { of: 'the secret room', key: Buffer.from([1]) });
      book.lets = (payload) => (payload as { of: string }).of !== 'the secret room';
      for (const payload of [{ of: 'tea' }, { of: 'tea', key: Buffer.from([1]) }]) {
        const answer = await sendAs(client, ID, 'order', payload);
        expect(answer).to.deep.equal(refusal(1002, 'The id of the request is that of another', 'order'));
      }
    });

    it('is validated each time', async () => {
      const client = await connect();
      const answer = await sendAs(client, ID, 'order', 'nothing');
      expect(answer).to.have.nested.property('error.code', 1007);
      expect(await sendAs(client, ID, 'order', 'tea')).to.deep.equal({ item: 'tea', number: 1 });
    });

    it('is refused where its id could be guessed', async () => {
      const client = await connect();
      for (const id of ['1', 'a'.repeat(21), 'a'.repeat(65), `${'a'.repeat(31)} `, '']) {
        const answer: unknown = await client.emitWithAck('order', 'tea', named(id));
        expect(answer, id).to.deep.equal(refusal(1002, 'The id of the request is none', 'order'));
      }
      expect(book.orders).to.deep.equal([]);
    });
  });
});
