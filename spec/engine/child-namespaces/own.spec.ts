import { expect } from 'chai';
import { type Guard, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { transports } from '../../support/transports';

@WebSocketGateway({ path: '/ws', namespace: '/rooms/:roomId' })
class RoomGateway {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

for (const transport of transports) {
  describe(`A pattern namespace of the application’s own, over ${transport}`, () => {
    for (const [option, left] of [
      [true, []],
      [undefined, ['/x-1']],
    ] as const) {
      it(`${option ? 'leaves none' : 'keeps each'} of its namespaces behind with cleanupEmptyChildNamespaces: ${String(option)}, as in socket.io`, async () => {
        await using application = await new TestApplication().listen();
        const server = option === undefined ? {} : { cleanupEmptyChildNamespaces: option };
        const io = application.attach({ gateways: [RoomGateway], server }).servers.get('/ws')!;
        io.of(/^\/x-\d+$/).on('connection', (socket) => {
          socket.on('bye', () => socket.disconnect());
        });
        const client = await application.connect('/ws', { transports: [transport], namespace: '/x-1' });
        expect([...io._nsps.keys()]).to.include('/x-1');
        const gone = new Promise((resolve) =>
          io._nsps.get('/x-1')!.sockets.get(client.id!)!.once('disconnect', resolve),
        );
        client.emit('bye');
        await gone;
        await new Promise(setImmediate);
        expect([...io._nsps.keys()].filter((name) => name.startsWith('/x-'))).to.deep.equal(left);
      });
    }
  });
}

for (const transport of transports) {
  describe(`A pattern namespace of gateways with cleanupEmptyChildNamespaces: true, over ${transport}`, () => {
    it('does not lose a client that waits for a guard, when the last of the others leaves', async () => {
      const [asked, answer] = [deferred(), deferred<boolean>()];
      const gate: Guard['canActivate'] = ({ environment, event }) => {
        if (event !== 'connect' || environment.auth.waits !== true) return true;
        asked.resolve();
        return answer.promise;
      };
      await using application = await new TestApplication().listen();
      const host = application.attach({
        gateways: [RoomGateway],
        server: { cleanupEmptyChildNamespaces: true },
        guards: [gate],
      });
      const options = { transports: [transport], namespace: '/rooms/1' };
      const other = await application.connect('/ws', options);
      const waiting = application.connect('/ws', { ...options, auth: { waits: true } });
      await asked.promise;
      const room = host.servers.get('/ws')!.of('/rooms/1');
      const gone = new Promise((resolve) => room.sockets.get(other.id!)!.once('disconnect', resolve));
      other.disconnect();
      await gone;
      await new Promise(setImmediate);
      answer.resolve(true);
      const { id } = await waiting;
      expect(host.servers.get('/ws')!.of('/rooms/1').sockets.has(id!)).to.be.true;
    });
  });
}
