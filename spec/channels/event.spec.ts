import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import { injectable } from 'inversify';
import Joi from 'joi';
import {
  channels,
  type EventMessage,
  GatewayBase,
  OnConnected,
  RateLimit,
  SubscribeMessage,
  Timeout,
  UseFilters,
  UseGuards,
  UseInterceptors,
  WebSocketException,
  WebSocketGateway,
  WsBody,
} from '../../src';
import { TestGateway } from '../../src/testing';
import { RecordingLogger } from '../support/recording-logger';
import { overBothTransports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';
import { watching } from './watching';

@injectable()
class Refuses {
  async canActivate() {
    await Promise.resolve();
    return undefined as unknown as boolean;
  }
}
@injectable()
class Passes {
  canActivate() {
    return true;
  }
}
@injectable()
class Wraps {
  async intercept(_context: unknown, next: () => Promise<unknown>) {
    return next();
  }
}
@injectable()
class Answers {
  intercept() {
    return 'from the interceptor';
  }
}

const fault = new Error('a fault');

@WebSocketGateway({ path: '/watched', namespace: '/watched/:id', maxPendingEvents: 1 })
class WatchedGateway extends GatewayBase {
  @SubscribeMessage
  @UseGuards(Passes)
  @UseInterceptors(Wraps)
  fine(@WsBody(Joi.object({ data: Joi.string().required() })) { data }: { data: string }) {
    return data;
  }

  @SubscribeMessage
  @UseGuards(Passes, Refuses)
  guarded() {
    return 'never';
  }

  @SubscribeMessage
  @UseInterceptors(Answers)
  answered() {
    return 'never';
  }

  @SubscribeMessage
  fails() {
    throw fault;
  }

  @SubscribeMessage
  @UseFilters(() => new WebSocketException(4004, 'Filtered'))
  filtered() {
    throw fault;
  }

  @SubscribeMessage
  @RateLimit({ points: 1, durationMs: 60_000 })
  limited() {
    return 'once';
  }

  @SubscribeMessage
  @Timeout(1)
  never() {
    const { signal } = this.context;
    return new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
}

@WebSocketGateway({ path: '/watched', namespace: '/slow', maxPendingEvents: 1 })
class SlowGateway extends GatewayBase {
  @OnConnected()
  async connected() {
    await new Promise((resolve) => setImmediate(resolve));
  }

  @SubscribeMessage
  waits() {
    return 'done';
  }
}

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({
  gateways: [WatchedGateway, SlowGateway],
  options: { logger },
  bind: (container) => {
    for (const each of [Refuses, Passes, Wraps, Answers]) container.bind<object>(each).toSelf();
  },
});

describe('the channel of events', () => {
  overBothTransports((run) => {
    async function told(event: string, ...args: unknown[]): Promise<EventMessage> {
      return watching(async ({ events }) => {
        await run(
          kit,
          async (ctx) => {
            await answerTo(ctx, event, ...args);
            await until(() => events.length > 0, 'the event is told of');
          },
          { namespace: '/watched/7' },
        );
        expect(events).to.have.length(1);
        return events[0]!;
      });
    }

    it('tells who handles an event, where, what it brought, and that it went well', async () => {
      const message = await told('fine', { data: 'hello' });
      expect(message).to.include({
        gateway: 'WatchedGateway',
        handler: 'WatchedGateway.fine',
        namespace: '/watched/:id',
        event: 'fine',
        outcome: 'ok',
        code: undefined,
        isStream: false,
        ackId: 0,
      });
      expect(message.socket.nsp.name).to.equal('/watched/7');
      expect(message.args).to.deep.equal([{ data: 'hello' }]);
      expect(message.bytes).to.be.within('{"data":"hello"}'.length, 60);
      expect(message.decidedBy).to.deep.equal({ step: 'handler', name: undefined });
    });

    it('tells how long each step took', async () => {
      const { durations } = await told('fine', { data: 'hello' });
      expect(durations).to.have.all.keys('queue', 'guards', 'validation', 'interceptors', 'handler', 'reply');
      for (const duration of Object.values(durations)) expect(duration).to.be.at.least(0);
    });

    const refused = {
      guarded: [1008, { step: 'guards', name: 'Refuses' }],
      fine: [1007, { step: 'validation', name: undefined }],
      never: [1013, { step: 'handler', name: undefined }],
      nobody: [1003, { step: 'handler', name: 'unknown event' }],
      filtered: [4004, { step: 'handler', name: undefined }],
    } as const;
    for (const [event, [code, decidedBy]] of Object.entries(refused)) {
      it(`tells which step has refused an event, as ${decidedBy.step} did '${event}'`, async () => {
        const message = await told(event, {});
        expect(message).to.include({ outcome: 'refused', code, event });
        expect(message.decidedBy).to.deep.equal(decidedBy);
      });
    }

    it('tells of a fault of a handler, whole', async () => {
      const message = await told('fails');
      expect(message).to.include({ outcome: 'failed', code: 1011, error: fault });
    });

    it('tells of an interceptor that has answered by itself', async () => {
      const { outcome, decidedBy } = await told('answered');
      expect({ outcome, decidedBy }).to.deep.equal({
        outcome: 'ok',
        decidedBy: { step: 'interceptors', name: 'Answers' },
      });
    });

    it('tells of a limit by its name', () =>
      watching(async ({ events, others }) => {
        await run(
          kit,
          async (ctx) => {
            await answerTo(ctx, 'limited');
            await answerTo(ctx, 'limited');
            await until(() => events.length === 2, 'both events are told of');
          },
          { namespace: '/watched/7' },
        );
        expect(events[1]?.decidedBy).to.deep.equal({ step: 'limits', name: '@RateLimit' });
        expect(others.map(([name, { limit }]) => [name, limit])).to.deep.include(['limit', '@RateLimit']);
      }));

    it('tells of an event that has waited when it has run, and of one that was refused meanwhile', () =>
      watching(async ({ events }) => {
        await run(
          kit,
          async (ctx) => {
            await Promise.all([answerTo(ctx, 'waits'), answerTo(ctx, 'waits')]);
            await until(() => events.length === 2, 'both events are told of');
          },
          { namespace: '/slow' },
        );
        for (const { durations } of events) expect(durations.queue).to.be.at.least(0);
      }));

    it('runs a handler in the stores that are bound to its start', async () => {
      const seen: unknown[] = [];
      const store = new AsyncLocalStorage<unknown>();
      const look = (): number => seen.push(store.getStore());
      channels.event.start.subscribe(look);
      channels.event.start.bindStore<unknown>(store, ({ event }) => event);
      try {
        await run(
          kit,
          async (ctx) => {
            await answerTo(ctx, 'answered');
          },
          { namespace: '/watched/7' },
        );
      } finally {
        channels.event.start.unbindStore(store);
        channels.event.start.unsubscribe(look);
      }
      expect(seen).to.deep.equal(['answered']);
    });
  });
});
