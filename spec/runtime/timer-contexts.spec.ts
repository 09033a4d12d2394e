import { AsyncLocalStorage } from 'node:async_hooks';
import { mock } from 'node:test';
import { expect } from 'chai';
import {
  currentContext,
  GatewayBase,
  MemoryIdempotencyStore,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../src';
import { TestGateway } from '../../src/testing';
import { overBothTransports } from '../support/transports';
import { answerTo } from '../support/wire';

const storage = new AsyncLocalStorage<string>();
/** A quarter of the time that packets are kept: that of sessions, and socket.io's own until a dead client is noticed. */
const RECOVERY_MS = (3_000 + 25_000 + 20_000) / 4;
const SWEEP_MS = 30_000;
const LOOK_MS = 5_000;

@WebSocketGateway({ connectionStateRecovery: { maxDisconnectionDuration: 3_000 } })
class NewsGateway extends GatewayBase {
  @SubscribeMessage
  news() {
    return storage.run('the first client', () => this.context.socket.emit('news', storage.getStore()));
  }
}

@WebSocketGateway()
@UseGuards(async () => {
  await Promise.resolve();
  return true;
})
class GuardedGateway extends GatewayBase {}
const guarded = TestGateway.createTestModule({ gateways: [GuardedGateway] });

function ignore(): void {
  // What came is not what these specs are about.
}

/** The client whose event or connect this code runs in, if it runs in one. */
function clientOfContext(): string | undefined {
  try {
    return currentContext().sid;
  } catch {
    return undefined;
  }
}

/** What the storage held where timers of that length were made while `body` ran: each keeps it until it ends. */
async function heldByTimers(ms: number, body: () => Promise<unknown>): Promise<readonly unknown[]> {
  const held: unknown[] = [];
  const { setTimeout: original } = globalThis;
  const watched = mock.method(globalThis, 'setTimeout', (...args: Parameters<typeof setTimeout>) => {
    if (args[1] === ms) held.push(storage.getStore());
    return original(...args);
  });
  try {
    await body();
  } finally {
    watched.mock.restore();
  }
  return held;
}

describe('A timer that outlives the event it began in', () => {
  const kit = TestGateway.createTestModule({ gateways: [NewsGateway] });

  overBothTransports((run) => {
    it('never keeps what belongs to a client, where packets are kept for recovery', async () => {
      const held = await heldByTimers(RECOVERY_MS, () => run(kit, (ctx) => answerTo(ctx, 'news').then(ignore)));
      expect(held).to.deep.equal([undefined]);
    });
  });

  it('never keeps the client that came first, where guards and handlers are looked for that do not end', async () => {
    const held: unknown[] = [];
    const { setInterval: original } = globalThis;
    const watched = mock.method(globalThis, 'setInterval', (...args: Parameters<typeof setInterval>) => {
      if (args[1] === LOOK_MS) held.push(clientOfContext());
      return original(...args);
    });
    try {
      await guarded.runWithServer((ctx) => ctx.connect({ transports: ['websocket'] }).then(ignore));
    } finally {
      watched.mock.restore();
    }
    expect(held).to.deep.equal([undefined]);
  });

  it('never keeps what belongs to a client, where answers are kept for repeated requests', async () => {
    const store = new MemoryIdempotencyStore();
    const held = await heldByTimers(SWEEP_MS, () =>
      storage.run('the first client', () => store.putIfAbsent('key', 'value', 1_000)),
    );
    expect(held).to.deep.equal([undefined]);
  });
});
