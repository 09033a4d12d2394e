import { expect } from 'chai';
import type { Socket } from 'socket.io-client';
import { GatewayBase, type GatewayHost, WebSocketGateway } from '../../src';
import { clusterKinds, type ClusterKind } from '../support/cluster-adapters';
import { until } from '../support/until';
import { runServers } from './servers';

interface RoomTypes {
  emits: { news(text: string): void; ask(text: string, answer: (text: string) => void): void };
}

@WebSocketGateway({ path: '/live', namespace: '/rooms/:roomId' })
class RoomGateway extends GatewayBase<RoomTypes> {}

/** Two servers; nobody is in a room of the first, and two clients are in room 7 of the other. */
function run(
  kind: ClusterKind,
  body: (host: GatewayHost, inside: Socket, alsoInside: Socket, elsewhere: Socket) => Promise<void>,
): Promise<void> {
  return runServers(kind, { gateways: [RoomGateway] }, async ({ host }, { application }) => {
    const inside = await application.connect('/live', { namespace: '/rooms/7' });
    const alsoInside = await application.connect('/live', { namespace: '/rooms/7' });
    const elsewhere = await application.connect('/live', { namespace: '/rooms/8' });
    await introduced(host);
    await body(host, inside, alsoInside, elsewhere);
  });
}

/** Resolves when the servers know each other: Redis streams lose what is sent before their first message. */
async function introduced(host: GatewayHost): Promise<void> {
  const moves = async (roomId: string, count: number): Promise<boolean> => {
    const room = host.of(RoomGateway, { roomId });
    room.socketsJoin('known');
    const known = await room
      .in('known')
      .fetchSockets()
      .catch(() => []); // a server may not answer yet
    return known.length === count;
  };
  await until(async () => (await moves('7', 2)) && (await moves('8', 1)), 'the servers know each other');
  await until(() => childrenOf(host) === 0, 'nothing is left of that');
}

function childrenOf(host: GatewayHost): number {
  return host.servers.get('/live')!._nsps.size - 1;
}

for (const kind of clusterKinds) {
  describe(`one namespace of a pattern, from a server where nobody is in it, with ${kind.name}`, () => {
    it('emits to its clients, and to no others', () =>
      run(kind, async (host, inside, alsoInside, elsewhere) => {
        const heard = { inside: [] as string[], alsoInside: [] as string[], elsewhere: [] as string[] };
        for (const [name, client] of Object.entries({ inside, alsoInside, elsewhere })) {
          client.on('news', (text: string) => heard[name as keyof typeof heard].push(text));
        }
        host.of(RoomGateway, { roomId: '7' }).emit('news', 'for seven');
        host.of(RoomGateway, { roomId: '7' }).to(inside.id!).emit('news', 'for one');
        host.of(RoomGateway, { roomId: '8' }).emit('news', 'for eight');
        const lengths = { inside: 2, alsoInside: 1, elsewhere: 1 };
        await until(
          () => Object.entries(lengths).every(([name, length]) => heard[name as keyof typeof heard].length >= length),
          'all have heard',
        );
        expect(heard).to.deep.equal({
          inside: ['for seven', 'for one'],
          alsoInside: ['for seven'],
          elsewhere: ['for eight'],
        });
      }));

    it('counts its clients, and gets their answers', () =>
      run(kind, async (host, inside, alsoInside) => {
        for (const client of [inside, alsoInside]) {
          client.on('ask', (text: string, answer: (text: string) => void) => answer(`${text} ${client.id}`));
        }
        const room = host.of(RoomGateway, { roomId: '7' });
        expect((await room.fetchSockets()).map(({ id }) => id)).to.have.members([inside.id, alsoInside.id]);
        const answers = await room.timeout(5_000).emitWithAck('ask', 'from');
        expect(answers).to.have.members([`from ${inside.id}`, `from ${alsoInside.id}`]);
        await until(() => childrenOf(host) === 0, 'nothing is left');
      }));

    it('moves its clients between rooms, and disconnects them', () =>
      run(kind, async (host, inside, alsoInside, elsewhere) => {
        const room = host.of(RoomGateway, { roomId: '7' });
        room.in(inside.id!).socketsJoin('front');
        const inFront = async (): Promise<number> => (await room.in('front').fetchSockets()).length;
        await until(async () => (await inFront()) === 1, 'one has moved');
        const gone = [inside, alsoInside].map((client) => new Promise((resolve) => client.once('disconnect', resolve)));
        room.disconnectSockets();
        await Promise.all(gone);
        expect(elsewhere.connected).to.equal(true);
      }));

    it('does not stay', () =>
      run(kind, async (host, inside) => {
        const before = process.listenerCount('message');
        const room = host.of(RoomGateway, { roomId: '7' });
        const news = new Promise((resolve) => inside.once('news', resolve));
        room.emit('news', 'here');
        await news;
        await until(() => childrenOf(host) === 0, 'it is gone');
        expect(process.listenerCount('message')).to.equal(before);
      }));
  });
}
