import { expect } from 'chai';
import {
  GatewayBase,
  OnConnected,
  OnUnknownEvent,
  SubscribeMessage,
  WebSocketGateway,
  WsAck,
  WsArgs,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';
import { refusalIn, unknownEvent, withoutReason } from '../../support/refusals';

@WebSocketGateway({ path: '/strict' })
class StrictGateway extends GatewayBase {
  @SubscribeMessage('known')
  known(): string {
    return 'known';
  }
}

@WebSocketGateway({ path: '/catch-all' })
class CatchAllGateway extends GatewayBase {
  @SubscribeMessage('known')
  known(): string {
    return 'known';
  }

  @OnUnknownEvent()
  unknown(@WsArgs() args: unknown[]): unknown {
    return { event: this.context.event, args };
  }
}

@WebSocketGateway({ path: '/catch-all-acks' })
class AnsweringCatchAllGateway extends GatewayBase {
  @OnUnknownEvent()
  unknown(@WsAck() ack: (answer: string) => void): void {
    ack(`answered ${this.context.event}`);
  }
}

@WebSocketGateway({ path: '/own-listeners' })
class OwnListenersGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    const { socket } = this.context;
    socket.on('own', (value: unknown, ack?: (answer: unknown) => void) => {
      if (ack) ack(['own', value]);
      else socket.emit('heard', value);
    });
    socket.on('error', () => undefined);
  }
}

@WebSocketGateway({ path: '/gated' })
class GatedGateway extends GatewayBase {
  handled = 0;

  @OnConnected()
  connected(): void {
    const { socket } = this.context;
    socket.use(([event, body], next) => {
      socket.emit('seen', event);
      if (body === 'forbidden') next(new Error('Forbidden'));
      else next();
    });
    socket.on('error', (error) => socket.emit('refused', error.message));
  }

  @SubscribeMessage('event')
  event(): number {
    this.handled += 1;
    return this.handled;
  }
}

describe('an event that nothing handles', () => {
  const strict = TestGateway.createTestModule({ gateways: [StrictGateway] });
  const lenient = TestGateway.createTestModule({ gateways: [StrictGateway], options: { unknownEvents: 'ignore' } });
  const catchAll = TestGateway.createTestModule({ gateways: [CatchAllGateway] });

  overBothTransports((run) => {
    it('is refused with 1003', () =>
      run(strict, async (ctx) => {
        ctx.sio.emit('nobody', { data: 1 });
        expect(withoutReason(await ctx.waitFor('error'))).to.deep.equal(unknownEvent('nobody'));
        expect(refusalIn(await answerTo(ctx, 'nobody'))).to.deep.equal(unknownEvent('nobody'));
        expect(await answerTo(ctx, 'known')).to.deep.equal(['known']);
      }));

    it("is ignored with unknownEvents: 'ignore', and is not acknowledged", () =>
      run(lenient, async (ctx) => {
        const answers: unknown[][] = [];
        ctx.sio.emit('nobody', { data: 1 }, (...answer: unknown[]) => answers.push(answer));
        await ctx.expectNone('error');
        expect(answers).to.deep.equal([]);
        expect(await answerTo(ctx, 'known')).to.deep.equal(['known']);
      }));

    it('is handled by @OnUnknownEvent, with a reply like any other', () =>
      run(catchAll, async (ctx) => {
        const reply = { event: 'nobody', args: [1, 'two'] };
        expect(await answerTo(ctx, 'nobody', 1, 'two')).to.deep.equal([reply]);
        expect(await answerTo(ctx, 'nobody', 1, 'two')).to.deep.equal([reply]);
        ctx.sio.emit('nobody', 1, 'two');
        expect(await ctx.waitFor('nobody')).to.deep.equal(reply);
        expect(await answerTo(ctx, 'known')).to.deep.equal(['known']);
        await ctx.expectNone('error');
      }));

    it('may be acknowledged by @OnUnknownEvent itself', () =>
      run(TestGateway.createTestModule({ gateways: [AnsweringCatchAllGateway] }), async (ctx) => {
        expect(await answerTo(ctx, 'anything')).to.deep.equal(['answered anything']);
      }));

    it('is not refused when the application listens to it on the socket', () =>
      run(TestGateway.createTestModule({ gateways: [OwnListenersGateway] }), async (ctx) => {
        expect(await answerTo(ctx, 'own', 1)).to.deep.equal([['own', 1]]);
        ctx.sio.emit('own', 2);
        expect(await ctx.waitFor('heard')).to.equal(2);
        ctx.sio.emit('error', 'listened to as well');
        await ctx.expectNone('error');
      }));
  });
});

describe("a client's own socket.use", () => {
  const kit = TestGateway.createTestModule({ gateways: [GatedGateway] });

  overBothTransports((run) => {
    it('keeps events that it refuses from handlers, the first time and later', () =>
      run(kit, async (ctx) => {
        for (const expected of [1, 2]) {
          ctx.sio.emit('event', 'forbidden');
          expect(await ctx.waitFor('refused')).to.equal('Forbidden');
          expect(await answerTo(ctx, 'event', 'allowed')).to.deep.equal([expected]);
        }
        await ctx.expectNone('event');
        expect(ctx.received('seen').filter((event) => event === 'event')).to.have.length(4);
      }));
  });
});
