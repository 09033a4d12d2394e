import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Server } from 'socket.io';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { GatewayError, request } from '../../src/client';
import { deferred } from '../support/deferred';
import { until } from '../support/until';

type Ack = (...answer: unknown[]) => void;
/** What a try is answered with; `undefined` leaves it without an answer, `'cut'` ends the connection. */
type Answer = { readonly error: object } | { readonly value: unknown } | 'cut' | undefined;

const refused = (code: number, reason: unknown = 'no'): Answer => ({ error: { code, reason, event: 'order' } });

describe('request() with retry', () => {
  let httpServer: HttpServer;
  let server: Server;
  /** The arguments of each try that has come. */
  let tries: unknown[][];
  let answers: Answer[];
  const clients: Socket[] = [];

  beforeEach(async () => {
    [tries, answers] = [[], []];
    httpServer = createServer();
    server = new Server(httpServer);
    server.on('connection', (socket) => {
      socket.on('order', (...args: unknown[]) => {
        const ack = args.pop() as Ack;
        tries.push(args);
        const answer = answers.length > 0 ? answers.shift() : { value: 'done' };
        if (answer === 'cut') socket.conn.close();
        else if (answer) ack('error' in answer ? answer : answer.value);
      });
    });
    await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await server.close();
  });

  function connect(options: Partial<ManagerOptions & SocketOptions> = {}): Socket {
    const { port } = httpServer.address() as AddressInfo; // it listens on TCP
    const url = `http://127.0.0.1:${port}`;
    const client = io(url, { transports: ['websocket'], forceNew: true, reconnectionDelay: 10, ...options });
    clients.push(client);
    return client;
  }

  /** A client that spends nothing of a request's time on its way. */
  async function connected(): Promise<Socket> {
    const client = connect();
    if (!client.connected) await new Promise<void>((resolve) => client.once('connect', resolve));
    return client;
  }

  const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      (value) => expect.fail(`answered with ${String(value)}`),
      (error: unknown) => error,
    );
  const ids = (): unknown[] => tries.map((args) => args.at(-1));

  it('sends the request again, with the same id, when the connection was lost before the answer', async () => {
    answers = ['cut', 'cut', { value: 1 }];
    expect(await request({ socket: connect(), retry: true }, 'order', { item: 'tea' })).to.equal(1);
    expect(tries.map(([item]) => item)).to.deep.equal(Array(3).fill({ item: 'tea' }));
    expect(new Set(ids()).size).to.equal(1);
  });

  it('gives each request an id of its own, of 128 bits', async () => {
    const socket = connect();
    for (let times = 0; times < 3; times += 1) await request({ socket, retry: true }, 'order');
    expect(new Set(ids()).size).to.equal(3);
    for (const id of ids()) expect(id).to.match(/^\0gateways:id=[0-9a-f]{32}$/);
  });

  it('adds nothing to the request without it', async () => {
    const socket = connect();
    await request(socket, 'order', 1);
    await request({ socket, retry: false }, 'order', 1);
    expect(tries).to.deep.equal([[1], [1]]);
  });

  for (const code of [1001, 1012, 1013]) {
    it(`sends it again when it was refused with ${code}`, async () => {
      answers = [refused(code), { value: 'in the end' }];
      expect(await request({ socket: connect(), retry: true }, 'order')).to.equal('in the end');
    });
  }

  for (const code of [1002, 1003, 1007, 1008, 1009, 1011, 4000]) {
    it(`never sends it again when it was answered with ${code}`, async () => {
      answers = [refused(code)];
      const failure = await failureOf(request({ socket: connect(), retry: true }, 'order'));
      expect(failure).to.be.instanceOf(GatewayError).and.to.include({ code });
      expect(tries).to.have.length(1);
    });
  }

  it('sends it again when a try has no answer in a third of the time', async () => {
    const socket = await connected();
    answers = [undefined, { value: 'the second' }];
    expect(await request({ socket, retry: true, timeoutMs: 6_000 }, 'order')).to.equal('the second');
  });

  it('waits as long as the gateway asks', async () => {
    answers = [refused(1013, { message: 'Rate limit exceeded', retryAfterMs: 300 }), { value: 'later' }];
    const begun = performance.now();
    expect(await request({ socket: connect(), retry: true }, 'order')).to.equal('later');
    expect(performance.now() - begun).to.be.above(299);
  });

  it('ends with the refusal when its time is too short for another try', async () => {
    for (const retryAfterMs of [60_000, 1e300]) {
      answers = [refused(1013, { retryAfterMs })];
      const failure = await failureOf(request({ socket: connect(), retry: true }, 'order'));
      expect(failure).to.deep.include({ code: 1013, reason: { retryAfterMs } });
    }
    const socket = await connected();
    [tries, answers] = [[], Array<Answer>(100).fill(refused(1013))];
    const failure = await failureOf(request({ socket, retry: true, timeoutMs: 2_000 }, 'order'));
    expect(failure).to.be.instanceOf(GatewayError).and.to.include({ code: 1013 });
    expect(tries.length).to.be.above(1).and.below(16);
  });

  it('ends with the refusal where another try would have hardly any time: it might be done, and nobody would know', async () => {
    const socket = await connected();
    answers = [refused(1013, { retryAfterMs: 3_700 })];
    const failure = await failureOf(request({ socket, retry: true, timeoutMs: 4_000 }, 'order'));
    expect(failure).to.deep.include({ code: 1013, reason: { retryAfterMs: 3_700 } });
    expect(tries).to.have.length(1);
  });

  it('ends with an error that names the time when no try had an answer', async () => {
    const socket = await connected();
    answers = Array<Answer>(100).fill(undefined);
    const failure = (await failureOf(request({ socket, retry: true, timeoutMs: 600 }, 'order'))) as Error;
    expect(failure.message).to.equal("'order' was not answered within 600 ms");
    expect((failure.cause as Error).message).to.match(/^'order' was not answered within \d/);
  });

  it('is not sent any more when its client has disconnected by itself', async () => {
    answers = [undefined];
    const socket = connect();
    const failure = failureOf(request({ socket, retry: true }, 'order'));
    await until(() => tries.length === 1, 'it has come');
    socket.disconnect();
    expect(await failure).to.have.property('message', "'order' was not answered: disconnected (io client disconnect)");
  });

  it('is not sent any more when the client was refused at connect', async () => {
    server.use((_socket, next) =>
      next(Object.assign(new Error('no'), { data: { code: 1008, reason: 'no', event: 'connect' } })),
    );
    expect(await failureOf(request({ socket: connect(), retry: true }, 'order'))).to.include({ code: 1008 });
  });

  it('is sent when a server comes back that could not be reached', async () => {
    const { port } = httpServer.address() as AddressInfo;
    await server.close();
    const socket = io(`http://127.0.0.1:${port}`, { forceNew: true, reconnectionDelay: 10, transports: ['websocket'] });
    clients.push(socket);
    const failed = deferred();
    socket.once('connect_error', () => failed.resolve());
    const answer = request({ socket, retry: true }, 'ping');
    await failed.promise;
    httpServer = createServer();
    server = new Server(httpServer);
    server.on('connection', (client) => client.on('ping', (...args: unknown[]) => (args.pop() as Ack)('pong')));
    await new Promise<void>((resolve) => httpServer.listen(port, '127.0.0.1', resolve));
    expect(await answer).to.equal('pong');
  });

  it('ends with the reason of its signal, between two tries and while it waits', async () => {
    for (const answer of [refused(1013, { retryAfterMs: 5_000 }), undefined]) {
      answers = [answer];
      tries = [];
      const controller = new AbortController();
      const { signal } = controller;
      const failure = failureOf(request({ socket: connect(), retry: true, signal }, 'order'));
      await until(() => tries.length === 1, 'it has come');
      controller.abort(new Error('changed my mind'));
      expect(await failure).to.have.property('message', 'changed my mind');
    }
  });

  it('fails at once where it cannot be sent at all', async () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const socket = connect();
    await request(socket, 'order');
    expect(await failureOf(request({ socket, retry: true }, 'order', circle))).to.be.instanceOf(Error);
    expect(tries).to.have.length(1);
  });

  it('sends each try once, and beside the queue, where the client has its option `retries`', async () => {
    answers = ['cut', { value: 1 }];
    const socket = connect({ retries: 5, ackTimeout: 5_000 });
    expect(await request({ socket, retry: true }, 'order')).to.equal(1);
    expect(tries).to.have.length(2);
  });

  it('leaves no listener behind', async () => {
    answers = ['cut', undefined, refused(1013), { value: 1 }];
    const socket = connect();
    await request({ socket, retry: true, timeoutMs: 9_000 }, 'order');
    for (const event of ['disconnect', 'connect_error'] as const) expect(socket.listeners(event)).to.deep.equal([]);
  });
});
