import { expect } from 'chai';
import { GatewayHost } from '../../../src';
import { next } from '../../support/application';
import { until } from '../../support/until';
import { transports } from '../../support/transports';
import { eventsOf, joined, NewsGateway, OwnGateway, RoomGateway, seen } from './support';

for (const transport of transports) {
  const over = { transports: [transport] };

  describe(`Closing the host of gateways in a server of the application, over ${transport}`, () => {
    it('leaves the server, its clients and their handlers running', async () => {
      const { application, host } = await joined();
      await using _ = application;
      const client = await application.connect('/socket.io', over);
      await client.emitWithAck('gateway:event', 'a');
      const events = eventsOf(client);
      await host.close();
      expect(await client.emitWithAck('app:event', 'b')).to.equal('application: b');
      const later = await application.connect('/socket.io', over);
      expect(await later.emitWithAck('app:event', 'c')).to.equal('application: c');
      expect(events).to.deep.equal([]);
    });

    it('takes the gateways out: their events are nobody’s, and their hooks have run', async () => {
      const { application, host, io } = await joined();
      await using _ = application;
      const client = await application.connect('/socket.io', over);
      await client.emitWithAck('gateway:event', 'a');
      await host.close();
      expect(seen).to.deep.equal(['connected', 'disconnected: server shutting down']);
      const socket = io.of('/').sockets.get(client.id ?? '');
      expect(socket?.listenerCount('gateway:event')).to.equal(0);
      expect(socket?.listenersAny()).to.deep.equal([]);
      client.disconnect();
      await until(() => io.of('/').sockets.size === 0, 'the client has left');
      await application.connect('/socket.io', over);
      expect(seen).to.have.length(2);
    });

    it('waits for handlers that run, and their answers', async () => {
      const { application, host } = await joined();
      await using _ = application;
      const client = await application.connect('/socket.io', over);
      const goOn = next<() => void>(client, 'go on');
      const answer = client.emitWithAck('slow');
      const acknowledge = await goOn;
      const closed = host.close();
      expect(await client.emitWithAck('gateway:event', 'late')).to.have.nested.property('error.code', 1001);
      acknowledge();
      expect(await answer).to.equal('done');
      await closed;
    });

    for (const namespace of ['/own', '/rooms/7']) {
      it(`ends a namespace that only gateways had, and tells its clients: ${namespace}`, async () => {
        const { application, host } = await joined();
        await using _ = application;
        const client = await application.connect('/socket.io', { ...over, namespace });
        const error = next(client, 'error');
        const left = next(client, 'disconnect');
        await host.close();
        expect(await error).to.include({ code: 1001 });
        expect(await left).to.equal('io server disconnect');
        const late = application.client('/socket.io', { ...over, namespace });
        const refusal = next<Error>(late, 'connect_error');
        late.connect();
        expect((await refusal).message).to.equal('Invalid namespace');
      });
    }

    it('lets clients of the application in while it waits', async () => {
      const { application, host } = await joined();
      await using _ = application;
      const client = await application.connect('/socket.io', over);
      const goOn = next<() => void>(client, 'go on');
      const answer = client.emitWithAck('slow');
      const acknowledge = await goOn;
      const closed = host.close();
      const late = await application.connect('/socket.io', over);
      expect(await late.emitWithAck('app:event', 'd')).to.equal('application: d');
      acknowledge();
      await answer;
      await closed;
    });

    it('lets gateways be attached to it again, as often as one likes', async () => {
      const { application, host, io, logger } = await joined();
      await using _ = application;
      await host.close();
      const before = [io.engine.listenerCount('connection'), io.of('/').listenerCount('connection')];
      for (let times = 0; times < 3; times += 1) {
        const again = application.attach({ gateways: [NewsGateway, OwnGateway, RoomGateway], io, logger });
        const client = await application.connect('/socket.io', over);
        expect(await client.emitWithAck('gateway:event', 'again')).to.equal('gateway: again');
        const room = await application.connect('/socket.io', { ...over, namespace: '/rooms/8' });
        expect(await room.emitWithAck('where')).to.equal('8');
        client.disconnect();
        await again.close();
      }
      expect([io.engine.listenerCount('connection'), io.of('/').listenerCount('connection')]).to.deep.equal(before);
      expect(application.container.isBound(GatewayHost)).to.equal(false);
    });
  });
}
