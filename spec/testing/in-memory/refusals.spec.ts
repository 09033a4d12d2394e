import { expect } from 'chai';
import Joi from 'joi';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import {
  GatewayBase,
  OnConnected,
  RateLimit,
  SubscribeMessage,
  Timeout,
  UseFilters,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { type Dispatched, type DispatchOptions, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { forbidden, internal, tryLater, unknownEvent, withoutReason, type Refusal } from '../../support/refusals';

const limiter = new RateLimiterMemory({ points: 1, duration: 60 });
const broken = new Error('the database is down');
let ran: string[] = [];

const order = Joi.object({ item: Joi.string().required(), count: Joi.number().min(1).required(), at: Joi.date() });

@WebSocketGateway({ path: '/refusing' })
class RefusingGateway extends GatewayBase {
  @OnConnected()
  connected(): void {
    ran.push('connected');
  }

  @SubscribeMessage('for admins')
  @UseGuards(({ user }) => user === 'admin')
  forAdmins(): string {
    ran.push('for admins');
    return 'welcome';
  }

  @SubscribeMessage('order')
  order(@WsBody(order) ordered: { item: string; count: number; at?: Date }): object {
    ran.push('order');
    return { ...ordered, at: ordered.at?.getTime() };
  }

  @SubscribeMessage('fail')
  fail(@WsBody() how: string): never {
    this.context.socket.emit('before', how);
    if (how === 'expected') throw new WebSocketException(4000, 'no');
    if (how === 'without a reason') throw new WebSocketException(4000);
    if (how === 'for good') throw new WebSocketException(4000, 'out', { disconnect: true });
    throw broken;
  }

  @SubscribeMessage('fail later')
  failLater(): Promise<never> {
    return Promise.reject(broken);
  }

  @SubscribeMessage('fail at three')
  async *failAtThree(): AsyncGenerator<number> {
    yield 1;
    yield 2;
    await Promise.reject(new WebSocketException(4003, 'three'));
  }

  @SubscribeMessage('filtered')
  @UseFilters((error) => (error === broken ? new WebSocketException(4004, 'try later') : undefined))
  filtered(): never {
    throw broken;
  }

  @SubscribeMessage('limited')
  @RateLimit({ limiter, key: () => 'everyone' })
  limited(): string {
    return 'in time';
  }

  @SubscribeMessage('rarely')
  @RateLimit({ points: 1, durationMs: 60_000 })
  rarely(): string {
    return 'in time';
  }

  @SubscribeMessage('slow')
  @Timeout(10)
  async slow(): Promise<string> {
    const { signal } = this.context;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return 'too late';
  }

  @SubscribeMessage('complain')
  complain(): string {
    this.context.socket.emit('error', 'of its own');
    return 'done';
  }
}

const nothing = { ack: undefined, emitted: [] };

/** It was refused with an error that the library words itself, and nothing else came of it. */
function expectRefused({ error, ...rest }: Dispatched, expected: Refusal): void {
  expect(rest).to.deep.equal(nothing);
  expect(withoutReason(error)).to.deep.equal(expected);
}

describe('dispatch gives the refusal', () => {
  let logger: RecordingLogger;
  const dispatch = (event: string, payload?: unknown, options: DispatchOptions = {}) =>
    TestGateway.dispatch(RefusingGateway, event, payload, { ...options, options: { logger, ...options.options } });

  beforeEach(() => {
    logger = new RecordingLogger();
    ran = [];
  });

  it('of a guard, whose handler does not run', async () => {
    expectRefused(await dispatch('for admins'), forbidden('for admins'));
    expect(ran).to.deep.equal(['connected']);
    expect((await dispatch('for admins', 1, { context: { user: 'admin' } })).ack).to.equal('welcome');
  });

  it('of a payload, with all issues, and its handler does not run', async () => {
    const reason = [
      { in: 'body', path: ['item'], type: 'any.required', message: '"item" is required' },
      { in: 'body', path: ['count'], type: 'number.min', message: '"count" must be greater than or equal to 1' },
      { in: 'body', path: ['spy'], type: 'object.unknown', message: '"spy" is not allowed' },
    ];
    expect(await dispatch('order', { count: 0, spy: 'me' })).to.deep.equal({
      ...nothing,
      error: { code: 1007, reason, event: 'order' },
    });
    expect(ran).to.deep.equal(['connected']);
  });

  it('of no valid payload, which is converted', async () => {
    const ack = { item: 'tea', count: 2, at: 0 };
    const dispatched = await dispatch('order', { item: 'tea', count: '2', at: '1970-01-01T00:00:00.000Z' });
    expect(dispatched).to.deep.equal({ ack, error: undefined, emitted: [] });
  });

  for (const [how, reason] of [
    ['expected', 'no'],
    ['without a reason', null],
    ['for good', 'out'],
  ] as const) {
    it(`of an exception, ${how}, besides events that were emitted before`, async () => {
      expect(await dispatch('fail', how)).to.deep.equal({
        ack: undefined,
        error: { code: 4000, reason, event: 'fail' },
        emitted: [{ event: 'before', args: [how], to: 'client' }],
      });
      expect(logger.at('error')).to.deep.equal([]);
    });
  }

  it('of an unexpected error, which is logged, and shown with exposeErrors', async () => {
    const somehow = await dispatch('fail', 'somehow');
    expect(withoutReason(somehow.error)).to.deep.equal(internal('fail'));
    expect(JSON.stringify(somehow)).not.to.include(broken.message);
    expectRefused(await dispatch('fail later'), internal('fail later'));
    expect(logger.at('error').map(({ message, details }) => [message, ...details])).to.deep.equal([
      ['RefusingGateway.fail failed on "fail"', broken],
      ['RefusingGateway.failLater failed on "fail later"', broken],
    ]);
    const { error } = await dispatch('fail later', 1, { options: { exposeErrors: true } });
    expect(error).to.deep.equal({ ...internal('fail later'), reason: broken.message });
  });

  it('of a stream, besides the items before it', async () => {
    expect(await dispatch('fail at three')).to.deep.equal({
      ack: undefined,
      error: { code: 4003, reason: 'three', event: 'fail at three' },
      emitted: [1, 2].map((n) => ({ event: 'fail at three', args: [n], to: 'client' })),
    });
  });

  it('that a filter makes of an error', async () => {
    const error = { code: 4004, reason: 'try later', event: 'filtered' };
    expect(await dispatch('filtered')).to.deep.equal({ ...nothing, error });
    const filters = [() => new WebSocketException(4006, 'seen by all')];
    const other = await dispatch('fail later', 1, { options: { filters } });
    expect(other.error).to.deep.equal({ code: 4006, reason: 'seen by all', event: 'fail later' });
  });

  it('of an unknown event, unless those are ignored', async () => {
    expectRefused(await dispatch('nobody handles this', 1), unknownEvent('nobody handles this'));
    const ignored = await dispatch('nobody handles this', 1, { options: { unknownEvents: 'ignore' } });
    expect(ignored).to.deep.equal({ ...nothing, error: undefined });
  });

  it('of a rate limit that several dispatches share', async () => {
    expect((await dispatch('limited')).ack).to.equal('in time');
    const { ack, error, emitted } = await dispatch('limited');
    expect({ ack, emitted }).to.deep.equal(nothing);
    expect(error).to.include({ code: 1013, event: 'limited' });
  });

  it('of no rate limit of its own: each dispatch has a new client', async () => {
    expect((await dispatch('rarely')).ack).to.equal('in time');
    expect((await dispatch('rarely')).ack).to.equal('in time');
  });

  it('of a timeout', async () => {
    expectRefused(await dispatch('slow'), tryLater('slow'));
  });

  it('also without an acknowledgement', async () => {
    const refused = await dispatch('order', {}, { acknowledge: false });
    expect(refused).to.deep.include({ ack: undefined, emitted: [] });
    expect(refused.error).to.include({ code: 1007, event: 'order' });
  });

  it('of no handler that emits an `error` event itself', async () => {
    expect(await dispatch('complain')).to.deep.equal({
      ack: 'done',
      error: undefined,
      emitted: [{ event: 'error', args: ['of its own'], to: 'client' }],
    });
  });
});
