import { expect } from 'chai';
import { SessionAwareAdapter } from 'socket.io-adapter';
import {
  type AttachOptions,
  GatewayBase,
  type GatewayOptions,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { type TestClient, type TestContext, TestGateway } from '../../../src/testing';
import { cut, namespaceOf, recordSession, type Session } from '../../support/sessions';
import { runStreams } from '../../support/streams';
import { overBothTransports, type Transport, transports } from '../../support/transports';

const recovery = { connectionStateRecovery: {} } satisfies GatewayOptions;

class BoardGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    this.context.socket.emit('welcome'); // before the client has heard of anything else
  }

  @SubscribeMessage()
  async join(@WsBody() room: string): Promise<void> {
    await this.context.socket.join(room);
  }

  @SubscribeMessage()
  async leave(@WsBody() room: string): Promise<void> {
    await this.context.socket.leave(room);
  }
}

@WebSocketGateway(recovery)
class OpenGateway extends BoardGateway {}

/** Whoever is revoked is not let in. */
@WebSocketGateway(recovery)
@UseGuards(({ environment }) => environment.auth.revoked !== true)
class GuardedGateway extends BoardGateway {}

/** The last message tells that all others have come. */
const LAST = 'last';

/** What a client gets that comes back with a session, up to the last message; and whether it has the session. */
async function newsFor(client: TestClient, session: Session, say: (text: string) => void) {
  const news: unknown[] = [];
  client.sio.on('news', (text) => news.push(text));
  const last = client.waitFor('news', { where: (text) => text === LAST });
  client.sio.auth = { ...session };
  await client.connect();
  say(LAST);
  await last;
  return { news: news.slice(0, -1), recovered: client.sio.recovered };
}

/** A client that was welcomed, and its session as it notes it. */
async function guest(ctx: TestContext, transport: Transport): Promise<{ client: TestClient; session: Session }> {
  const client = ctx.newSocketClientContext({ transports: [transport] });
  const session = recordSession(client);
  await client.connect();
  await client.waitFor('welcome');
  return { client, session };
}

function say(ctx: TestContext, text: string, room?: string): void {
  const namespace = namespaceOf(ctx);
  (room === undefined ? namespace : namespace.to(room)).emit('news', text);
}

/** A client that has made up its offset, as its session's: with that of each packet before, and with counters. */
async function forge(ctx: TestContext, transport: Transport): Promise<void> {
  const spy = await guest(ctx, transport);
  const heard: string[] = [];
  spy.client.sio.on('news', () => heard.push(spy.session.offset!));
  say(ctx, 'before');
  say(ctx, 'before', 'members');
  say(ctx, 'before, too');
  await spy.client.waitFor('news', { where: (text) => text === 'before, too' });
  const [epoch] = heard[0]!.split('.');
  for (const offset of [...heard, `${epoch}.0`, `${epoch}.1`, `${epoch}.2`]) {
    const { client, session } = await guest(ctx, transport);
    await client.request('join', 'members');
    say(ctx, 'after', 'members');
    await client.waitFor('news');
    await cut(ctx, client);
    const { news, recovered } = await newsFor(client, { ...session, offset }, (text) => say(ctx, text));
    expect({ offset, news, recovered }).to.deep.equal({ offset, news: [], recovered: false });
    client.sio.disconnect();
  }
}

overBothTransports((run, transport) => {
  for (const [adapter, options] of [
    ['the adapter that comes with recovery', {}],
    ['an adapter of the application’s own', { server: { adapter: SessionAwareAdapter } }],
  ] satisfies [string, AttachOptions][]) {
    describe(`a client that says what packet it had last, with ${adapter}`, () => {
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway], options });

      it('does not get what was sent before its session has begun', () => run(kit, (ctx) => forge(ctx, transport)));

      it('has its session back with the first packet of all that it was sent', () =>
        run(kit, async (ctx) => {
          say(ctx, 'before');
          const client = ctx.newSocketClientContext({ transports: [transport] });
          const session = recordSession(client);
          const first = new Promise<Session>((resolve) => {
            client.sio.onAny(() => resolve({ ...session }));
          });
          await client.connect();
          const begin = await first;
          await client.waitFor('welcome');
          await cut(ctx, client);
          say(ctx, 'missed');
          const { news, recovered } = await newsFor(client, { ...session, offset: begin.offset! }, (text) =>
            say(ctx, text),
          );
          expect({ news, recovered }).to.deep.equal({ news: ['missed'], recovered: true });
        }));
    });
  }

  it('a client that has joined the room of another’s id is not taken for that one, whose session is younger', () =>
    run(
      TestGateway.createTestModule({
        gateways: [OpenGateway],
        options: { server: { adapter: SessionAwareAdapter } },
      }),
      async (ctx) => {
        const { client, session } = await guest(ctx, transport);
        const early = { ...session };
        const other = await guest(ctx, transport);
        await client.request('join', other.client.sio.id);
        await cut(ctx, client);
        const { recovered } = await newsFor(client, early, (text) => say(ctx, text));
        expect(recovered).to.equal(true);
      },
    ));

  describe('a client that says it had nothing since its session has begun', () => {
    const kit = TestGateway.createTestModule({ gateways: [GuardedGateway] });

    /** Its session as it was when it came. */
    async function early(ctx: TestContext): Promise<{ client: TestClient; session: Session }> {
      const { client, session } = await guest(ctx, transport);
      return { client, session: { ...session } };
    }

    it('gets of a room only what was said since it has joined', () =>
      run(kit, async (ctx) => {
        const { client, session } = await early(ctx);
        say(ctx, 'to all');
        say(ctx, 'secret', 'members');
        await client.waitFor('news');
        await client.request('join', 'members');
        say(ctx, 'to members', 'members');
        await cut(ctx, client);
        say(ctx, 'missed', 'members');
        const { news, recovered } = await newsFor(client, session, (text) => say(ctx, text));
        expect({ news, recovered }).to.deep.equal({ news: ['to all', 'to members', 'missed'], recovered: true });
      }));

    it('gets nothing that was said while it was out of the room', () =>
      run(kit, async (ctx) => {
        const { client, session } = await early(ctx);
        await client.request('join', 'members');
        await client.request('leave', 'members');
        say(ctx, 'secret', 'members');
        await client.request('join', 'members');
        await cut(ctx, client);
        say(ctx, 'missed', 'members');
        const { news } = await newsFor(client, session, (text) => say(ctx, text));
        expect(news).to.deep.equal(['missed']);
      }));

    it('gets what was said to two rooms when it was in one of them', () =>
      run(kit, async (ctx) => {
        const { client, session } = await early(ctx);
        await client.request('join', 'members');
        namespaceOf(ctx).to(['members', 'editors']).emit('news', 'to both');
        await client.request('join', 'editors');
        await cut(ctx, client);
        const { news } = await newsFor(client, session, (text) => say(ctx, text));
        expect(news).to.deep.equal(['to both']);
      }));

    it('is held to that after each recovery, and loses nothing', () =>
      run(kit, async (ctx) => {
        const { client, session } = await early(ctx);
        say(ctx, 'secret', 'members');
        await client.request('join', 'members');
        for (let time = 1; time <= 3; time += 1) {
          await cut(ctx, client);
          say(ctx, `missed ${time}`, 'members');
          client.sio.auth = { ...session };
          const news: unknown[] = [];
          client.sio.on('news', (text) => news.push(text));
          await client.connect();
          await client.waitFor('news', { where: (text) => text === `missed ${time}` });
          expect(client.sio.recovered).to.equal(true);
          expect(news).to.deep.equal(Array.from({ length: time }, (_, index) => `missed ${index + 1}`));
          client.sio.off('news');
        }
      }));

    it('is held to that when it was refused in between', () =>
      run(kit, async (ctx) => {
        const { client, session } = await early(ctx);
        say(ctx, 'secret', 'members');
        await client.request('join', 'members');
        say(ctx, 'to members', 'members');
        await cut(ctx, client);
        client.sio.auth = { ...session, revoked: true };
        expect(await client.connect().catch((error: unknown) => error)).to.include({ code: 1008 });
        const { news, recovered } = await newsFor(client, session, (text) => say(ctx, text));
        expect({ news, recovered }).to.deep.equal({ news: ['to members'], recovered: true });
      }));
  });
});

for (const transport of transports) {
  it(`a client does not get what was sent before its session has begun, with Redis streams, over ${transport}`, () =>
    runStreams([OpenGateway], 1, ([node]) => forge(node!.ctx, transport)));
}
