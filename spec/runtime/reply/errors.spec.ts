import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, SubscribeMessage, WebSocketException, WebSocketGateway, WsBody, WsStatus } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports, type Run } from '../../support/transports';
import { answerTo } from '../../support/wire';

const fault = new Error('the database password is hunter2');
const cause = new Error('why it happened');

const thrown: Readonly<Record<string, () => unknown>> = {
  plain: () => new WebSocketException(WsStatus.MESSAGE_TOO_BIG, 'Message is too big'),
  own_code: () => new WebSocketException(4321, { retry: [1, 2], until: null }),
  no_reason: () => new WebSocketException(4000),
  error_as_reason: () => new WebSocketException(4000, new Error('No more seats')),
  with_cause: () => new WebSocketException(4000, 'No', { cause }),
  goodbye: () => new WebSocketException(WsStatus.POLICY_VIOLATION, 'Goodbye', { disconnect: true }),
  fault: () => fault,
};

@WebSocketGateway({ path: '/errors' })
class ErrorGateway extends GatewayBase {
  @SubscribeMessage(...Object.keys(thrown))
  throws(): void {
    throw thrown[this.context.event]?.();
  }

  @SubscribeMessage('rejects')
  async rejects(): Promise<void> {
    await Promise.resolve();
    throw new WebSocketException(4001, 'Later');
  }

  @SubscribeMessage('schema')
  schema(@WsBody(Joi.object({ data: Joi.string().required() })) _body: unknown): void {
    throw new Error('the handler of an invalid payload never runs');
  }

  @SubscribeMessage('fine')
  fine(): string {
    return 'fine';
  }
}

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({ gateways: [ErrorGateway], options: { logger } });
const exposing = TestGateway.createTestModule({ gateways: [ErrorGateway], options: { logger, exposeErrors: true } });

/** The event fails with that error, in the acknowledgement and as the `error` event, and the client stays. */
function expectError(run: Run, event: string, code: number, reason: unknown, module = kit): Promise<void> {
  return run(module, async (ctx, join) => {
    const other = await join();
    const error = { code, reason, event };
    expect(await answerTo(ctx, event)).to.deep.equal([{ error }]);
    expect(await ctx.waitFor('error')).to.deep.equal(error);
    ctx.sio.emit(event);
    expect(await ctx.waitFor('error')).to.deep.equal(error);
    expect(await answerTo(ctx, 'fine')).to.deep.equal(['fine']);
    expect(ctx.errors).to.have.length(2);
    await other.expectNone('error');
  });
}

describe('an error of a handler', () => {
  beforeEach(() => logger.clear());

  overBothTransports((run) => {
    it('reaches its client alone, with its code and reason, and the client stays connected', () =>
      expectError(run, 'plain', 1009, 'Message is too big'));

    it("may have a code of the application's own, and any JSON as its reason", () =>
      expectError(run, 'own_code', 4321, { retry: [1, 2], until: null }));

    it('has the reason null when it was thrown without one', () => expectError(run, 'no_reason', 4000, null));

    it('shows the message of an error that is its reason, and no other part of that error', () =>
      expectError(run, 'error_as_reason', 4000, 'No more seats'));

    it('shows nothing of its cause', () => expectError(run, 'with_cause', 4000, 'No'));

    it('reaches the client when a promise is rejected with it', () => expectError(run, 'rejects', 4001, 'Later'));

    it('is 1011 with its message with exposeErrors', () => expectError(run, 'fault', 1011, fault.message, exposing));

    it('is 1007 with the issues when the payload is invalid', () =>
      run(kit, async (ctx) => {
        const mistake = { in: 'body', path: ['data'], type: 'any.required', message: '"data" is required' };
        const error = { code: 1007, reason: [mistake], event: 'schema' };
        expect(await answerTo(ctx, 'schema', {})).to.deep.equal([{ error }]);
        expect(await ctx.waitFor('error')).to.deep.equal(error);
        ctx.sio.emit('schema', {});
        expect(await ctx.waitFor('error')).to.deep.equal(error);
      }));

    it('disconnects the client with `disconnect: true`, after the error event', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        const goodbye = new Promise((resolve) => ctx.sio.on('disconnect', resolve));
        const error = { code: 1008, reason: 'Goodbye', event: 'goodbye' };
        expect(await answerTo(ctx, 'goodbye')).to.deep.equal([{ error }]);
        expect(await goodbye).to.equal('io server disconnect');
        expect(ctx.errors).to.deep.equal([error]);
        expect(await answerTo(other, 'fine')).to.deep.equal(['fine']);
      }));

    it('disconnects the client also without an acknowledgement', () =>
      run(kit, async (ctx) => {
        const goodbye = new Promise((resolve) => ctx.sio.on('disconnect', resolve));
        ctx.sio.emit('goodbye');
        expect(await goodbye).to.equal('io server disconnect');
        expect(ctx.errors).to.deep.equal([{ code: 1008, reason: 'Goodbye', event: 'goodbye' }]);
      }));
  });

  describe('is logged', () => {
    async function logged(event: string, ...args: unknown[]): Promise<void> {
      await kit.runWithServer(async (ctx) => {
        await ctx.connect();
        await answerTo(ctx, event, ...args);
      });
    }

    /** Of the lines, those about events. */
    function linesOfEvents(): readonly string[] {
      return logger.lines.filter((line) => /answered|refused/.test(line));
    }

    it('as an error, whole and with its handler and event, when it is no WebSocketException', async () => {
      await logged('fault');
      const [entry, ...more] = logger.at('error');
      expect(entry?.message).to.include('ErrorGateway.throws').and.to.include('fault');
      expect(entry?.details).to.have.length(1);
      expect(entry?.details[0]).to.equal(fault);
      expect(more).to.deep.equal([]);
    });

    it('in a line that is no error when it is a WebSocketException', async () => {
      for (const event of ['plain', 'schema', 'nobody']) {
        logger.clear();
        await logged(event);
        expect(logger.at('error'), event).to.deep.equal([]);
        expect(linesOfEvents(), event).to.have.length(1);
      }
    });

    it('with its cause', async () => {
      await logged('with_cause');
      const causes = logger
        .detailsAt('debug')
        .map((detail) => (detail instanceof WebSocketException ? detail.cause : detail));
      expect(causes).to.include(cause);
    });

    it('in one line, also when the name of the event holds line breaks', async () => {
      await logged('forged\nERROR: the server is on fire');
      const messages = linesOfEvents();
      expect(messages).to.have.length(1);
      expect(messages.join()).not.to.include('\n');
    });
  });
});

describe('WebSocketException', () => {
  it('is an Error with a name, a code and a message', () => {
    const exception = new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Come back later', { cause });
    expect(exception).to.be.instanceOf(Error);
    expect(exception.name).to.equal('WebSocketException');
    expect(exception.message).to.equal('Come back later');
    expect(exception.cause).to.equal(cause);
    expect(exception.disconnect).to.equal(false);
  });

  it('names its code in its message when its reason is not a text', () => {
    expect(new WebSocketException(4000, { seats: 0 }).message).to.equal('WebSocket error 4000');
    expect('cause' in new WebSocketException(4000)).to.equal(false);
  });
});

describe('WsStatus', () => {
  it('names the codes of RFC 6455 and its registry', () => {
    expect(WsStatus).to.deep.equal({
      NORMAL_CLOSURE: 1000,
      GOING_AWAY: 1001,
      PROTOCOL_ERROR: 1002,
      UNSUPPORTED_DATA: 1003,
      INVALID_FRAME_PAYLOAD_DATA: 1007,
      POLICY_VIOLATION: 1008,
      MESSAGE_TOO_BIG: 1009,
      MANDATORY_EXTENSION: 1010,
      INTERNAL_ERROR: 1011,
      SERVICE_RESTART: 1012,
      TRY_AGAIN_LATER: 1013,
      BAD_GATEWAY: 1014,
    });
  });
});
