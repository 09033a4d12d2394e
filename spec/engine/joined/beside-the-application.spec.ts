import { expect } from 'chai';
import { next } from '../../support/application';
import { transports } from '../../support/transports';
import { applicationHandlers, eventsOf, joined, NewsGateway, seen } from './support';

for (const transport of transports) {
  const over = { transports: [transport] };

  describe(`A socket.io server of the application that gateways join, over ${transport}`, () => {
    it('answers the events of gateways and those of the application in one namespace', async () => {
      const { application } = await joined();
      await using _ = application;
      const client = await application.connect('/socket.io', over);
      expect(await client.emitWithAck('gateway:event', 'a')).to.equal('gateway: a');
      expect(await client.emitWithAck('app:event', 'b')).to.equal('application: b');
    });

    it('has the namespaces and patterns of gateways besides', async () => {
      const { application } = await joined();
      await using _ = application;
      const own = await application.connect('/socket.io', { ...over, namespace: '/own' });
      const room = await application.connect('/socket.io', { ...over, namespace: '/rooms/7' });
      expect(await own.emitWithAck('hello')).to.equal('hello');
      expect(await room.emitWithAck('where')).to.equal('7');
    });

    it('is the server that the host gives, and emits of both reach its clients', async () => {
      const { application, io, host } = await joined();
      await using _ = application;
      expect(host.servers.get('/socket.io')).to.equal(io);
      const client = await application.connect('/socket.io', over);
      const news = next(client, 'news');
      host.of(NewsGateway).emit('news', 'of the host');
      expect(await news).to.equal('of the host');
    });

    it('never answers an event of the application that no gateway knows, whoever takes it', async () => {
      const { application } = await joined({}, (namespace) => {
        namespace.on('connection', (socket) => {
          socket.onAny((event: string, ack?: (answer: string) => void) => {
            if (event === 'caught') ack?.('by the catch-all');
          });
        });
      });
      await using _ = application;
      const client = await application.connect('/socket.io', over);
      const events = eventsOf(client);
      expect(await client.emitWithAck('caught')).to.equal('by the catch-all');
      client.emit('nobody takes it');
      await client.emitWithAck('gateway:event', 'round trip');
      expect(events).to.deep.equal([]);
    });

    it('answers unknown events where no handler of the application is, and where unknownEvents says so', async () => {
      const { application } = await joined({ unknownEvents: 'reject' });
      await using _ = application;
      for (const namespace of ['/', '/own']) {
        const client = await application.connect('/socket.io', { ...over, namespace });
        expect(await client.emitWithAck('misspelt')).to.have.nested.property('error.code', 1003);
      }
      const plain = await application.connect('/socket.io', over);
      expect(await plain.emitWithAck('app:event', 'b')).to.equal('application: b');
    });

    it('lets the application in as ever in namespaces where no gateway is', async () => {
      const { application, io } = await joined();
      await using _ = application;
      applicationHandlers(io.of('/elsewhere'));
      const client = await application.connect('/socket.io', { ...over, namespace: '/elsewhere' });
      const many = Array.from({ length: 200 }, (_each, index) => index);
      io.of('/elsewhere').on('connection', (socket) => {
        socket.on('many', (...args: unknown[]) => (args.pop() as (count: number) => void)(args.length));
      });
      const second = await application.connect('/socket.io', { ...over, namespace: '/elsewhere' });
      expect(await client.emitWithAck('app:event', 'c')).to.equal('application: c');
      expect(await second.emitWithAck('many', ...many)).to.equal(200);
    });

    it('holds what comes to the namespaces of gateways to their limits', async () => {
      const { application } = await joined({ limits: { maxArguments: 3 } });
      await using _ = application;
      const client = await application.connect('/socket.io', { ...over, namespace: '/own' });
      const left = next(client, 'disconnect');
      client.emit('hello', 1, 2, 3, 4);
      expect(await left).to.match(/^transport close/);
    });

    it('warns of an event that a gateway handles and the application, too', async () => {
      const { application, logger } = await joined();
      await using _ = application;
      const client = await application.connect('/socket.io', over);
      await client.emitWithAck('both');
      await client.emitWithAck('both');
      expect(logger.at('warn').map(({ message }) => message)).to.deep.equal([
        "The event 'both' of / is handled by NewsGateway.both and by a listener of the application: the first answer counts",
      ]);
    });
  });
}

describe('A guard of a gateway in a server of the application', () => {
  it('refuses clients where the gateway is, and nowhere else', async () => {
    const { application, io } = await joined({ gateways: [NewsGateway], guards: [() => false] });
    await using _ = application;
    applicationHandlers(io.of('/elsewhere'));
    const refused = application.client('/socket.io');
    const refusal = next<Error & { data: unknown }>(refused, 'connect_error');
    refused.connect();
    expect((await refusal).data).to.have.property('code', 1008);
    const client = await application.connect('/socket.io', { namespace: '/elsewhere' });
    expect(await client.emitWithAck('app:event', 'c')).to.equal('application: c');
    expect(seen).to.deep.equal([]);
  });
});
