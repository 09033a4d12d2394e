import { expect } from 'chai';
import {
  type AttachOptions,
  GatewayBase,
  type GatewayContext,
  OnConnected,
  SubscribeMessage,
  Timeout,
  UseFilters,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { failureOf, MINUTE, SOON } from '../workshop';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';

const timedOut = { code: 1013, reason: 'Timed out', event: 'connect' };

/** A guard that is never done at connect, unless the spec lets it; the signals that it got. */
function holdingGuard() {
  const hold = deferred<boolean>();
  const signals: AbortSignal[] = [];
  const guard = ({ event, signal }: GatewayContext): boolean | Promise<boolean> => {
    if (event !== 'connect') return true;
    signals.push(signal);
    return hold.promise;
  };
  return { hold, signals, guard };
}

overBothTransports((run, transport) => {
  const transportOnly = { transports: [transport] };

  describe('a guard at connect that takes too long', () => {
    it('does not keep its client waiting for longer than the @Timeout of its class', async () => {
      const { hold, signals, guard } = holdingGuard();
      const log: string[] = [];
      @WebSocketGateway()
      @Timeout(SOON)
      @UseGuards(guard)
      class TimedGateway {
        @OnConnected()
        connected(): void {
          log.push('connected');
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [TimedGateway] });
      await kit.runWithServer(async (ctx) => {
        expect(await failureOf(ctx.connect(transportOnly))).to.deep.include(timedOut);
        expect(signals[0]?.aborted).to.equal(true);
        expect(signals[0]?.reason).to.be.an.instanceOf(WebSocketException).and.to.include({ reason: 'Timed out' });
        hold.resolve(true);
        await ctx.expectNone('anything');
        expect(log).to.deep.equal([]);
      });
    });

    it('is not an unhandled rejection when it fails later', async () => {
      const { hold, guard } = holdingGuard();
      @WebSocketGateway()
      @Timeout(SOON)
      @UseGuards(guard)
      class TimedGateway {}
      const logger = new RecordingLogger();
      const kit = TestGateway.createTestModule({ gateways: [TimedGateway], options: { logger } });
      await kit.runWithServer(async (ctx) => {
        expect(await failureOf(ctx.connect(transportOnly))).to.deep.include(timedOut);
        hold.reject(new Error('late'));
        await ctx.expectNone('anything');
        expect(logger.at('error')).to.deep.equal([]);
      });
    });

    it('does not let the guards after it run', async () => {
      const { hold, guard } = holdingGuard();
      const asked: string[] = [];
      @WebSocketGateway()
      @Timeout(SOON)
      @UseGuards(guard, () => asked.push('second') > 0)
      class TimedGateway {}
      await TestGateway.createTestModule({ gateways: [TimedGateway] }).runWithServer(async (ctx) => {
        expect(await failureOf(ctx.connect(transportOnly))).to.deep.include(timedOut);
        hold.resolve(true);
        await ctx.expectNone('anything');
        expect(asked).to.deep.equal([]);
      });
    });

    it('ends in an error that filters see', async () => {
      const { guard } = holdingGuard();
      @WebSocketGateway()
      @Timeout(SOON)
      @UseGuards(guard)
      @UseFilters((error) => new WebSocketException(4008, { late: error instanceof WebSocketException }))
      class TimedGateway {}
      await TestGateway.createTestModule({ gateways: [TimedGateway] }).runWithServer(async (ctx) => {
        expect(await failureOf(ctx.connect(transportOnly))).to.deep.include({ code: 4008, reason: { late: true } });
      });
    });

    it('is one time for all guards of a class together', async () => {
      const slow = (ms: number) => async (context: GatewayContext) => {
        const timer = new Promise<boolean>((resolve) => {
          const timeout = setTimeout(() => resolve(true), ms);
          context.signal.addEventListener('abort', () => clearTimeout(timeout));
        });
        return timer;
      };
      @WebSocketGateway()
      @Timeout(80)
      @UseGuards(slow(60), slow(60))
      class TimedGateway {}
      await TestGateway.createTestModule({ gateways: [TimedGateway] }).runWithServer(async (ctx) => {
        expect(await failureOf(ctx.connect(transportOnly))).to.deep.include(timedOut);
      });
    });

    it('does not spend the time of another gateway of its namespace', async () => {
      const { hold, signals, guard } = holdingGuard();
      @WebSocketGateway()
      @UseGuards(guard)
      class SlowGateway {}
      @WebSocketGateway()
      @Timeout(SOON)
      @UseGuards(() => true)
      class TimedGateway extends GatewayBase {
        @SubscribeMessage()
        hello(): string {
          return 'hello';
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [SlowGateway, TimedGateway] });
      await kit.runWithServer(async (ctx) => {
        const connecting = ctx.connect(transportOnly);
        while (signals.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        await new Promise((resolve) => setTimeout(resolve, 4 * SOON));
        hold.resolve(true);
        await connecting;
        expect(await ctx.request('hello')).to.equal('hello');
      });
    });

    it('leaves no timer behind when it is done in time', async () => {
      @WebSocketGateway()
      @Timeout(MINUTE)
      @UseGuards(() => Promise.resolve(true))
      class TimedGateway {}
      const ctx = await TestGateway.createTestModule({ gateways: [TimedGateway] }).start();
      await ctx.connect(transportOnly);
      await ctx.close();
      expect(ctx.leaks).to.deep.equal([]);
    });
  });

  describe('a connection that is in one namespace already', () => {
    /** Long enough to connect: socket.io closes a connection that is in no namespace by then. */
    const server: AttachOptions['server'] = { connectTimeout: 1_000 };

    it('does not wait for another longer than the `connectTimeout` of socket.io', async () => {
      const { hold, signals, guard } = holdingGuard();
      @WebSocketGateway()
      class OpenGateway {}
      @WebSocketGateway({ namespace: '/held' })
      @UseGuards(guard)
      class HeldGateway {}
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway, HeldGateway], options: { server } });
      await run(kit, async (ctx) => {
        const held = ctx.sio.io.socket('/held');
        const refused = new Promise<Error & { data?: unknown }>((resolve) => held.once('connect_error', resolve));
        held.connect();
        expect((await refused).data).to.deep.equal(timedOut);
        expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
        hold.resolve(true);
        expect(ctx.sio.connected).to.equal(true);
        held.close();
      });
    });
  });
});
