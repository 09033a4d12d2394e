import { expect } from 'chai';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { request, stream } from '../../../src/client';
import { TestApplication } from '../../support/application';
import { transports } from '../../support/transports';
import { all } from './all';
import { StreamGateway } from './gateway';

/** A socket.io server without gateways, and all events that it has got, with their arguments but the acknowledgement. */
class PlainServer {
  readonly heard: unknown[][] = [];
  readonly application = new TestApplication();
  readonly #io = new Server(this.application.httpServer, { path: '/plain' });

  async start(): Promise<void> {
    this.#io.on('connection', (socket) => {
      socket.onAny((...heard: unknown[]) => this.heard.push(heard.filter((each) => typeof each !== 'function')));
      socket.on('count', (to: number, ack: (answer: string) => void) => {
        for (let item = 1; item <= to; item += 1) socket.emit('count', item);
        ack(`counted to ${to}`);
      });
      socket.on('now', (ack: (answer: string) => void) => ack('now'));
    });
    await this.application.listen();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#io.close();
    await this.application.close();
  }
}

/** A gateway as it was before it knew of `stream()`: its sockets keep nothing of the ids of packets. */
function forgetProtocol(socket: ServerSocket): void {
  for (const method of ['ack', 'onack']) expect(Reflect.deleteProperty(socket, method)).to.equal(true);
}

for (const transport of transports) {
  describe(`stream() over ${transport}, with a server that has no gateways`, () => {
    const served = async (
      body: (server: PlainServer, socket: ReturnType<TestApplication['client']>) => Promise<void>,
    ) => {
      await using server = new PlainServer();
      await server.start();
      await body(server, await server.application.connect('/plain', { transports: [transport] }));
    };

    it('gives what it answers; the server gets the arguments alone, and its items are events', () =>
      served(async ({ heard }, socket) => {
        const items: unknown[] = [];
        socket.on('count', (item) => items.push(item));
        expect(await all(stream(socket, 'count', 2))).to.deep.equal(['counted to 2']);
        expect(items).to.deep.equal([1, 2]);
        expect(heard).to.deep.equal([['count', 2]]);
      }));

    it('sends no argument where it is given none', () =>
      served(async ({ heard }, socket) => {
        expect(await all(stream(socket, 'now'))).to.deep.equal(['now']);
        expect(heard).to.deep.equal([['now']]);
      }));

    it('sends no event when its loop ends early', () =>
      served(async ({ heard }, socket) => {
        const controller = new AbortController();
        const seen = all(stream({ socket, signal: controller.signal }, 'never answered'));
        controller.abort();
        expect((await seen)[0]).to.have.property('name', 'AbortError');
        expect(await request(socket, 'now')).to.equal('now');
        expect(heard).to.deep.equal([['never answered'], ['now']]);
      }));

    it('does not disturb the ids of other acknowledgements', () =>
      served(async (_server, socket) => {
        const answers = [request(socket, 'now'), all(stream(socket, 'now')), request(socket, 'count', 1)];
        expect(await Promise.all(answers)).to.deep.equal(['now', ['now'], 'counted to 1']);
      }));
  });

  describe(`stream() over ${transport}, with a gateway that does not know it`, () => {
    let application: TestApplication;
    let gateway: StreamGateway;

    beforeEach(async () => {
      application = new TestApplication();
      application.container.bind(StreamGateway).toSelf().inSingletonScope();
      application.attach().of(StreamGateway).on('connection', forgetProtocol);
      gateway = application.container.get(StreamGateway);
      await application.listen();
    });

    afterEach(() => application.close());

    it('gives the answer; the body is the one that was sent, and there is none where none was', async () => {
      const socket = await application.connect('/streams', { transports: [transport] });
      expect(await all(stream(socket, 'count', 1))).to.deep.equal(['counted to 1']);
      expect(await all(stream(socket, 'plain'))).to.deep.equal([undefined]);
      expect(gateway.received).to.deep.equal([[1], []]);
    });

    it('is no unknown event when its loop ends early', async () => {
      const socket = await application.connect('/streams', { transports: [transport] });
      const errors: unknown[] = [];
      socket.on('error', (error) => errors.push(error));
      const controller = new AbortController();
      const seen = all(stream({ socket, signal: controller.signal }, 'silent'));
      await gateway.gate.promise;
      controller.abort();
      await seen;
      expect(await request(socket, 'plain', 1)).to.equal(1);
      expect([errors, gateway.unknown]).to.deep.equal([[], []]);
    });
  });
}
