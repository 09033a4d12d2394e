import { expect } from 'chai';
import {
  GatewayBase,
  type GatewayContext,
  type GatewayOptions,
  OnConnected,
  OnRecovered,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import type { TestClient } from '../../../src/testing';
import { type Deferred, deferred } from '../../support/deferred';
import { comeBack, cut, namespaceOf, recordSession } from '../../support/sessions';
import { runStreams } from '../../support/streams';
import { transports } from '../../support/transports';

const recovery = { connectionStateRecovery: {} } satisfies GatewayOptions;

/** Guards at connect wait for these, for clients with `auth: { slow }`. */
let entered: Deferred;
let hold: Deferred<boolean>;
const guard = ({ environment, event }: GatewayContext): boolean | Promise<boolean> => {
  if (event !== 'connect') return true;
  if (environment.auth.revoked === true) return false;
  if (environment.auth.slow !== true) return true;
  entered.resolve();
  return hold.promise;
};

@WebSocketGateway(recovery)
@UseGuards(guard)
class NewsGateway extends GatewayBase {
  readonly log: string[] = [];

  @OnConnected()
  async connected(): Promise<void> {
    this.log.push('connected');
    await this.context.socket.join('members');
    this.context.socket.emit('welcome');
  }

  @OnRecovered()
  recovered(): void {
    this.log.push('recovered');
  }

  @SubscribeMessage()
  whoami(): string {
    return this.context.sid;
  }
}

/** The numbers that were published to the room of members so far, and the next of them. */
function publisher(emit: (number: number) => unknown): { next: () => number; readonly last: number } {
  let last = 0;
  return {
    next: () => {
      emit((last += 1));
      return last;
    },
    get last() {
      return last;
    },
  };
}

/** Requires that a client has got all numbers up to `last`, in order and once. */
async function expectAll(client: TestClient, last: number): Promise<void> {
  await client.waitFor('number', { where: (number) => number === last });
  expect(client.received('number')).to.deep.equal(Array.from({ length: last }, (_, index) => index + 1));
}

for (const transport of transports) {
  describe(`a client that comes back through Redis streams, over ${transport}`, () => {
    beforeEach(() => {
      entered = deferred();
      hold = deferred();
    });

    for (const [where, publishing] of [
      ['its own server', 0],
      ['another server', 1],
    ] as const) {
      it(`does not lose what ${where} publishes while a guard decides`, () =>
        runStreams([NewsGateway], 2, async (nodes) => {
          const { ctx } = nodes[0]!;
          const witness = ctx.newSocketClientContext({ transports: [transport] });
          await witness.connect();
          await witness.waitFor('welcome');
          await ctx.connect({ transports: [transport] });
          await ctx.waitFor('welcome');
          const { id } = ctx.sio;
          const room = nodes[publishing]!.ctx.host.of(NewsGateway).to('members');
          const numbers = publisher((number) => room.emit('number', number));
          numbers.next();
          await ctx.waitFor('number');
          await cut(ctx);
          numbers.next();
          ctx.sio.auth = { slow: true };
          const back = ctx.connect();
          await entered.promise;
          for (let count = 0; count < 5; count += 1) numbers.next();
          await witness.waitFor('number', { where: (number) => number === numbers.last });
          hold.resolve(true);
          await back;
          numbers.next();
          expect(ctx.sio.id).to.equal(id);
          await expectAll(ctx, numbers.last);
          expect(ctx.container.get(NewsGateway).log.at(-1)).to.equal('recovered');
        }));
    }

    it('does not lose anything that another server publishes all the time, however often it comes back', () =>
      runStreams([NewsGateway], 2, async ([near, far]) => {
        const { ctx } = near!;
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        const room = far!.ctx.host.of(NewsGateway).to('members');
        const numbers = publisher((number) => room.emit('number', number));
        const ticking = setInterval(() => numbers.next(), 1);
        try {
          for (let time = 0; time < 10; time += 1) {
            const seen = ctx.received('number').length;
            while (ctx.received('number').length <= seen) await ctx.waitFor('number');
            await cut(ctx);
            expect(await comeBack(ctx)).to.equal(true);
          }
        } finally {
          clearInterval(ticking);
        }
        await expectAll(ctx, numbers.next());
      }));

    it('does not get anything of what it has missed where it is refused', () =>
      runStreams([NewsGateway], 1, async ([node]) => {
        const { ctx } = node!;
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        await cut(ctx);
        ctx.host.of(NewsGateway).to('members').emit('number', 1);
        const raw: string[] = [];
        ctx.sio.io.on('open', () => ctx.sio.io.engine.on('data', (data) => raw.push(String(data))));
        ctx.sio.auth = { revoked: true };
        expect(await ctx.connect().catch((error: unknown) => error)).to.include({ code: 1008 });
        expect(raw.join('\n')).to.include('Authorization Failed').and.not.to.include('number');
      }));

    it('does not lose its session when it was refused, and has a fresh token', () =>
      runStreams([NewsGateway], 2, async (nodes) => {
        const { ctx } = nodes[0]!;
        const session = recordSession(ctx);
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        const { id } = ctx.sio;
        await cut(ctx);
        for (let time = 0; time < 3; time += 1) {
          ctx.sio.auth = { revoked: true };
          expect(await ctx.connect().catch((error: unknown) => error)).to.include({ code: 1008 });
        }
        ctx.host.of(NewsGateway).to('members').emit('number', 1);
        const there = nodes[1]!.ctx.newSocketClientContext({ transports: [transport], auth: { ...session } });
        await there.connect();
        expect(there.sio.id).to.equal(id);
        await expectAll(there, 1);
      }));

    it('does not lose its session when it leaves while a guard decides', () =>
      runStreams([NewsGateway], 1, async ([node]) => {
        const { ctx } = node!;
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        const { id } = ctx.sio;
        await cut(ctx);
        ctx.sio.auth = { slow: true };
        ctx.sio.connect();
        await entered.promise;
        ctx.sio.disconnect().io.engine.close();
        await ctx.newSocketClientContext({ transports: [transport] }).connect(); // the server has noticed meanwhile
        hold.resolve(true);
        ctx.sio.auth = {};
        expect(await comeBack(ctx)).to.equal(true);
        expect(ctx.sio.id).to.equal(id);
      }));

    it('does not have its session back on two servers', () =>
      runStreams([NewsGateway], 2, async (nodes) => {
        const { ctx } = nodes[0]!;
        const session = recordSession(ctx);
        await ctx.connect({ transports: [transport] });
        await ctx.waitFor('welcome');
        const { id } = ctx.sio;
        await cut(ctx);
        const heirs = nodes.map((each) =>
          each.ctx.newSocketClientContext({ transports: [transport], auth: { ...session } }),
        );
        await Promise.all(heirs.map((heir) => heir.connect()));
        expect(heirs.filter(({ sio }) => sio.id === id)).to.have.length(1);
      }));

    it('does not lose its session where it has not received an event yet', () => {
      @WebSocketGateway({ ...recovery, namespace: '/silent' })
      class SilentGateway extends GatewayBase {
        @SubscribeMessage()
        whoami(): string {
          return this.context.sid;
        }
      }
      return runStreams([SilentGateway], 2, async (nodes) => {
        const { ctx } = nodes[0]!;
        const session = recordSession(ctx);
        const arrived = new Promise<void>((resolve) => void ctx.sio.onAny(() => resolve()));
        await ctx.connect({ transports: [transport] });
        await arrived;
        const { id } = ctx.sio;
        await cut(ctx);
        const there = nodes[1]!.ctx.newSocketClientContext({ transports: [transport], auth: { ...session } });
        await there.connect();
        expect(there.sio.id).to.equal(id);
        expect(namespaceOf(nodes[1]!.ctx, there).sockets.size).to.equal(1);
      });
    });
  });
}
