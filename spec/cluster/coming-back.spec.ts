import { expect } from 'chai';
import { GatewayBase, WebSocketGateway } from '../../src';
import { clusterKinds } from '../support/cluster-adapters';
import { until } from '../support/until';
import { runServers } from './servers';

@WebSocketGateway({ path: '/live', namespace: '/rooms/:roomId' })
class RoomGateway extends GatewayBase {}

const ROUNDS = 20;

// The package `redis` forgets a subscription that is begun while the same one is being ended.
for (const kind of clusterKinds.filter(({ name }) => name.endsWith('node-redis'))) {
  describe(`a client that comes while its namespace goes, with ${kind.name}`, () => {
    it('is not cut off from the other servers', () =>
      runServers(kind, { gateways: [RoomGateway] }, async (one, other) => {
        const staying = await one.application.connect('/live', { namespace: '/rooms/8' });
        const moving = staying.io.socket('/rooms/7');
        const namespaces = one.host.servers.get('/live')!._nsps;
        for (let round = 1; round <= ROUNDS; round += 1) {
          const connected = new Promise<void>((resolve) => moving.once('connect', resolve));
          moving.connect();
          await connected;
          const remote = other.host.of(RoomGateway, { roomId: '7' });
          const isSeen = async (): Promise<boolean> => (await remote.fetchSockets()).length === 1;
          await until(isSeen, `it is seen in round ${round}`);
          moving.disconnect();
          await until(() => !namespaces.has('/rooms/7'), 'its namespace is gone');
        }
        expect(staying.connected).to.equal(true);
      }));
  });
}
