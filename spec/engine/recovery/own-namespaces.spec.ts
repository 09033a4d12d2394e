import { expect } from 'chai';
import type { Socket as ServerSocket } from 'socket.io';
import { GatewayBase, type GatewayOptions, UseGuards, WebSocketGateway } from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { cut, namespaceOf, recordSession } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';

const recovery = { connectionStateRecovery: {} } satisfies GatewayOptions;

@WebSocketGateway({ ...recovery, namespace: '/guarded' })
@UseGuards(() => true)
class GuardedGateway extends GatewayBase {}

@WebSocketGateway({ namespace: '/open', connectionStateRecovery: { skipMiddlewares: false } })
class OpenGateway extends GatewayBase {}

/** Namespaces that the application serves by itself, beside its gateways. */
function serveOwn(ctx: TestContext, onSocket: (socket: ServerSocket) => void = () => undefined): void {
  const io = ctx.host.servers.get('/socket.io')!;
  const serve = async (socket: ServerSocket): Promise<void> => {
    onSocket(socket);
    await socket.join('members');
    if (!socket.recovered) socket.emit('news', 'before');
  };
  io.of('/own').on('connection', (socket) => void serve(socket));
  io.of(/^\/own-\d+$/).on('connection', (socket) => void serve(socket));
}

overBothTransports((run, transport) => {
  for (const [Gateway, what] of [
    [GuardedGateway, 'beside gateways with guards'],
    [OpenGateway, 'with skipMiddlewares: false'],
  ] as const) {
    for (const namespace of ['/own', '/own-7']) {
      describe(`a client of ${namespace}, the application’s own, ${what}`, () => {
        it('does not lose what it has missed when it recovers its session', () =>
          run(TestGateway.createTestModule({ gateways: [Gateway] }), async (ctx) => {
            serveOwn(ctx);
            const client = ctx.newSocketClientContext({ namespace, transports: [transport] });
            await client.connect();
            await client.waitFor('news');
            await cut(ctx, client);
            namespaceOf(ctx, client).to('members').emit('news', 'missed');
            await client.connect();
            expect(client.sio.recovered).to.equal(true);
            namespaceOf(ctx, client).to('members').emit('news', 'after');
            await client.waitFor('news', { where: (news) => news === 'after' });
            expect(client.received('news')).to.deep.equal(['before', 'missed', 'after']);
          }));

        it('does not find its handshake changed', () => {
          const handshakes: unknown[] = [];
          return run(TestGateway.createTestModule({ gateways: [Gateway] }), async (ctx, join) => {
            serveOwn(ctx, ({ handshake }) => handshakes.push(handshake.auth));
            const client = ctx.newSocketClientContext({ namespace, transports: [transport] });
            const session = recordSession(client);
            await client.connect();
            await client.waitFor('news');
            await cut(ctx, client);
            await join({ namespace, auth: { ...session, token: 'mine' } });
            expect(handshakes).to.deep.equal([{}, { ...session, token: 'mine' }]);
          });
        });
      });
    }
  }
});
