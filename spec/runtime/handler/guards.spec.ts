import { expect } from 'chai';
import { injectable } from 'inversify';
import {
  type Guard,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
} from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { refusalIn, withoutReason } from '../../support/refusals';
import { answerTo } from '../../support/wire';

/** What a guard does that is not `true`, and what comes of it. */
interface Failure {
  readonly guard: () => unknown;
  /** @default 1008 */
  readonly code?: number;
  readonly reason?: unknown;
  readonly logged?: unknown;
}

const failures: Readonly<Record<string, Failure>> = {
  ...returns('undefined', undefined),
  ...returns('false', false),
  ...returns('1', 1),
  ...returns("'true'", 'true'),
  ...returns('{}', {}),
  ...returns('null', null),
  ...returns('[true]', [true]),
  ...returns('a Boolean object', Object(true)),
  'throws an Error': { guard: throws(new Error('table users')), code: 1011, logged: new Error('table users') },
  'throws a string': { guard: throws('no'), code: 1011, logged: 'no' },
  'throws undefined': { guard: throws(undefined), code: 1011, logged: undefined },
  'throws a WebSocketException': {
    guard: throws(new WebSocketException(4003, { seats: 0 })),
    code: 4003,
    reason: { seats: 0 },
  },
  'gives a promise that is rejected': {
    guard: () => Promise.reject(new Error('table users')),
    code: 1011,
    logged: new Error('table users'),
  },
  'gives a promise that is rejected with a WebSocketException': {
    guard: () => Promise.reject(new WebSocketException(4003, 'Full')),
    code: 4003,
    reason: 'Full',
  },
  'gives a thenable that throws': {
    guard: () => ({ then: throws(new Error('hostile')) }),
    code: 1011,
    logged: new Error('hostile'),
  },
};
/** One of each kind, for the other ways to write a guard. */
const [refuses, throwsError, rejects] = ['returns false', 'throws an Error', 'gives a promise that is rejected'];
const oneOfEachKind = Object.entries(failures).filter(([how]) => [refuses, throwsError, rejects].includes(how));

function returns(what: string, value: unknown): typeof failures {
  return {
    [`returns ${what}`]: { guard: () => value },
    [`gives a promise of ${what}`]: { guard: () => Promise.resolve(value) },
  };
}

function throws(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

/** The ways to write a guard. */
const forms: Readonly<Record<string, (canActivate: Guard['canActivate']) => Parameters<typeof UseGuards>[0]>> = {
  'a function': (canActivate) => canActivate,
  'an instance': (canActivate) => ({ canActivate }),
  'a class': (canActivate) => {
    @injectable()
    class TableGuard implements Guard {
      readonly canActivate = canActivate;
    }
    return TableGuard;
  },
};

/** A test module whose gateway has a guard: that of its class is asked at connect, too, that of a method on its event. */
function guarded(canActivate: () => unknown, form: string, on: 'class' | 'method') {
  const guard = forms[form]!(canActivate as Guard['canActivate']); // users of JavaScript return what they like
  const ran: string[] = [];

  @WebSocketGateway()
  @UseGuards(...(on === 'class' ? [guard] : []))
  class SecretGateway {
    @OnConnected()
    connected(): void {
      ran.push('connected');
    }

    @SubscribeMessage()
    @UseGuards(...(on === 'method' ? [guard] : []))
    secret(): void {
      ran.push('secret');
    }
  }
  const logger = new RecordingLogger();
  const kit = TestGateway.createTestModule({
    gateways: [SecretGateway],
    bind: (container) => {
      if (form === 'a class') container.bind(guard as new () => object).toSelf();
    },
    options: { logger },
  });
  return { kit, ran, logger };
}

for (const form of Object.keys(forms)) {
  describe(`a guard that is ${form}`, () => {
    let answer: () => unknown;
    const ofMethod = guarded(() => answer(), form, 'method');
    const ofClass = guarded(() => answer(), form, 'class');
    let ctx: TestContext;
    let classCtx: TestContext;

    before(async () => {
      ctx = await ofMethod.kit.start();
      classCtx = await ofClass.kit.start();
      await ctx.connect({ transports: ['websocket'] });
    });
    beforeEach(() => {
      for (const { ran, logger } of [ofMethod, ofClass]) {
        ran.splice(0);
        logger.clear();
      }
    });
    after(async () => {
      await ctx.close();
      await classCtx.close();
    });

    for (const [how, failure] of form === 'a function' ? Object.entries(failures) : oneOfEachKind) {
      it(`lets no event pass when it ${how}`, async () => {
        answer = failure.guard;
        const received = await answerTo(ctx, 'secret');
        const error: unknown = await ctx.waitFor('error');
        expect(refusalIn(received)).to.deep.equal({ code: failure.code ?? 1008, event: 'secret' });
        expect(received).to.deep.equal([{ error }]);
        if ('reason' in failure) expect(received).to.have.deep.nested.property('[0].error.reason', failure.reason);
        expect(JSON.stringify(received)).not.to.include('table users');
        await ctx.idle();
        expect(ofMethod.ran).to.deep.equal([]);
        expectLogged(ofMethod.logger, failure);
      });
    }

    for (const [how, failure] of oneOfEachKind) {
      it(`connects no client when it ${how}`, async () => {
        answer = failure.guard;
        const client = classCtx.newSocketClientContext({ transports: ['websocket'] });
        const error = await client.connect().catch((thrown: unknown) => thrown);
        expect(withoutReason(error)).to.deep.equal({ code: failure.code ?? 1008, event: 'connect' });
        expect(error).to.have.property('reason').that.does.not.include('table users');
        await classCtx.idle();
        expect(ofClass.ran).to.deep.equal([]);
        expectLogged(ofClass.logger, failure);
      });
    }

    it('lets events and clients pass when it returns true', async () => {
      answer = () => true;
      await answerTo(ctx, 'secret');
      expect(ofMethod.ran).to.deep.equal(['secret']);
      const client = classCtx.newSocketClientContext({ transports: ['websocket'] });
      await client.connect();
      await answerTo(client, 'secret');
      expect(ofClass.ran).to.deep.equal(['connected', 'secret']);
      await client.disconnect();
    });
  });
}

function expectLogged(logger: RecordingLogger, failure: Failure): void {
  const expected = 'logged' in failure ? [failure.logged] : [];
  expect(logger.detailsAt('error').map(String)).to.deep.equal(expected.map(String));
}
