import { expect } from 'chai';
import { busAdapter, published } from '../../support/bus-adapter';
import { until } from '../../support/until';
import { type Observer, town } from './town';
import { steps, TownGateway } from './town.gateway';

/** Has a client hear a last event, so that all before it has come. */
async function settled({ socket, heard }: Observer, emit: (event: string) => unknown): Promise<readonly string[]> {
  const last = new Promise((resolve) => socket.once('the end', resolve));
  emit('the end');
  await last;
  return heard;
}

describe('a dry run', () => {
  it('goes through guards, validation, interceptors, handler and reply, and says what would have been sent', () =>
    town(async ({ dry }) => {
      const { status, body } = await dry('say', [{ text: ' hello ' }]);
      expect(status).to.equal(200);
      expect(steps).to.deep.equal(['guard', 'before', 'handler hello', 'after']);
      expect(body).to.deep.equal({
        why: body.why, // which has its own specs
        connected: true,
        answer: [{ text: 'hello' }],
        effects: [{ what: 'emit', to: 'everyone', except: [], args: ['said', { text: 'hello' }] }],
        disconnected: false,
      });
    }));

  it('says for each way of sending to whom it would have gone, in their order', () =>
    town(async ({ dry, observer }) => {
      const { socket } = await observer();
      const { body } = await dry('reach');
      expect(body.answer).to.deep.equal(['done']);
      const effect = (what: string, to: unknown, args: unknown[], more: object = {}): object => ({
        ...{ what, to, except: [], args },
        ...more,
      });
      expect(body.effects).to.deep.equal([
        effect('emit', 'client', ['to me', 1]),
        effect('emit', 'everyone', ['to others', 2], { except: ['client'] }),
        effect('emit', ['citizens'], ['to a room', 3], { except: ['idle'] }),
        effect('emit', 'everyone', ['to the village', 4], { namespace: '/village' }),
        effect('emit', 'everyone', ['by the host', 5]),
        effect('emit', [socket.id], ['to one', 6, { $base64: 'AQI=' }]),
        effect('emit', [socket.id], ['to a fetched one', 7]),
        effect('leave', ['citizens'], ['citizens']),
        effect('disconnect', ['citizens'], []),
        effect('disconnect', [socket.id], []),
        effect('server event', 'everyone', ['to servers', 8]),
        effect('emit', 'everyone', ['asks all', 9]),
      ]);
    }));

  it('sends nothing to any client, moves nobody and disconnects nobody', () =>
    town(async ({ dry, observer, host }) => {
      const [citizen, villager] = [await observer(), await observer('/village')];
      await until(() => citizen.heard.length > 0, 'its own arrival was told');
      citizen.heard.length = 0;
      await dry('reach');
      await dry('say', [{ text: 'hello' }]);
      const clients = host.of(TownGateway);
      expect(await settled(citizen, (event) => clients.to('citizens').emit(event))).to.deep.equal(['the end']);
      const village = clients.server.of('/village');
      expect(await settled(villager, (event) => village.emit(event))).to.deep.equal(['the end']);
      expect([...clients.adapter.rooms.keys()].sort()).to.deep.equal(['citizens', citizen.socket.id].sort());
    }));

  it('leaves what others do meanwhile alone, and out of what it says', () =>
    town(async ({ dry, observer, host }) => {
      const citizen = await observer();
      const run = dry('answersLater');
      await until(() => host.of(TownGateway).sockets.size === 2, 'its client is there');
      expect(await settled(citizen, (event) => host.of(TownGateway).emit(event))).to.include('the end');
      expect((await run).body).to.deep.include({ answer: ['at last'], effects: [] });
    }));

  it('tells no other server of anything', () =>
    town(
      async ({ dry, host }) => {
        published.length = 0;
        expect((await dry('reach')).body.effects).to.have.length(9); // nobody else is there to send to directly
        expect(published).to.deep.equal([]);
        host.of(TownGateway).emit('for real');
        expect(published).to.have.length(1);
      },
      { dryRun: true },
      { server: { adapter: busAdapter } },
    ));

  it('keeps what a handler leaves for later from clients, too', () =>
    town(async ({ dry, observer, host }) => {
      const citizen = await observer();
      await until(() => citizen.heard.length > 0, 'its own arrival was told');
      citizen.heard.length = 0;
      await dry('later');
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      expect(await settled(citizen, (event) => host.of(TownGateway).emit(event))).to.deep.equal(['the end']);
    }));

  it('shows the refusal of a payload, with the issues, as a client would get it', () =>
    town(async ({ dry }) => {
      const { body } = await dry('say', [{ text: 5 }]);
      expect(body).to.have.nested.include({ 'error.code': 1007, 'error.reason[0].path[0]': 'text' });
      expect(steps).to.deep.equal(['guard']);
    }));

  it('shows what a filter makes of an error', () =>
    town(async ({ dry }) => {
      expect((await dry('fails')).body).to.deep.include({
        error: { code: 4001, reason: 'by the filter', event: 'fails' },
      });
    }));

  it('shows why its client is not let in', () =>
    town(async ({ dry }) => {
      const { body } = await dry('hello', [], { namespace: '/club' });
      expect(body).to.have.nested.include({ connected: false, 'error.code': 1007, 'error.event': 'connect' });
      const { body: allowed } = await dry('hello', [], { namespace: '/club', auth: { code: 'sesame' } });
      expect(allowed).to.deep.include({ connected: true, answer: ['hello'] });
    }));

  it('is of a namespace of a pattern, which does not stay', () =>
    town(async ({ dry, host }) => {
      const { body } = await dry('where', [], { namespace: '/rooms/red' });
      expect(body.effects).to.deep.equal([{ what: 'emit', to: 'everyone', except: [], args: ['here', 'red'] }]);
      const { _nsps: namespaces } = host.servers.get('/town')!;
      await until(() => !namespaces.has('/rooms/red'), 'it is gone');
    }));

  it('asks for no acknowledgement where its client asks for none', () =>
    town(async ({ dry }) => {
      const { body } = await dry('whoami', [], { acknowledge: false });
      expect(body).to.not.have.property('answer');
      expect(body).to.have.nested.include({ 'effects[0].to': 'client', 'effects[0].args[0]': 'whoami' });
    }));

  it('has the handshake of its request: its headers and address, with the auth and query that were given', () =>
    town(async ({ dry }) => {
      const { body } = await dry('whoami', [], { auth: { token: 't' }, query: { q: '1' } }, { 'x-user': 'Ada' });
      expect(body.answer).to.deep.equal([{ user: 'Ada', address: '127.0.0.1', auth: { token: 't' }, query: '1' }]);
    }));

  it('carries binary both ways', () =>
    town(async ({ dry }) => {
      const { body } = await dry('bytes', [{ $base64: 'AQI=' }]);
      expect(body.answer).to.deep.equal([{ $base64: 'AQIJ' }]);
    }));

  it('shows that the client would have been disconnected', () =>
    town(async ({ dry }) => {
      expect((await dry('leaves')).body).to.include({ disconnected: true });
    }));

  it('ends a stream without an end, and a handler', () =>
    town(async ({ dry }) => {
      const { body } = await dry('endless');
      expect(body.unfinished).to.equal('effects');
      expect(body.effects).to.have.length(500);
      expect((await dry('never')).body).to.include({ unfinished: 'time', disconnected: false });
    })).timeout(30_000);
});
