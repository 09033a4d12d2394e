import { expect } from 'chai';
import type { ManagerOptions, Socket, SocketOptions } from 'socket.io-client';
import { GatewayError, request, stream } from '../../../src/client';
import { TestApplication } from '../../support/application';
import { transports } from '../../support/transports';
import { until } from '../../support/until';
import { all } from './all';
import { StreamGateway } from './gateway';

type ClientOptions = Partial<ManagerOptions & SocketOptions>;

const clients: Readonly<Record<string, readonly [options: ClientOptions, prepare?: (socket: Socket) => Socket]>> = {
  'no option': [{}],
  ackTimeout: [{ ackTimeout: 1 }],
  'retries and ackTimeout': [{ retries: 2, ackTimeout: 5_000 }],
  'retries alone': [{ retries: 2 }],
  'socket.timeout()': [{}, (socket) => socket.timeout(1)],
  'socket.volatile': [{}, (socket) => socket.volatile],
};

for (const transport of transports) {
  describe(`stream() over ${transport}`, () => {
    let application: TestApplication;
    let gateway: StreamGateway;

    beforeEach(async () => {
      application = new TestApplication();
      application.container.bind(StreamGateway).toSelf().inSingletonScope();
      application.attach();
      gateway = application.container.get(StreamGateway);
      await application.listen();
    });

    afterEach(() => application.close());

    const connect = (options: ClientOptions = {}): Promise<Socket> =>
      application.connect('/streams', { transports: [transport], ...options });

    for (const [what, [options, prepare = (socket: Socket) => socket]] of Object.entries(clients)) {
      it(`gives the items of a generator and what it returns, to a client with ${what}`, async () => {
        const socket = await connect(options);
        expect(await all(stream(prepare(socket), 'count', 100))).to.deep.equal([
          ...Array.from({ length: 100 }, (_, index) => index + 1),
          'counted to 100',
        ]);
      });

      it(`stops the generator when the loop ends early, of a client with ${what}`, async () => {
        const socket = await connect(options);
        for await (const item of stream(prepare(socket), 'endless', 'a')) {
          expect(item).to.deep.equal(['a', 0]);
          break;
        }
        expect(await gateway.hasEnded.promise).to.equal(true);
        expect(await request({ socket, timeoutMs: 5_000 }, 'plain', 'and goes on')).to.equal('and goes on');
        expect(gateway.unknown).to.deep.equal([]);
      });
    }

    for (const [how, leave] of [
      ['returned', (items: AsyncGenerator) => items.return(undefined)],
      ['thrown into', (items: AsyncGenerator) => items.throw(new Error('enough')).catch(String)],
    ] as const) {
      it(`stops the generator when it is ${how} while an item is awaited that never comes`, async () => {
        const items = stream(await connect(), 'silent');
        const awaited = items.next();
        await gateway.gate.promise;
        await leave(items);
        expect(await awaited).to.deep.equal({ done: true, value: undefined });
        expect(await gateway.hasEnded.promise).to.equal(true);
      });
    }

    it('sends nothing but the arguments to the handler: the id of the call is not among them', async () => {
      const socket = await connect();
      await all(stream(socket, 'count', 0));
      await all(stream(socket, 'plain'));
      expect(gateway.received).to.deep.equal([[0], []]);
    });

    it('is rejected with the GatewayError that ended the generator, after the items before it', async () => {
      const [item, error] = await all(stream(await connect(), 'failing'));
      expect(item).to.equal(1);
      expect(error)
        .to.be.an.instanceOf(GatewayError)
        .and.to.include({ code: 4002, reason: 'no more', event: 'failing' });
    });

    for (const [event, args, code] of [
      ['count', ['many'], 1007],
      ['guarded', [], 1008],
    ] as const) {
      it(`is refused as any event: ${event} with ${code}`, async () => {
        const [error] = await all(stream(await connect(), event, ...args));
        expect(error).to.be.an.instanceOf(GatewayError).with.property('code', code);
      });
    }

    it('does not mix two streams of the same event', async () => {
      const socket = await connect();
      const [a, b] = ['a', 'b'].map((name) => stream<[string, number]>(socket, 'endless', name));
      const seen: unknown[] = [];
      for (let turn = 0; turn < 3; turn += 1) seen.push((await a!.next()).value, (await b!.next()).value);
      expect(seen).to.deep.equal(
        [0, 1, 2].flatMap((turn) => [
          ['a', turn],
          ['b', turn],
        ]),
      );
      await a!.return(undefined);
      expect((await b!.next()).value).to.deep.equal(['b', 3]);
      await b!.return(undefined);
      await until(() => gateway.ended.length === 2, 'both have ended');
    });

    it('gives values that are nothing, and leaves responses to their own events', async () => {
      const socket = await connect();
      const aside: unknown[] = [];
      socket.on('aside', (value) => aside.push(value));
      expect(await all(stream(socket, 'mixed'))).to.deep.equal([undefined, null, { last: true }, undefined]);
      expect(aside).to.deep.equal(['an event of its own']);
    });

    it('has no items where the handler returns a value', async () => {
      expect(await all(stream(await connect(), 'plain', 42))).to.deep.equal([42]);
    });

    it('stops a generator that has given nothing yet when its signal is aborted', async () => {
      const socket = await connect();
      const controller = new AbortController();
      const seen = all(stream({ socket, signal: controller.signal }, 'silent'));
      await gateway.gate.promise;
      controller.abort(new Error('enough'));
      expect((await seen)[0])
        .to.be.an.instanceOf(Error)
        .with.property('message', 'enough');
      expect(await gateway.hasEnded.promise).to.equal(true);
    });

    it('is rejected when the connection is lost, and the generator ends', async () => {
      const socket = await connect();
      const items = stream(socket, 'endless');
      await items.next();
      socket.disconnect();
      const seen = await all(items);
      expect((seen.at(-1) as Error).message).to.equal(
        "'endless' was not answered: disconnected (io client disconnect)",
      );
      expect(await gateway.hasEnded.promise).to.equal(true);
    });

    it('waits for the connection of a client that is not connected yet', async () => {
      const socket = application.client('/streams', { transports: [transport] });
      const seen = all(stream(socket, 'count', 2));
      socket.connect();
      expect(await seen).to.deep.equal([1, 2, 'counted to 2']);
    });

    it('is not sent later where its loop has ended before the client is connected', async () => {
      const socket = application.client('/streams', { transports: [transport] });
      const controller = new AbortController();
      const seen = all(stream({ socket, signal: controller.signal }, 'count', 1));
      controller.abort();
      expect((await seen)[0]).to.have.property('name', 'AbortError');
      expect((socket as unknown as { acks: object }).acks).to.deep.equal({}); // their timers would keep the process
      socket.connect();
      expect(await request(socket, 'plain', 1)).to.equal(1);
      expect(gateway.received).to.deep.equal([[1]]);
    });

    it('leaves no listener and no acknowledgement behind at the socket', async () => {
      const socket = await connect();
      const before = socket.listeners('gateways:stream:item').length;
      for await (const _ of stream(socket, 'endless')) break;
      await all(stream(socket, 'count', 3));
      await request(socket, 'plain');
      expect(socket.listeners('gateways:stream:item')).to.have.length(before);
      expect((socket as unknown as { acks: object }).acks).to.deep.equal({});
    });
  });
}
