import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, Timeout, WebSocketGateway, WsAck, WsBody, WsResponse } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { type Deferred, deferred } from '../../../support/deferred';
import { RecordingLogger } from '../../../support/recording-logger';
import { tryLater, withoutReason } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { recordWire } from '../../../support/wire';
import { failureOf, SOON } from '../../workshop';

/** A gateway whose handler times out, and then gives what the spec tells it to. */
function lateGateway() {
  const late: Deferred<unknown> = deferred<unknown>();
  const ended: string[] = [];

  @WebSocketGateway()
  class LateGateway extends GatewayBase {
    @SubscribeMessage()
    @Timeout(SOON)
    slow(): Promise<unknown> {
      return late.promise;
    }

    @SubscribeMessage()
    @Timeout(SOON)
    async answersItself(@WsBody() _body: unknown, @WsAck() ack: (answer: string) => void): Promise<void> {
      await late.promise;
      ack('late');
    }

    @SubscribeMessage()
    @Timeout(SOON)
    async *stream(): AsyncGenerator<string> {
      try {
        yield 'in time';
        await late.promise;
        yield 'late';
      } finally {
        ended.push('stream');
      }
    }
  }
  const kit = TestGateway.createTestModule({ gateways: [LateGateway], options: { logger: new RecordingLogger() } });
  return { late, ended, kit };
}

overBothTransports((run) => {
  describe('after a @Timeout', () => {
    it('the result of the handler is not sent', () => {
      const { kit, late } = lateGateway();
      return run(kit, async (ctx) => {
        const wire = recordWire(ctx);
        expect(await failureOf(ctx.request('slow'))).to.include({ code: 1013 });
        ctx.sio.emit('slow');
        await ctx.waitFor('error', { count: 2 });
        late.resolve('late');
        await ctx.expectNone('slow');
        expect(String(wire)).not.to.include('late');
        expect(wire.repeatedAcknowledgements).to.equal(0);
      });
    });

    it('a broadcast is not sent', () => {
      const { kit, late } = lateGateway();
      return run(kit, async (ctx, join) => {
        const other = await join();
        expect(await failureOf(ctx.request('slow'))).to.include({ code: 1013 });
        late.resolve(WsResponse.broadcast('news', 'late'));
        await ctx.expectNone('news');
        await other.expectNone('news');
      });
    });

    it('an asynchronous iterable is not read', () => {
      const { kit, late } = lateGateway();
      const read: string[] = [];
      return run(kit, async (ctx) => {
        expect(await failureOf(ctx.request('slow'))).to.include({ code: 1013 });
        late.resolve(
          (async function* () {
            yield read.push('item');
          })(),
        );
        await ctx.expectNone('slow');
        expect(read).to.deep.equal([]);
      });
    });

    it('a stream ends, its next item is not sent, and its generator is closed', () => {
      const { kit, late, ended } = lateGateway();
      return run(kit, async (ctx) => {
        const failed = failureOf(ctx.request('stream'));
        expect(await ctx.waitFor('stream')).to.equal('in time');
        expect(await failed).to.include({ code: 1013 });
        late.resolve(undefined);
        await ctx.idle();
        await ctx.expectNone('nothing else');
        expect(ctx.received('stream')).to.deep.equal(['in time']);
        expect(ended).to.deep.equal(['stream']);
      });
    });

    it('an acknowledgement by the handler is dropped', () => {
      const { kit, late } = lateGateway();
      return run(kit, async (ctx) => {
        const wire = recordWire(ctx);
        expect(await failureOf(ctx.request('answersItself'))).to.include({ code: 1013 });
        late.resolve(undefined);
        await ctx.expectNone('anything');
        expect(wire.repeatedAcknowledgements).to.equal(0);
        expect(String(wire)).not.to.include('late');
      });
    });

    it('an error of the handler is neither sent nor unhandled', () => {
      const { kit, late } = lateGateway();
      return run(kit, async (ctx) => {
        expect(await failureOf(ctx.request('slow'))).to.include({ code: 1013 });
        late.reject(new Error('late')); // unhandled, it would fail this spec
        await ctx.idle();
        await ctx.expectNone('anything');
        expect(ctx.errors.map(withoutReason)).to.deep.equal([tryLater('slow')]);
      });
    });

    it('the host waits for the handler before it closes', () => {
      const { kit, late } = lateGateway();
      return run(kit, async (ctx) => {
        await failureOf(ctx.request('slow'));
        const order: string[] = [];
        const closed = ctx.host.close().then(() => order.push('closed'));
        expect(await failureOf(ctx.request('slow'))).to.include({ code: 1001 }); // it is closing
        order.push('done');
        late.resolve('late');
        await closed;
        expect(order).to.deep.equal(['done', 'closed']);
      });
    });

    it('the host does not wait longer than its own deadline', () => {
      const { kit, late } = lateGateway();
      return run(kit, async (ctx) => {
        await failureOf(ctx.request('slow'));
        const order: string[] = [];
        const ended = late.promise.then(() => order.push('done'));
        await ctx.host.close({ timeoutMs: SOON });
        order.push('closed');
        late.resolve('late');
        await ended;
        await ctx.idle();
        expect(order).to.deep.equal(['closed', 'done']);
      });
    });
  });
});
