import { expect } from 'chai';
import { GatewayBase, OnConnected, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestGateway } from '../../src/testing';
import { next, TestApplication } from '../support/application';
import { deferred } from '../support/deferred';
import { goingAway, withoutReason } from '../support/refusals';
import { overBothTransports } from '../support/transports';

/** What the host's end looks like to a client: one that is between two polls finds its session gone. */
const endOf = { websocket: ['transport close'], polling: ['transport close', 'transport error'] };

/** A gateway whose `work` is held until `hold` is resolved; `started` when `jobs` of it have begun. */
function busyGateway(jobs = 1) {
  const [started, hold] = [deferred(), deferred()];
  let running = 0;
  const aborted = deferred<unknown>();

  @WebSocketGateway({ path: '/busy' })
  class BusyGateway extends GatewayBase {
    @SubscribeMessage()
    async work(): Promise<string> {
      const { signal } = this.context;
      signal.addEventListener('abort', () => aborted.resolve(signal.reason));
      running += 1;
      if (running === jobs) started.resolve();
      await hold.promise;
      return 'done';
    }

    @SubscribeMessage()
    hello(): string {
      return 'hello';
    }
  }
  return { started, hold, aborted, BusyGateway, kit: TestGateway.createTestModule({ gateways: [BusyGateway] }) };
}

overBothTransports((run, transport) => {
  describe('closing a host', () => {
    it('waits for running handlers, whose answers arrive', () => {
      const { kit, started, hold } = busyGateway(2);
      return run(kit, async (ctx) => {
        const gone = new Promise((resolve) => ctx.sio.once('disconnect', resolve));
        ctx.sio.emit('work');
        const acknowledged = ctx.request('work');
        await started.promise;
        const closed = ctx.host.close();
        hold.resolve();
        await closed;
        expect(await acknowledged).to.equal('done');
        expect(await ctx.waitFor('work')).to.equal('done');
        expect(await gone).to.be.oneOf(endOf[transport]);
      });
    });

    it('does not abort the signal of handlers that finish in time', () => {
      const { kit, started, hold, aborted } = busyGateway();
      return run(kit, async (ctx) => {
        const answer = ctx.request('work');
        await started.promise;
        const closed = ctx.host.close();
        hold.resolve();
        await answer;
        await closed;
        aborted.resolve('never');
        expect(await aborted.promise).to.equal('never');
      });
    });

    it('aborts the signal of handlers that still run at the deadline, and does not wait for them', () => {
      const { kit, started, hold, aborted } = busyGateway();
      return run(kit, async (ctx) => {
        ctx.sio.emit('work');
        await started.promise;
        await ctx.host.close({ timeoutMs: 10 });
        expect(await aborted.promise)
          .to.be.an.instanceOf(Error)
          .with.property('message', 'The gateways are closing');
        hold.resolve();
        await ctx.idle();
        expect(ctx.received('work')).to.deep.equal([]);
      });
    });

    it('answers new events of connected clients with 1001', () => {
      const { kit, started, hold } = busyGateway();
      return run(kit, async (ctx) => {
        ctx.sio.emit('work');
        await started.promise;
        const closed = ctx.host.close();
        const failure = await ctx.request('hello').catch((error: unknown) => error);
        expect(failure).to.include(goingAway('hello'));
        expect(ctx.errors.map(withoutReason)).to.deep.equal([goingAway('hello')]);
        hold.resolve();
        await closed;
      });
    });

    it('handles the events that were waiting for @OnConnected', () => {
      const [arrived, hold] = [deferred(), deferred()];
      @WebSocketGateway()
      class GreetingGateway {
        @OnConnected()
        async connected(): Promise<void> {
          await hold.promise;
        }

        @SubscribeMessage()
        hello(): string {
          return 'hello';
        }
      }
      return run(TestGateway.createTestModule({ gateways: [GreetingGateway] }), async (ctx) => {
        ctx.host
          .of(GreetingGateway)
          .sockets.get(ctx.sio.id!)!
          .onAny(() => arrived.resolve());
        const answer = ctx.request('hello');
        await arrived.promise;
        const closed = ctx.host.close();
        hold.resolve();
        expect(await answer).to.equal('hello');
        await closed;
      });
    });

    it('refuses clients that ask for another namespace', () => {
      @WebSocketGateway({ path: '/busy', namespace: '/second' })
      class SecondGateway {}
      const { BusyGateway, started, hold } = busyGateway();
      return run(TestGateway.createTestModule({ gateways: [BusyGateway, SecondGateway] }), async (ctx) => {
        ctx.sio.emit('work');
        await started.promise;
        const closed = ctx.host.close();
        const second = ctx.sio.io.socket('/second');
        const refused = next<Error & { data: unknown }>(second, 'connect_error');
        second.connect();
        expect(withoutReason((await refused).data)).to.deep.equal(goingAway('connect'));
        second.disconnect();
        hold.resolve();
        await closed;
      });
    });
  });
});

describe('while a host closes', () => {
  async function whileClosing(check: (application: TestApplication) => Promise<void>): Promise<void> {
    const { started, hold, BusyGateway } = busyGateway();
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [BusyGateway] });
    const client = await application.connect('/busy');
    client.emit('work');
    await started.promise;
    const closed = host.close();
    try {
      await check(application);
    } finally {
      hold.resolve();
      await closed;
    }
  }

  it('it refuses new clients with 503 over polling', () =>
    whileClosing(async (application) => {
      const { status, headers } = await application.get('/busy/?EIO=4&transport=polling');
      expect(status).to.equal(503);
      expect(headers).to.include({ 'retry-after': '1' });
    }));

  it('it refuses new clients with 503 over WebSocket', () =>
    whileClosing(async (application) => {
      const { status, headers } = await application.upgrade('/busy/?EIO=4&transport=websocket');
      expect(status).to.equal(503);
      expect(headers).to.include({ 'retry-after': '1' });
    }));

  it('Express still answers HTTP requests', () =>
    whileClosing(async (application) => {
      application.app.get('/health', (_req, res) => void res.send('well'));
      expect(await application.get('/health')).to.include({ status: 200, body: 'well' });
    }));
});
