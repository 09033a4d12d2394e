import { expect } from 'chai';
import {
  GatewayBase,
  OnConnected,
  RateLimit,
  SubscribeMessage,
  Timeout,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import { type TestClient, type TestContext, TestGateway } from '../../../src/testing';
import { next } from '../../support/application';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

// The one place where the library's own wording is pinned: other specs compare codes, with ../../support/refusals.
@WebSocketGateway({ namespace: '/wording' })
class WordingGateway extends GatewayBase {
  @SubscribeMessage()
  @UseGuards(() => false)
  guarded(): void {}

  @SubscribeMessage()
  failing(): void {
    throw new Error('the password of the database');
  }

  @SubscribeMessage()
  @Timeout(5)
  slow(): Promise<void> {
    return new Promise((resolve) => {
      this.context.signal.addEventListener('abort', () => {
        resolve();
      });
    });
  }

  @SubscribeMessage()
  @RateLimit({ points: 1, durationMs: 60_000 })
  limited(): string {
    return 'within the limit';
  }
}

@WebSocketGateway({ namespace: '/busy', maxPendingEvents: 0 })
class BusyGateway {
  static release = deferred();

  @OnConnected()
  connected(): Promise<void> {
    return BusyGateway.release.promise;
  }

  @SubscribeMessage()
  waiting(): void {}
}

@WebSocketGateway({ namespace: '/closed' })
@UseGuards(() => false)
class ClosedGateway {}

@WebSocketGateway({ namespace: '/broken' })
@UseGuards(() => {
  throw new Error('the password of the database');
})
class BrokenGateway {}

const kit = TestGateway.createTestModule({
  gateways: [WordingGateway, BusyGateway, ClosedGateway, BrokenGateway],
  options: { logger: new RecordingLogger() },
});

/** The client gets that error as the acknowledgement and as the `error` event, each in these words. */
async function expectError(client: TestClient, event: string, code: number, reason: unknown): Promise<void> {
  const error = { code, reason, event };
  expect(await answerTo(client, event)).to.deep.equal([{ error }]);
  expect(await client.waitFor('error')).to.deep.equal(error);
}

/** A client that asks for the namespace gets that error as the `connect_error`, in these words. */
async function expectRefusal(ctx: TestContext, namespace: string, code: number, reason: string): Promise<void> {
  const socket = ctx.sio.io.socket(namespace);
  const refused = next<Error & { data: unknown }>(socket, 'connect_error');
  socket.connect();
  const { message, data } = await refused;
  expect({ message, data }).to.deep.equal({ message: reason, data: { code, reason, event: 'connect' } });
  socket.disconnect();
}

overBothTransports((run) => {
  describe('the client reads', () => {
    it("1008 'Authorization Failed' when a guard refuses its event", () =>
      run(kit, (ctx) => expectError(ctx, 'guarded', 1008, 'Authorization Failed')));

    it("1008 'Authorization Failed' when a guard refuses it at connect", () =>
      run(kit, (ctx) => expectRefusal(ctx, '/closed', 1008, 'Authorization Failed')));

    it("1011 'Something went wrong' when a handler fails", () =>
      run(kit, (ctx) => expectError(ctx, 'failing', 1011, 'Something went wrong')));

    it("1011 'Something went wrong' when a guard fails at connect", () =>
      run(kit, (ctx) => expectRefusal(ctx, '/broken', 1011, 'Something went wrong')));

    it("1003 'Unknown event' when nothing handles its event", () =>
      run(kit, (ctx) => expectError(ctx, 'unknown', 1003, 'Unknown event')));

    it("1013 'Timed out' when a handler takes longer than its @Timeout", () =>
      run(kit, (ctx) => expectError(ctx, 'slow', 1013, 'Timed out')));

    it("1013 'Rate limit exceeded' and retryAfterMs when it exceeds a @RateLimit", () =>
      run(kit, async (ctx) => {
        await ctx.request('limited');
        const [answer] = await answerTo(ctx, 'limited');
        const error: unknown = await ctx.waitFor('error');
        expect(answer).to.deep.equal({ error });
        const { retryAfterMs } = (error as { reason: { retryAfterMs: number } }).reason;
        const reason = { message: 'Rate limit exceeded', retryAfterMs };
        expect(error).to.deep.equal({ code: 1013, reason, event: 'limited' });
      }));

    it("1013 'Too many pending events' when it sends more than may wait", () => {
      BusyGateway.release = deferred();
      return run(
        kit,
        async (ctx) => {
          await expectError(ctx, 'waiting', 1013, 'Too many pending events');
          BusyGateway.release.resolve();
        },
        { namespace: '/busy' },
      );
    });

    it("1001 'Server is closing' when it sends events or connects while the host closes", () => {
      BusyGateway.release = deferred();
      return run(
        kit,
        async (ctx) => {
          const closed = ctx.host.close(); // it waits for @OnConnected
          await expectError(ctx, 'waiting', 1001, 'Server is closing');
          await expectRefusal(ctx, '/wording', 1001, 'Server is closing');
          BusyGateway.release.resolve();
          await closed;
        },
        { namespace: '/busy' },
      );
    });
  });
});
