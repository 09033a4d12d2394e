import { mock } from 'node:test';
import { expect } from 'chai';
import Joi from 'joi';
import { SessionAwareAdapter } from 'socket.io-adapter';
import {
  GatewayBase,
  type GatewayOptions,
  OnConnected,
  SubscribeMessage,
  Timeout,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { type TestClient, type TestContext, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { comeBack, cut, namespaceOf, recordSession } from '../../support/sessions';
import { overBothTransports } from '../../support/transports';
import { until } from '../../support/until';

const recovery = { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } } satisfies GatewayOptions;
const KIB = 1_024;
/** What one session may record, in bytes: about as much as its packets have on the wire. */
const LIMIT = KIB * KIB;

/** The names of the events that an adapter is given to record. */
const recorded: string[] = [];
class CountingAdapter extends SessionAwareAdapter {
  override broadcast(...args: Parameters<SessionAwareAdapter['broadcast']>): void {
    const [{ data, id }, { flags }] = args as [{ data: [string]; id?: number }, { flags?: { volatile?: boolean } }];
    if (id === undefined && !flags?.volatile) recorded.push(data[0]);
    super.broadcast(...args);
  }
}

@WebSocketGateway(recovery)
class EchoGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    this.context.socket.emit('welcome');
  }

  @SubscribeMessage()
  echo(text: string): string {
    return text;
  }

  @SubscribeMessage()
  strict(@WsBody(Joi.number()) value: number): number {
    return value;
  }

  @SubscribeMessage()
  @UseGuards(() => false)
  forbidden(): void {}

  @SubscribeMessage()
  thrown(): void {
    throw new WebSocketException(4001, 'No');
  }

  @SubscribeMessage()
  broken(): void {
    throw new Error('broken');
  }

  @SubscribeMessage()
  unserialisable(): unknown {
    return 1n;
  }

  @SubscribeMessage()
  @Timeout(1)
  slow(): Promise<void> {
    const { signal } = this.context;
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  }

  @SubscribeMessage()
  async *count(to: number): AsyncGenerator<string> {
    for (let number = 1; number <= to; number += 1) yield `item ${number}`;
  }

  /** As many bytes to this client, in packets of one KiB. */
  @SubscribeMessage()
  fill(bytes: number): number {
    const { socket } = this.context;
    for (let sent = 0; sent < bytes; sent += KIB) socket.emit('fill', 'x'.repeat(KIB));
    return bytes;
  }
}

const failures = ['strict', 'forbidden', 'thrown', 'broken', 'unserialisable', 'slow', 'unknown'] as const;
const kit = TestGateway.createTestModule({ gateways: [EchoGateway], options: { logger: new RecordingLogger() } });
const countingKit = TestGateway.createTestModule({
  gateways: [EchoGateway],
  options: { logger: new RecordingLogger(), server: { adapter: CountingAdapter } },
});

/** Sends everything that fails, and gives the errors that come. */
async function fail(client: TestClient): Promise<void> {
  for (const event of failures) {
    client.sio.emit(event, 'no number');
    expect(await client.waitFor('error'), event).to.include({ event });
  }
}

/** The events that a client gets which comes back to `ctx`'s session from the packet that it had first. */
async function missedSinceWelcome(ctx: TestContext, act: (client: TestClient) => Promise<unknown>): Promise<string[]> {
  const client = ctx.newSocketClientContext({ transports: ctx.sio.io.opts.transports! });
  const session = recordSession(client);
  await client.connect();
  await client.waitFor('welcome');
  const then = { ...session };
  await act(client);
  await cut(ctx, client);
  const heir = ctx.newSocketClientContext({ transports: ctx.sio.io.opts.transports!, auth: then });
  const events: string[] = [];
  heir.sio.onAny((event: string) => events.push(event));
  await heir.connect();
  await heir.request('echo', 'last');
  return events;
}

overBothTransports((run) => {
  describe('a packet that is not worth recovering', () => {
    beforeEach(() => void (recorded.length = 0));

    it('is not recorded: errors', () =>
      run(countingKit, async (ctx) => {
        await ctx.waitFor('welcome');
        await fail(ctx);
        expect(recorded).to.include('welcome').and.not.to.include('error');
      }));

    it('is not recorded: items of streams', () =>
      run(countingKit, async (ctx) => {
        await ctx.request('count', 20);
        expect(ctx.received('count')).to.have.length(20);
        expect(recorded).not.to.include('count');
      }));

    it('is not sent again to a client that comes back', () =>
      run(kit, async (ctx) => {
        const events = await missedSinceWelcome(ctx, async (client) => {
          await fail(client);
          await client.request('count', 3);
          client.sio.emit('echo', 'recorded');
          await client.waitFor('echo');
        });
        expect(events).to.deep.equal(['echo', 'welcome']); // the latter from @OnConnected
      }));

    it('does not cost a client its session, whatever its last argument is', () =>
      run(kit, async (ctx) => {
        await ctx.waitFor('welcome');
        await ctx.request('count', 3); // to socket.io's client a text that comes last is an offset
        await cut(ctx);
        expect(await comeBack(ctx)).to.equal(true);
        expect(ctx.received('count')).to.deep.equal(['item 1', 'item 2', 'item 3']);
      }));

    it('does not cost a client its session as a volatile event of the application', () =>
      run(kit, async (ctx) => {
        await ctx.waitFor('welcome');
        const socket = namespaceOf(ctx).sockets.get(ctx.sio.id!)!;
        for (const target of [namespaceOf(ctx), socket]) {
          const before = ctx.received('position').length;
          await until(() => {
            target.volatile.emit('position', 'a text'); // dropped while no poll is there
            return ctx.received('position').length > before;
          }, 'it has arrived');
        }
        expect(new Set(ctx.received('position'))).to.deep.equal(new Set(['a text']));
        await cut(ctx);
        expect(await comeBack(ctx)).to.equal(true);
      }));

    it('does not come past the application’s listeners for outgoing events', () =>
      run(kit, async (ctx) => {
        const outgoing: unknown[] = [];
        const socket = namespaceOf(ctx).sockets.get(ctx.sio.id!)!;
        socket.onAnyOutgoing((event: string, first: unknown) => outgoing.push([event, first]));
        ctx.sio.emit('thrown');
        const error: unknown = await ctx.waitFor('error');
        await ctx.request('count', 1);
        expect(outgoing).to.deep.equal([
          ['error', error],
          ['count', 'item 1'],
        ]);
      }));
  });

  describe('a session', () => {
    it('is not kept once it has recorded more than its share', () =>
      run(kit, async (ctx) => {
        await ctx.request('fill', LIMIT + KIB);
        expect(ctx.received('fill')).to.have.length(KIB + 1);
        const { id } = ctx.sio;
        await cut(ctx);
        expect(await comeBack(ctx)).to.equal(false);
        expect(ctx.sio.id).not.to.equal(id);
      }));

    it('is not lost for less than that', () =>
      run(kit, async (ctx) => {
        await ctx.request('fill', LIMIT / 2);
        await cut(ctx);
        expect(await comeBack(ctx)).to.equal(true);
      }));

    it('does not record more than its share', () =>
      run(countingKit, async (ctx) => {
        recorded.length = 0;
        await ctx.request('fill', 3 * LIMIT);
        expect(ctx.received('fill')).to.have.length(3 * KIB);
        expect(recorded.filter((event) => event === 'fill')).to.have.length.below(KIB + 1);
      }));

    it('does not cost others theirs', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        await other.waitFor('welcome');
        await cut(ctx, other);
        await ctx.request('fill', 2 * LIMIT);
        namespaceOf(ctx).to('nobody').emit('news');
        expect(await comeBack(other)).to.equal(true);
        expect(other.received('fill')).to.deep.equal([]);
      }));

    it('does not stay lost when what it has recorded is older than sessions are kept', async () => {
      mock.timers.enable({ apis: ['Date', 'setInterval'], now: Date.now() });
      try {
        await run(kit, async (ctx) => {
          await ctx.request('fill', LIMIT + KIB);
          mock.timers.tick(121_000);
          await cut(ctx);
          expect(await comeBack(ctx)).to.equal(true);
        });
      } finally {
        mock.timers.reset();
      }
    });

    it('does not lose its share to what is broadcast to many', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        for (let sent = 0; sent < 2 * KIB; sent += 1) namespaceOf(ctx).emit('fill', 'x'.repeat(KIB));
        await other.request('echo', 'all have arrived');
        await cut(ctx, other);
        expect(await comeBack(other)).to.equal(true);
      }));
  });
});
