import { expect } from 'chai';
import type { Namespace } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import { GatewayBase, SubscribeMessage, UseGuards, WebSocketGateway } from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { runCluster } from '../../cluster/support';
import { overBothTransports } from '../../support/transports';

/** The names of the namespaces that have got an adapter, `/` aside. */
const adapters: string[] = [];
class CountedAdapter extends Adapter {
  constructor(nsp: Namespace) {
    super(nsp);
    if (nsp.name !== '/') adapters.push(nsp.name);
  }
}

/** The namespaces that a guard was asked for. */
const guarded: string[] = [];

@WebSocketGateway({ namespace: '/rooms/:roomId', adapter: CountedAdapter })
@UseGuards(({ namespace, event }) => {
  if (event === 'connect') guarded.push(namespace.name);
  return true;
})
class RoomGateway extends GatewayBase {
  @SubscribeMessage()
  room(): unknown {
    return this.context.environment.params.roomId;
  }
}

@WebSocketGateway({ namespace: /^\/q\/(?<roomId>.+)$/, adapter: CountedAdapter })
class QueueGateway extends RoomGateway {}

const kit = TestGateway.createTestModule({ gateways: [RoomGateway, QueueGateway] });

/** Why a client is refused in a namespace, as socket.io says it. */
function refusalIn(ctx: Pick<TestContext, 'newSocketClientContext' | 'sio'>, namespace: string): Promise<string> {
  const client = ctx.newSocketClientContext({ namespace, transports: ctx.sio.io.opts.transports! });
  return new Promise((resolve) => {
    client.sio.once('connect_error', ({ message }) => resolve(message)).once('connect', () => resolve('let in'));
    client.sio.connect();
  });
}

/** As the guide says that a client has to encode a parameter. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** What adapters take for more than a name: wildcards of Redis, separators of channels, quotes of SQL. */
const dangerous = ['*', '?', '[a]', 'a[b', '[^a]', 'a#b', '#', 'a"b', "a'b", 'a\\b', 'a b', 'a\nb', 'a\u0000b'];
const reserved = ['(a)', 'a!b', 'a+b', 'a:b', 'a@b', 'a&b', 'a=b', 'a$b', 'a;b', '{a}', 'a|b', 'a^b', '<a>', 'été'];
const malformed = ['%', 'a%', '%2', '%zz', '%E0', '%E0%A4%A', '%FF', '%C3%28', '%ED%A0%80'];
/** Other spellings of names that have one already: `abc`, `é`, `*`, `~`. */
const twice = ['%61bc', 'a%62c', '%c3%a9', '%C3%a9', '%2a', '%7E', '%2d', '%2E'];
const refused = [...dangerous, ...reserved, ...malformed, ...twice];

const accepted = [
  'abc',
  '-._~',
  '0',
  '..',
  'a%20b',
  'a%2Fb',
  '%C3%A9',
  '100%25',
  '%252A',
  '%2A',
  'é*\'()!/?#[]"\\',
  '\u0000',
];

overBothTransports((run) => {
  describe('the name of a namespace of a pattern', () => {
    beforeEach(() => {
      adapters.length = 0;
      guarded.length = 0;
    });

    for (const [prefix, what] of [
      ['/rooms/', 'a parameter'],
      ['/q/', 'a named group of a RegExp'],
    ] as const) {
      it(`does not reach an adapter or a guard with ${what} that is not encoded as the guide says`, () =>
        run(
          kit,
          async (ctx) => {
            for (const name of refused) expect(await refusalIn(ctx, prefix + name), name).to.equal('Invalid namespace');
            expect(adapters).to.deep.equal(['/rooms/7']);
            expect(guarded).to.deep.equal(['/rooms/7']);
          },
          { namespace: '/rooms/7' },
        ));

      it(`does not keep a client out whose ${what} is encoded as the guide says`, () =>
        run(
          kit,
          async (_ctx, join) => {
            for (const value of accepted) {
              const client = await join({ namespace: prefix + encode(value) });
              expect(await client.request('room'), value).to.equal(value);
            }
          },
          { namespace: '/rooms/7' },
        ));
    }

    it('does not reach an adapter where a RegExp takes it by parts without a name', () => {
      @WebSocketGateway({ namespace: /^\/free-.+$/, adapter: CountedAdapter })
      class FreeGateway {}
      return run(
        TestGateway.createTestModule({ gateways: [FreeGateway] }),
        async (ctx) => {
          for (const name of [...dangerous, ...malformed, ...twice]) {
            expect(await refusalIn(ctx, `/free-${name}`), name).to.equal('Invalid namespace');
          }
          expect(await refusalIn(ctx, '/free-room:été@a+b')).to.equal('let in');
        },
        { namespace: '/free-7' },
      );
    });

    it('does not reach an adapter with more than 256 characters', () =>
      run(
        kit,
        async (ctx, join) => {
          const longest = `/rooms/${'x'.repeat(249)}`;
          expect(await refusalIn(ctx, `${longest}x`)).to.equal('Invalid namespace');
          expect(await refusalIn(ctx, `/q/${'x'.repeat(100_000)}`)).to.equal('Invalid namespace');
          expect(adapters).to.deep.equal(['/rooms/7']);
          await join({ namespace: longest });
        },
        { namespace: '/rooms/7' },
      ));

    it('does not pass guards where the application itself has made a namespace of such a name', () =>
      run(
        kit,
        async (ctx) => {
          ctx.host.servers.get('/socket.io')!.of('/rooms/*').emit('news');
          expect(await refusalIn(ctx, '/rooms/*')).to.equal('Nothing is served in this namespace');
        },
        { namespace: '/rooms/7' },
      ));
  });

  describe('a fixed name', () => {
    it('is not refused, whatever the gateway has called it', () => {
      @WebSocketGateway({ namespace: '/räume und *' })
      class GermanGateway extends RoomGateway {
        override room(): string {
          return 'Raum';
        }
      }
      @WebSocketGateway({ namespace: '/räume *!/:roomId' })
      class PatternGateway extends RoomGateway {}
      return run(
        TestGateway.createTestModule({ gateways: [GermanGateway, PatternGateway] }),
        async (ctx, join) => {
          expect(await ctx.request('room')).to.equal('Raum');
          expect(await (await join({ namespace: '/räume *!/7' })).request('room')).to.equal('7');
        },
        { namespace: '/räume und *' },
      );
    });
  });
});

describe('a client that asks for all rooms at once, with a wildcard of Redis', () => {
  @WebSocketGateway({ namespace: '/rooms/:roomId' })
  class NewsGateway {}

  it('does not make the clients of its server receive anything twice', () =>
    runCluster([NewsGateway], async (one, other) => {
      const near = one.ctx.newSocketClientContext({ namespace: '/rooms/7' });
      await near.connect();
      await one.settled();
      for (const namespace of ['/rooms/*', '/rooms/?']) await refusalIn(one.ctx, namespace);
      await one.settled();
      const far = other.ctx.newSocketClientContext({ namespace: '/rooms/7' });
      await far.connect();
      const room = other.ctx.host.servers.get('/socket.io')!.of('/rooms/7');
      room.emit('news', 'once');
      room.emit('news', 'last');
      await near.waitFor('news', { where: (news) => news === 'last' });
      expect(near.received('news')).to.deep.equal(['once', 'last']);
    }));
});
