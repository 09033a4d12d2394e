import { expect } from 'chai';
import { SessionAwareAdapter } from 'socket.io-adapter';
import { GatewayBase, type GatewayHost, type GatewayOptions, OnConnected, WebSocketGateway } from '../../../src';
import { type TestClient, TestGateway } from '../../../src/testing';
import { comeBack, cut } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';

const recovery = { connectionStateRecovery: {} } satisfies GatewayOptions;

@WebSocketGateway({ ...recovery, namespace: '/rooms/:roomId' })
class RoomGateway extends GatewayBase {
  @OnConnected()
  async connected(): Promise<void> {
    await this.context.socket.join('members');
  }
}

/** All arguments of an event, as they are on the wire: with recovery, the last is the packet's offset. */
function argumentsOf(client: TestClient, event: string): Promise<unknown[]> {
  return new Promise((resolve) => void client.sio.once(event, (...args: unknown[]) => resolve(args)));
}

const emits: Readonly<Record<string, (host: GatewayHost) => unknown>> = {
  'of(Pattern).emit': (host) => host.of(RoomGateway).emit('news', 'hello'),
  'of(Pattern).to(room).emit': (host) => host.of(RoomGateway).to('members').emit('news', 'hello'),
  'of(Pattern).except(room).emit': (host) => host.of(RoomGateway).except('nobody').emit('news', 'hello'),
  'of(Pattern).local.emit': (host) => host.of(RoomGateway).local.emit('news', 'hello'),
};

overBothTransports((run, transport) => {
  for (const [title, options] of [
    ['the adapter that comes with recovery', {}],
    ['an adapter of the application’s own', { server: { adapter: SessionAwareAdapter } }],
  ] as const) {
    describe(`an event for all namespaces of a pattern, with ${title}`, () => {
      const kit = TestGateway.createTestModule({ gateways: [RoomGateway], options });
      const rooms = ['/rooms/1', '/rooms/2', '/rooms/3'];

      for (const [name, emit] of Object.entries(emits)) {
        it(`does not carry the offsets of other namespaces: ${name}`, () =>
          run(
            kit,
            async (ctx, join) => {
              const clients = await Promise.all(rooms.map((namespace) => join({ namespace })));
              for (let time = 0; time < 2; time += 1) {
                const received = clients.map((client) => argumentsOf(client, 'news'));
                emit(ctx.host);
                for (const args of await Promise.all(received)) {
                  expect(args).to.have.length(2);
                  expect(args[0]).to.equal('hello');
                  expect(args[1]).to.be.a('string');
                }
              }
            },
            { namespace: '/rooms/0' },
          ));
      }

      it('does not reach a client that has missed it with more arguments than others', () =>
        run(
          kit,
          async (ctx, join) => {
            const clients = await Promise.all(rooms.map((namespace) => join({ namespace })));
            ctx.host.of(RoomGateway).emit('news', 'first');
            for (const client of clients) await client.waitFor('news');
            for (const client of clients) await cut(ctx, client);
            ctx.host.of(RoomGateway).to('members').emit('news', 'missed');
            for (const client of clients) {
              const received = argumentsOf(client, 'news');
              expect(await comeBack(client)).to.equal(true);
              const [text, offset, ...more] = await received;
              expect([text, typeof offset, more]).to.deep.equal(['missed', 'string', []]);
            }
          },
          { namespace: '/rooms/0', transports: [transport] },
        ));
    });
  }
});
