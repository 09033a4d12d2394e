import { expect } from 'chai';
import { GatewayBase, type GatewayHost, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { clusterKinds } from '../support/cluster-adapters';
import { until } from '../support/until';

@WebSocketGateway({ path: '/live', namespace: '/rooms/:roomId' })
class RoomGateway extends GatewayBase {}

const ROUNDS = 20;

// The package `redis` forgets a subscription that is begun while the same one is being ended.
for (const kind of clusterKinds.filter(({ name }) => name.endsWith('node-redis'))) {
  describe(`a client that comes while its namespace goes, with ${kind.name}`, () => {
    it('is not cut off from the other servers', async () => {
      const medium = await kind.open();
      try {
        await using one = new TestApplication();
        await using other = new TestApplication();
        const hosts: GatewayHost[] = [];
        for (const application of [one, other]) {
          const join = await medium.join();
          hosts.push(application.attach({ gateways: [RoomGateway], server: (path) => ({ adapter: join(path) }) }));
          await application.listen();
        }
        const staying = await one.connect('/live', { namespace: '/rooms/8' });
        const moving = staying.io.socket('/rooms/7');
        const namespaces = hosts[0]!.servers.get('/live')!._nsps;
        for (let round = 1; round <= ROUNDS; round += 1) {
          const connected = new Promise<void>((resolve) => moving.once('connect', resolve));
          moving.connect();
          await connected;
          const remote = hosts[1]!.of(RoomGateway, { roomId: '7' });
          const isSeen = async (): Promise<boolean> => (await remote.fetchSockets()).length === 1;
          await until(isSeen, `it is seen in round ${round}`, 2_000);
          moving.disconnect();
          await until(() => !namespaces.has('/rooms/7'), 'its namespace is gone');
        }
        expect(staying.connected).to.equal(true);
      } finally {
        await medium.close();
      }
    });
  });
}
