import { expect } from 'chai';
import { GatewayBase, OnDisconnected, OnDisconnecting, WebSocketGateway } from '../../../../src';
import { TestApplication } from '../../../support/application';
import { transports } from '../../../support/transports';

interface Seen {
  readonly event: string;
  readonly rooms: readonly string[];
}
const seen: Seen[] = [];

@WebSocketGateway()
class RoomGateway extends GatewayBase {
  @OnDisconnected()
  disconnected(): void {
    this.#note();
  }

  @OnDisconnecting()
  disconnecting(): void {
    this.#note();
  }

  #note(): void {
    const { event, sid, socket } = this.context;
    seen.push({ event, rooms: [...socket.rooms].filter((room) => room !== sid) });
  }
}

for (const attach of ['attach', 'attachAsync'] as const) {
  for (const scope of ['inSingletonScope', 'inTransientScope'] as const) {
    for (const transport of transports) {
      describe(`a gateway that was bound ${scope} and attached with ${attach}, over ${transport}`, () => {
        for (const [how, leave] of [
          ['disconnects', (client) => client.disconnect()],
          ['loses its connection', (client) => client.io.engine.close()],
        ] as readonly (readonly [string, (client: Awaited<ReturnType<TestApplication['connect']>>) => unknown])[]) {
          it(`finds the rooms of a client that ${how} in @OnDisconnecting, and not in @OnDisconnected`, async () => {
            seen.length = 0;
            await using application = await new TestApplication().listen();
            application.container.bind(RoomGateway).toSelf()[scope]();
            const host = await application[attach]();
            const client = await application.connect('/socket.io', { transports: [transport] });
            const peer = host.of(RoomGateway).sockets.get(client.id!)!;
            await peer.join(['lobby', 'bar']);

            const left = new Promise((resolve) => peer.once('disconnect', resolve));
            leave(client);
            await left;
            await host.idle();
            expect(seen).to.deep.equal([
              { event: 'disconnecting', rooms: ['lobby', 'bar'] },
              { event: 'disconnect', rooms: [] },
            ]);
          });
        }
      });
    }
  }
}
