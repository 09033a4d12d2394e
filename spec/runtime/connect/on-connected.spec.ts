import { expect } from 'chai';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsQuery,
  WsResponse,
} from '../../../src';
import { type TestClient, type TestContext, TestGateway } from '../../../src/testing';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { type Transport, transports } from '../../support/transports';

/** A gateway whose @OnConnected is held until `hold` is settled, and what happens in it. */
function heldGateway(maxPendingEvents?: number) {
  const hold = deferred();
  const log: string[] = [];

  @WebSocketGateway(maxPendingEvents === undefined ? {} : { maxPendingEvents })
  class HeldGateway extends GatewayBase {
    @OnConnected()
    async connected(): Promise<void> {
      log.push('connecting');
      await hold.promise;
      log.push('connected');
    }

    @SubscribeMessage()
    count(@WsBody() number: number): number {
      log.push(`count ${number}`);
      return number;
    }

    @OnDisconnected()
    disconnected(): void {
      log.push('disconnected');
    }
  }
  const logger = new RecordingLogger();
  return { hold, log, kit: TestGateway.createTestModule({ gateways: [HeldGateway], options: { logger } }) };
}

/** Connects, emits `count` numbers as soon as the client is connected, and resolves when the server has got them. */
async function emitOnConnect(ctx: TestContext, transport: Transport, count: number): Promise<void> {
  const arrived = deferred();
  let missing = count;
  ctx.host.servers.get('/socket.io')!.on('connection', (socket) => {
    socket.onAny(() => {
      missing -= 1;
      if (missing === 0) arrived.resolve();
    });
  });
  ctx.sio.on('connect', () => {
    for (let number = 1; number <= count; number += 1) ctx.sio.emit('count', number);
  });
  await ctx.connect({ transports: [transport] });
  await arrived.promise;
}

/** How the client's connection ends. */
function disconnected(ctx: TestContext): Promise<string> {
  return new Promise((resolve) => ctx.sio.once('disconnect', resolve));
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const tooMany = { code: 1013, reason: 'Too many pending events', event: 'count' };

for (const transport of transports) {
  describe(`while @OnConnected runs, over ${transport}`, () => {
    it('events wait for it, and are handled afterwards, in order', async () => {
      const { kit, hold, log } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        await emitOnConnect(ctx, transport, 5);
        expect(log).to.deep.equal(['connecting']);
        hold.resolve();
        expect(await ctx.waitFor('count', { count: 5 })).to.deep.equal(numbers(1, 5));
        expect(log.slice(1)).to.deep.equal(['connected', ...numbers(1, 5).map((number) => `count ${number}`)]);
      });
    });

    it('acknowledgements wait for it too', async () => {
      const { kit, hold, log } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        const answers: unknown[] = [];
        ctx.sio.on('connect', () => ctx.sio.emit('count', 1, (answer: unknown) => answers.push(answer)));
        await emitOnConnect(ctx, transport, 2);
        expect(answers).to.deep.equal([]);
        hold.resolve();
        await ctx.waitFor('count', { count: 2 });
        expect(answers).to.deep.equal([1]);
        expect(log).to.have.length(5);
      });
    });

    it('no more than maxPendingEvents wait: the next are refused with 1013 at once', async () => {
      const { kit, hold } = heldGateway(3);
      await kit.runWithServer(async (ctx) => {
        await emitOnConnect(ctx, transport, 5);
        expect(await ctx.waitFor('error', { count: 2 })).to.deep.equal([tooMany, tooMany]);
        hold.resolve();
        expect(await ctx.waitFor('count', { count: 3 })).to.deep.equal(numbers(1, 3));
        await ctx.expectNone('nothing-else');
        expect(ctx.received('count')).to.deep.equal(numbers(1, 3));
      });
    });

    it('an acknowledgement of a refused event is the refusal', async () => {
      const { kit, hold } = heldGateway(0);
      await kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        const failure = await ctx.request('count', 1).catch((error: unknown) => error);
        expect(failure).to.include(tooMany);
        hold.resolve();
        await ctx.idle();
        expect(await ctx.request('count', 2)).to.equal(2);
      });
    });

    it('a hundred events wait unless the gateway says otherwise', async () => {
      const { kit, hold } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        await emitOnConnect(ctx, transport, 101);
        expect(await ctx.waitFor('error')).to.deep.equal(tooMany);
        hold.resolve();
        expect(await ctx.waitFor('count', { count: 100 })).to.deep.equal(numbers(1, 100));
        expect(ctx.errors).to.have.length(1);
      });
    });

    it('events that wait are dropped when the client leaves', async () => {
      const { kit, hold, log } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        await emitOnConnect(ctx, transport, 2);
        await ctx.disconnect();
        hold.resolve();
        await ctx.idle();
        expect(log).to.deep.equal(['connecting', 'connected', 'disconnected']);
      });
    });
  });

  describe(`an @OnConnected that throws, over ${transport}`, () => {
    it('tells the client why, then disconnects it', async () => {
      const { kit, hold } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        const gone = disconnected(ctx);
        await ctx.connect({ transports: [transport] });
        hold.reject(new WebSocketException(4001, { seats: 0 }));
        expect(await gone).to.equal('io server disconnect');
        expect(ctx.errors).to.deep.equal([{ code: 4001, reason: { seats: 0 }, event: 'connect' }]);
      });
    });

    it('keeps what went wrong from the client when it is no WebSocketException', async () => {
      const { kit, hold } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        const gone = disconnected(ctx);
        await ctx.connect({ transports: [transport] });
        hold.reject(new Error('the password of the database'));
        await gone;
        expect(ctx.errors).to.deep.equal([{ code: 1011, reason: 'Something went wrong', event: 'connect' }]);
      });
    });

    it('drops the events that wait, and still runs @OnDisconnected', async () => {
      const { kit, hold, log } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        const gone = disconnected(ctx);
        await emitOnConnect(ctx, transport, 3);
        hold.reject(new WebSocketException(4001));
        await gone;
        await ctx.idle();
        expect(log).to.deep.equal(['connecting', 'disconnected']);
        expect(ctx.received('count')).to.deep.equal([]);
      });
    });

    it('leaves the other clients alone', async () => {
      @WebSocketGateway()
      class PickyGateway {
        @OnConnected()
        connected(@WsQuery('name', Joi.string().valid('ada')) _name: string): void {}

        @SubscribeMessage()
        hello(): string {
          return 'hello';
        }
      }
      await TestGateway.createTestModule({ gateways: [PickyGateway] }).runWithServer(async (ctx) => {
        const other = ctx.newSocketClientContext({ query: { name: 'ada' }, transports: [transport] });
        await other.connect();
        const gone = disconnected(ctx);
        await ctx.connect({ query: { name: 'bob' }, transports: [transport] });
        await gone;
        expect(ctx.errors[0]).to.deep.include({ code: 1007, event: 'connect' });
        expect(ctx.errors[0]!.reason).to.deep.include.members([
          { in: 'query', path: ['name'], type: 'any.only', message: '"name" must be [ada]' },
        ]);
        expect(await other.request('hello')).to.equal('hello');
      });
    });
  });

  describe(`what @OnConnected returns, over ${transport}`, () => {
    const events: string[] = [];

    async function greeted(greet: () => unknown, check: (ctx: TestContext, other: TestClient) => Promise<void>) {
      @WebSocketGateway()
      class GreetingGateway extends GatewayBase {
        @OnConnected()
        async connected(): Promise<unknown> {
          await this.context.socket.join('lobby');
          return greet();
        }
      }
      const kit = TestGateway.createTestModule({ gateways: [GreetingGateway] });
      await kit.runWithServer(async (ctx) => {
        const other = ctx.newSocketClientContext({ transports: [transport] });
        await other.connect();
        events.length = 0;
        ctx.sio.onAny((event: string) => events.push(event));
        await ctx.connect({ transports: [transport] });
        await check(ctx, other);
      });
    }

    it('is emitted to the client, where it is a WsResponse', () =>
      greeted(
        () => new WsResponse('welcome', { count: 0 }),
        async (ctx, other) => {
          expect(await ctx.waitFor('welcome')).to.deep.equal({ count: 0 });
          await other.expectNone('something');
          expect(other.received('welcome')).to.deep.equal([{ count: 0 }]); // its own
        },
      ));

    it('is emitted to a room or to everyone, where the WsResponse says so', async () => {
      for (const response of [
        new WsResponse('joined', 'someone', { to: 'lobby' }),
        WsResponse.broadcast('joined', 'someone'),
      ]) {
        await greeted(
          () => response,
          async (ctx, other) => {
            expect(await ctx.waitFor('joined')).to.equal('someone');
            expect(await other.waitFor('joined', { count: 2 })).to.deep.equal(['someone', 'someone']);
          },
        );
      }
    });

    it('is nothing to the client, where it is a plain value', () =>
      greeted(
        () => 'a value',
        async (ctx) => {
          await ctx.expectNone('connect'); // a round trip: whatever was sent has come
          expect(events).to.deep.equal([]);
        },
      ));
  });
}
