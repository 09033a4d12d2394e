import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { Server } from 'socket.io';
import { GatewayBase, UseGuards, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';

@WebSocketGateway({ path: '/live', namespace: '/rooms/:roomId' })
@UseGuards(() => false)
class RoomGateway extends GatewayBase {}

@WebSocketGateway({ path: '/live', namespace: '/:kind/:id' })
class AnyGateway extends GatewayBase {}

const OF_ANOTHER =
  "host.of(AnyGateway, params): the namespace '/rooms/7' is of another gateway; expected its name to be free";

function messageOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing failed',
    (error: unknown) => (error as Error).message,
  );
}

describe('a gateway whose pattern matches what an earlier pattern matches', () => {
  it('lets no client past the guards of that one, while host.of(Gateway, params) is called with its name', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [RoomGateway, AnyGateway] });
    await application.listen();
    const room = host.of(AnyGateway, { kind: 'rooms', id: '7' });
    let answer: string | undefined;
    const client = application.client('/live', { namespace: '/rooms/7' });
    client.on('connect', () => (answer = 'it is in')).on('connect_error', ({ message }) => (answer = message));
    client.connect();
    while (answer === undefined) {
      await room.fetchSockets().catch(() => undefined);
      await eventLoopTurn();
    }
    expect(answer).to.equal('Authorization Failed');
  });

  it('is told that the name is of another one, and makes nothing', async () => {
    await using application = new TestApplication();
    const host = application.attach({ gateways: [RoomGateway, AnyGateway] });
    const room = host.of(AnyGateway, { kind: 'rooms', id: '7' });
    expect(() => room.emit('news')).to.throw(OF_ANOTHER);
    expect(await messageOf(room.fetchSockets())).to.equal(OF_ANOTHER);
    expect([...host.servers.get('/live')!._nsps.keys()]).to.deep.equal(['/']);
    expect(await messageOf(host.of(AnyGateway, { kind: 'houses', id: '7' }).fetchSockets())).to.equal('nothing failed');
  });

  it('leaves alone the names that are of the application, where it has joined its server', async () => {
    await using application = new TestApplication();
    const io = new Server(application.httpServer, { path: '/live' });
    io.of(/^\/rooms\/\d+$/).use((_socket, next) => next(new Error('Not for you')));
    const host = application.attach({ gateways: [AnyGateway], io });
    expect(() => host.of(AnyGateway, { kind: 'rooms', id: '7' }).emit('news')).to.throw(OF_ANOTHER);
    await io.close();
  });
});
