import { once } from 'node:events';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { GatewayBase, OnDisconnected, OnGatewayClose, SubscribeMessage, WebSocketGateway } from '../../src';
import { inBatches } from '../../src/runtime/timing';
import { TestGateway } from '../../src/testing';
import { next, TestApplication } from '../support/application';
import { deferred } from '../support/deferred';
import { goingAway, withoutReason } from '../support/refusals';
import { overBothTransports } from '../support/transports';
import { until } from '../support/until';

const PATH = '/drained';

/** Its `work` runs until `hold` is resolved; `started` when it has begun. */
function busyGateway() {
  const [started, hold] = [deferred(), deferred()];
  @WebSocketGateway({ path: PATH })
  class BusyGateway extends GatewayBase {
    @SubscribeMessage()
    async work(): Promise<string> {
      started.resolve();
      await hold.promise;
      return 'done';
    }

    @SubscribeMessage()
    hello(): string {
      return 'hello';
    }
  }
  return { BusyGateway, started, hold, kit: TestGateway.createTestModule({ gateways: [BusyGateway] }) };
}

overBothTransports((run) => {
  describe('a client of a host that closes', () => {
    it('goes when nothing runs for it, while the handler of another still runs', () => {
      const { kit, started, hold } = busyGateway();
      return run(kit, async (ctx, join) => {
        const idle = await join();
        const work = ctx.request('work');
        await started.promise;
        const gone = next(idle.sio, 'disconnect');
        const closed = ctx.host.close();
        await gone;
        expect(ctx.sio.connected).to.equal(true);
        hold.resolve();
        expect(await work).to.equal('done');
        await closed;
      });
    });

    it('is told that the server closes, before its connection ends', () => {
      const { kit } = busyGateway();
      return run(kit, async (ctx) => {
        const gone = next(ctx.sio, 'disconnect');
        await ctx.host.close();
        await gone;
        expect(ctx.errors.map(withoutReason)).to.deep.equal([goingAway('disconnect')]);
      });
    });
  });
});

describe('the clients of a host that closes', () => {
  it('go one after the other, and are served as ever until then', async () => {
    const { BusyGateway } = busyGateway();
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [BusyGateway] });
    const [first, last] = [await application.connect(PATH), await application.connect(PATH)];
    const errors: unknown[] = [];
    last.on('error', (error) => errors.push(withoutReason(error)));
    const [firstHasGone, lastHasGone] = [next(first, 'disconnect'), next(last, 'disconnect')];
    const closed = host.close({ timeoutMs: 30_000, drainMs: 4_000 });
    await firstHasGone;
    expect(await last.emitWithAck('hello')).to.equal('hello');
    expect(errors).to.deep.equal([]);
    await lastHasGone;
    await closed;
    expect(errors).to.deep.equal([goingAway('disconnect')]);
  });

  it('begin to go without waiting for their turn when the deadline has come', async () => {
    const [deadline, begun] = [new AbortController(), [] as string[]];
    const tasks = ['first', 'second', 'third'].map((name) => () => Promise.resolve(void begun.push(name)));
    const done = inBatches(tasks, 1_000_000, deadline.signal);
    expect(begun).to.deep.equal(['first']);
    deadline.abort();
    await done;
    expect(begun).to.deep.equal(['first', 'second', 'third']);
  });
});

describe('a polling client that has vanished', () => {
  it('does not keep a host from closing until its deadline', async () => {
    const { BusyGateway } = busyGateway();
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [BusyGateway] });
    const { body } = await application.get(`${PATH}/?EIO=4&transport=polling`);
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    const session = `${application.url}${PATH}/?EIO=4&transport=polling&sid=${sid}`;
    await fetch(session, { method: 'POST', body: '40' });
    await fetch(session); // its last poll
    host.of(BusyGateway).emit('news', 'what it does not fetch any more');
    const started = performance.now();
    await host.close({ timeoutMs: 60_000, drainMs: 0 });
    expect(performance.now() - started).to.be.within(1_900, 15_000);
  });
});

describe('a host that closes while many clients are busy', () => {
  it('prints no warning of listeners', async () => {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): number => warnings.push(message);
    const { BusyGateway, hold } = busyGateway();
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [BusyGateway] });
    process.on('warning', onWarning);
    try {
      const clients = await Promise.all(Array.from({ length: 15 }, () => application.connect(PATH)));
      for (const client of clients) client.emit('work');
      await Promise.all(clients.map((client) => client.emitWithAck('hello'))); // by then each is busy
      const closed = host.close({ timeoutMs: 20_000, drainMs: 0 });
      hold.resolve();
      await closed;
      await new Promise(setImmediate); // in which Node tells of a warning
    } finally {
      process.off('warning', onWarning);
    }
    expect(warnings).to.deep.equal([]);
  });
});

describe('a client that goes over to WebSocket while the server closes its connection', () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

  it('leaves no timer behind, for which the process would have to wait', async () => {
    const { BusyGateway } = busyGateway();
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [BusyGateway] });
    await (await fetch(application.url)).text(); // what fetch itself begins
    const before = timers();
    const { body } = await application.get(`${PATH}/?EIO=4&transport=polling`);
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    const session = `${application.url}${PATH}/?EIO=4&transport=polling&sid=${sid}`;
    await fetch(session, { method: 'POST', body: '40' });
    await (await fetch(session)).text();
    const webSocket = new WebSocket(session.replace('http', 'ws').replace('polling', 'websocket'));
    await once(webSocket, 'open');
    webSocket.send('2probe');
    await once(webSocket, 'message');

    const [socket] = host.of(BusyGateway).sockets.values();
    socket!.emit('news', 'which waits for a poll');
    socket!.conn.close();
    await (await fetch(session)).text(); // from now on the server waits for the next poll
    webSocket.send('5');
    await once(webSocket, 'close');
    await until(() => timers() <= before, 'no timer is left', 5_000);
  });
});

describe('host.close()', () => {
  it('takes no longer than its time, whatever hangs', async () => {
    const never = deferred();
    const started = deferred();
    @WebSocketGateway({ path: PATH })
    class HangingGateway extends GatewayBase {
      @SubscribeMessage()
      work(): Promise<void> {
        started.resolve();
        return never.promise;
      }

      @OnDisconnected()
      left(): Promise<void> {
        return never.promise;
      }

      @OnGatewayClose()
      close(): Promise<void> {
        return never.promise;
      }
    }
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [HangingGateway] });
    const client = await application.connect(PATH);
    client.emit('work');
    await started.promise;
    const begun = performance.now();
    await host.close({ timeoutMs: 2_000 });
    expect(performance.now() - begun).to.be.within(1_990, 5_900); // and not once for each step
    never.resolve();
  });

  for (const times of [{ timeoutMs: -1 }, { timeoutMs: Number.NaN }, { timeoutMs: 2 ** 31 }]) {
    it(`refuses ${JSON.stringify(times)} (${times.timeoutMs}), and closes nothing`, () =>
      refused(times, `close: timeoutMs is ${times.timeoutMs}; expected milliseconds, from 0 to 2147483647`));
  }

  for (const drainMs of [-1, 10_000, Number.NaN]) {
    it(`refuses a drainMs of ${drainMs} within the default time, and closes nothing`, () =>
      refused({ drainMs }, `close: drainMs is ${drainMs}; expected milliseconds, less than timeoutMs (10000)`));
  }

  async function refused(times: { timeoutMs?: number; drainMs?: number }, message: string): Promise<void> {
    const { BusyGateway } = busyGateway();
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [BusyGateway] });
    const failure: unknown = await host.close(times).catch((error: unknown) => error);
    expect(failure).to.be.an.instanceOf(RangeError).with.property('message', message);
    expect(host.closing).to.equal(false);
    await application.connect(PATH);
  }
});

describe('host.closing', () => {
  it('is false until the host closes, and again when it serves again', async () => {
    const { BusyGateway } = busyGateway();
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [BusyGateway] });
    expect(host.closing).to.equal(false);
    const closed = host.close();
    expect(host.closing).to.equal(true);
    await closed;
    expect(host.closing).to.equal(true);
    expect(application.attach({ gateways: [BusyGateway] })).to.equal(host);
    expect(host.closing).to.equal(false);
  });
});
