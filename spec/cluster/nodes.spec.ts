import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsBody, WsResponse } from '../../src';
import type { TestClient } from '../../src/testing';
import { type Transport, transports } from '../support/transports';
import { type Node, runCluster } from './support';

interface Letter {
  readonly to: string;
  readonly text: string;
}

class PostOffice extends GatewayBase {
  @SubscribeMessage()
  async join(@WsBody() room: string): Promise<void> {
    await this.context.socket.join(room);
  }

  @SubscribeMessage()
  send(@WsBody() { to, text }: Letter): WsResponse {
    return new WsResponse('post', text, { to });
  }

  @SubscribeMessage()
  publish(@WsBody() text: string): WsResponse {
    return WsResponse.broadcast('post', text);
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

@WebSocketGateway({ namespace: '/post' })
class PostGateway extends PostOffice {}

@WebSocketGateway({ namespace: '/rooms/:roomId' })
class RoomGateway extends PostOffice {}

/** A client of a node, connected, in a namespace that hears the other node. */
async function clientOf({ ctx, settled }: Node, transport: Transport, namespace = '/post'): Promise<TestClient> {
  const client = ctx.newSocketClientContext({ transports: [transport], namespace });
  await client.connect();
  await settled();
  return client;
}

/** Requires that a client gets these, and nothing before, between or twice: the last of them closes the row. */
async function expectPost(client: TestClient, ...texts: string[]): Promise<void> {
  await client.waitFor('post', { where: (text) => text === texts.at(-1) });
  expect(client.received('post')).to.deep.equal(texts);
}

for (const transport of transports) {
  describe(`two servers that are joined by Redis, over ${transport}`, () => {
    it('send a broadcast to the clients of both, once', () =>
      runCluster([PostGateway], async (one, other) => {
        const [sender, near, far] = [
          await clientOf(one, transport),
          await clientOf(one, transport),
          await clientOf(other, transport),
        ];
        await sender.request('publish', 'first');
        await sender.request('publish', 'second');
        for (const client of [sender, near, far]) await expectPost(client, 'first', 'second');
      }));

    it('share their rooms', () =>
      runCluster([PostGateway], async (one, other) => {
        const [sender, inside, outside] = [
          await clientOf(one, transport),
          await clientOf(other, transport),
          await clientOf(other, transport),
        ];
        await inside.request('join', 'lobby');
        await sender.request('send', { to: 'lobby', text: 'for the lobby' });
        await sender.request('publish', 'for all');
        await expectPost(inside, 'for the lobby', 'for all');
        await expectPost(outside, 'for all');
        await expectPost(sender, 'for all');
      }));

    it('send to a single client of the other by its id', () =>
      runCluster([PostGateway], async (one, other) => {
        const [sender, addressee] = [await clientOf(one, transport), await clientOf(other, transport)];
        await sender.request('send', { to: addressee.sio.id!, text: 'for you' });
        await sender.request('publish', 'for all');
        await expectPost(addressee, 'for you', 'for all');
        await expectPost(sender, 'for all');
      }));

    it('send to the clients of both through host.of()', () =>
      runCluster([PostGateway], async (one, other) => {
        const [near, far] = [await clientOf(one, transport), await clientOf(other, transport)];
        await far.request('join', 'lobby');
        one.ctx.host.of(PostGateway).to('lobby').emit('post', 'for the lobby');
        one.ctx.host.of(PostGateway).emit('post', 'for all');
        await expectPost(far, 'for the lobby', 'for all');
        await expectPost(near, 'for all');
      }));

    it('send to the clients of both in one namespace of a pattern, and in no other', () =>
      runCluster([RoomGateway], async (one, other) => {
        const [sender, far, elsewhere] = [
          await clientOf(one, transport, '/rooms/7'),
          await clientOf(other, transport, '/rooms/7'),
          await clientOf(other, transport, '/rooms/8'),
        ];
        await sender.request('publish', 'for seven');
        await expectPost(far, 'for seven');
        await clientOf(one, transport, '/rooms/8').then((client) => client.request('publish', 'for eight'));
        await expectPost(elsewhere, 'for eight');
        one.ctx.host.of(RoomGateway).emit('post', 'for all');
        await expectPost(sender, 'for seven', 'for all');
        await expectPost(far, 'for seven', 'for all');
        await expectPost(elsewhere, 'for eight', 'for all');
      }));
  });

  describe(`a server of a cluster that closes, over ${transport}`, () => {
    it('disconnects its own clients and not those of the other', () =>
      runCluster([PostGateway], async (one, other) => {
        const [leaving, staying] = [await clientOf(one, transport), await clientOf(other, transport)];
        const gone = new Promise((resolve) => leaving.sio.once('disconnect', resolve));
        await one.ctx.host.close();
        await gone;
        expect(await staying.request('hello')).to.equal('hello');
        await staying.request('publish', 'still here');
        await expectPost(staying, 'still here');
        expect(staying.sio.connected).to.equal(true);
      }));
  });
}

describe('a child namespace that is removed', () => {
  it('unsubscribes its channels of Redis', () =>
    runCluster([RoomGateway], async (one, _other, redis) => {
      const observer = await redis.connect();
      const channels = async (): Promise<unknown> => observer.pubsub('CHANNELS', 'socket.io-request#/rooms/7#*');
      const client = await clientOf(one, 'websocket', '/rooms/7');
      while (String(await channels()) !== 'socket.io-request#/rooms/7#') await eventLoopTurn();
      await client.disconnect();
      while (String(await channels()) !== '') await eventLoopTurn();
      expect(one.ctx.host.servers.get('/socket.io')!._nsps.has('/rooms/7')).to.equal(false);
    }));
});
