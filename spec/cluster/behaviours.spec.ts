import { expect } from 'chai';
import type { Socket } from 'socket.io-client';
import {
  GatewayBase,
  type GatewayHost,
  OnConnected,
  OnServerEvent,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../src';
import { next, TestApplication } from '../support/application';
import { clusterKinds, type ClusterKind } from '../support/cluster-adapters';
import { until } from '../support/until';

const LIMIT_MS = 8_000;

class Talk extends GatewayBase {
  @SubscribeMessage()
  async join(@WsBody() room: string): Promise<string> {
    await this.context.socket.join(room);
    return room;
  }

  @SubscribeMessage()
  tell(@WsBody() { room, text }: { room: string; text: string }): WsResponse {
    return new WsResponse('told', text, { to: room });
  }

  @SubscribeMessage()
  tellAll(@WsBody() text: string): WsResponse {
    return WsResponse.broadcast('told', text);
  }
}

@WebSocketGateway({ path: '/live', namespace: '/talk' })
class TalkGateway extends Talk {
  readonly heard: unknown[] = [];

  @OnServerEvent()
  note(text: string): string {
    this.heard.push(text);
    return `${text}, noted`;
  }
}

@WebSocketGateway({ path: '/live', namespace: '/rooms/:roomId' })
class RoomGateway extends Talk {
  @OnConnected()
  async connected(): Promise<void> {
    await this.context.socket.join('all');
  }
}

interface Node {
  readonly application: TestApplication;
  readonly host: GatewayHost;
}

/** Two servers that know each other. */
async function run(kind: ClusterKind, body: (one: Node, other: Node) => Promise<void>): Promise<void> {
  const medium = await kind.open();
  try {
    await using one = new TestApplication();
    await using other = new TestApplication();
    const nodes: Node[] = [];
    for (const application of [one, other]) {
      const join = await medium.join();
      const gateways = [TalkGateway, RoomGateway];
      const server = (path: string) => ({
        adapter: join(path),
        ...(kind.recovers && { connectionStateRecovery: { maxDisconnectionDuration: 30_000 } }),
      });
      nodes.push({ application, host: application.attach({ gateways, server }) });
      await application.listen();
    }
    await body(nodes[0]!, nodes[1]!);
  } finally {
    await medium.close();
  }
}

/** Clients of the first and of the second server, in namespaces that hear each other. */
async function clients(one: Node, other: Node, namespace = '/talk'): Promise<[near: Socket, far: Socket]> {
  const near = await one.application.connect('/live', { namespace });
  const far = await other.application.connect('/live', { namespace });
  for (const [from, to] of [
    [one, far],
    [other, near],
  ] as const) {
    const known = { times: 0 };
    const count = (): void => void (known.times += 1);
    to.on('known', count);
    const parent = from.host.servers.get('/live')!.of(namespace);
    await until(
      async () => {
        parent.to(to.id!).emit('known');
        await parent.fetchSockets().catch(() => undefined); // a round trip
        return known.times > 0;
      },
      'the servers know each other',
      LIMIT_MS,
    );
    to.off('known', count);
  }
  return [near, far];
}

function told(client: Socket): unknown[] {
  const texts: unknown[] = [];
  client.on('told', (text) => texts.push(text));
  return texts;
}

for (const kind of clusterKinds) {
  describe(`gateways on two servers, with ${kind.name}`, () => {
    for (const namespace of ['/talk', '/rooms/7']) {
      it(`broadcast to the clients of both, and tell rooms on both, once, in ${namespace}`, () =>
        run(kind, async (one, other) => {
          const [near, far] = await clients(one, other, namespace);
          const outside = await other.application.connect('/live', {
            namespace: namespace === '/talk' ? '/rooms/8' : '/rooms/9',
          });
          const texts = [near, far, outside].map(told);
          expect(await far.emitWithAck('join', 'lobby')).to.equal('lobby');
          near.emit('tellAll', 'for all');
          near.emit('tell', { room: 'lobby', text: 'for the lobby' });
          near.emit('tellAll', 'last');
          await until(() => texts[0]!.includes('last') && texts[1]!.includes('last'), 'both have heard all', LIMIT_MS);
          expect(texts).to.deep.equal([['for all', 'last'], ['for all', 'for the lobby', 'last'], []]);
        }));
    }

    it('get the answers of the clients of both', () =>
      run(kind, async (one, other) => {
        const [near, far] = await clients(one, other);
        for (const client of [near, far]) client.on('ask', (answer: (id: string) => void) => answer(client.id!));
        const answers: unknown = await one.host.of(TalkGateway).timeout(LIMIT_MS).emitWithAck('ask');
        expect(answers).to.have.members([near.id, far.id]);
      }));

    it('hear the server events of the other, and answer them', () =>
      run(kind, async (one, other) => {
        await clients(one, other);
        const { host } = one;
        expect(await host.of(TalkGateway).serverSideEmitWithAck('note', 'a text')).to.deep.equal(['a text, noted']);
        expect(one.application.container.get(TalkGateway).heard).to.deep.equal([]);
        expect(other.application.container.get(TalkGateway).heard).to.deep.equal(['a text']);
      }));

    it('see, move and disconnect the clients of both', () =>
      run(kind, async (one, other) => {
        const [near, far] = await clients(one, other);
        const namespace = one.host.of(TalkGateway);
        expect((await namespace.fetchSockets()).map(({ id }) => id)).to.have.members([near.id, far.id]);
        namespace.in(far.id!).socketsJoin('front');
        const inFront = async (): Promise<boolean> => (await namespace.in('front').fetchSockets()).length === 1;
        await until(inFront, 'it has moved', LIMIT_MS);
        const gone = next(far, 'disconnect');
        namespace.in('front').disconnectSockets();
        await gone;
        expect(near.connected).to.equal(true);
      }));

    it('serve the clients of the one while the other closes, and after', () =>
      run(kind, async (one, other) => {
        const [near, far] = await clients(one, other);
        const gone = next(far, 'disconnect');
        const closed = other.host.close();
        await gone;
        await closed;
        const texts = told(near);
        near.emit('tellAll', 'still here');
        await until(() => texts.length === 1, 'it is served', LIMIT_MS);
        expect((await one.host.of(TalkGateway).fetchSockets()).map(({ id }) => id)).to.deep.equal([near.id]);
      }));

    if (!kind.recovers) return;
    it('give a client that comes to the other what it has missed', () =>
      run(kind, async (one, other) => {
        const [near, far] = await clients(one, other);
        const texts = told(far);
        near.emit('tellAll', 'first');
        await until(() => texts.length === 1, 'it has heard the first', LIMIT_MS);
        far.io.engine.close();
        await until(async () => (await one.host.of(TalkGateway).fetchSockets()).length === 1, 'it is gone', LIMIT_MS);
        near.emit('tellAll', 'missed');
        Object.assign(far.io, { uri: one.application.url });
        const connected = next(far, 'connect');
        far.connect();
        await connected;
        expect(far.recovered).to.equal(true);
        await until(() => texts.length === 2, 'it has heard what it missed', LIMIT_MS);
        expect(texts).to.deep.equal(['first', 'missed']);
      }));
  });
}
