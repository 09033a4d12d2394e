import { expect } from 'chai';
import { injectable } from 'inversify';
import Joi from 'joi';
import {
  createParamDecorator,
  type Guard,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  UseInterceptors,
  WebSocketException,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import { GatewayError, type TestContext, TestGateway } from '../../../src/testing';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';

const unauthorised = { code: 1008, reason: 'Authorization Failed' };
const internal = { code: 1011, reason: 'Something went wrong' };

/** What a guard does that should not let anyone pass, and what the client is told. */
const failures: Readonly<Record<string, { guard: () => unknown; told: object; logged?: unknown }>> = {
  ...returns('nothing', undefined),
  ...returns('false', false),
  ...returns('1', 1),
  ...returns("'true'", 'true'),
  ...returns('{}', {}),
  ...returns('null', null),
  ...returns('a list with true', [true]),
  ...returns('a Boolean object', Object(true)),
  'throws an Error': { guard: throws(new Error('table users')), told: internal, logged: new Error('table users') },
  'throws a string': { guard: throws('no'), told: internal, logged: 'no' },
  'throws undefined': { guard: throws(undefined), told: internal, logged: undefined },
  'throws a WebSocketException': {
    guard: throws(new WebSocketException(4003, { seats: 0 })),
    told: { code: 4003, reason: { seats: 0 } },
  },
  'gives a promise that is rejected': {
    guard: () => Promise.reject(new Error('table users')),
    told: internal,
    logged: new Error('table users'),
  },
  'gives a promise that is rejected with a WebSocketException': {
    guard: () => Promise.reject(new WebSocketException(4003, 'Full')),
    told: { code: 4003, reason: 'Full' },
  },
  'gives a thenable that throws': {
    guard: () => ({ then: throws(new Error('hostile')) }),
    told: internal,
    logged: new Error('hostile'),
  },
};

function returns(what: string, value: unknown): typeof failures {
  return {
    [`returns ${what}`]: { guard: () => value, told: unauthorised },
    [`gives a promise of ${what}`]: { guard: () => Promise.resolve(value), told: unauthorised },
  };
}

function throws(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

/** The ways to write a guard. */
const forms: Readonly<Record<string, (canActivate: Guard['canActivate']) => Parameters<typeof UseGuards>[0]>> = {
  function: (canActivate) => canActivate,
  instance: (canActivate) => ({ canActivate }),
  class: (canActivate) => {
    @injectable()
    class TableGuard implements Guard {
      readonly canActivate = canActivate;
    }
    return TableGuard;
  },
};

/** A test module whose gateway is guarded, at the door and on its event or on its event alone. */
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
      if (form === 'class') container.bind(guard as new () => object).toSelf();
    },
    options: { logger },
  });
  return { kit, ran, logger };
}

overBothTransports((run, transport) => {
  for (const form of Object.keys(forms)) {
    for (const on of ['method', 'class'] as const) {
      describe(`a guard of a ${on} that is a ${form}`, () => {
        let guard: () => unknown;
        const { kit, ran, logger } = guarded(() => guard(), form, on);
        let ctx: TestContext;

        before(async () => (ctx = await kit.start()));
        beforeEach(() => {
          guard = () => true;
          ran.splice(0);
          logger.clear();
        });
        after(() => ctx.close());

        for (const [what, { guard: failing, told, ...fault }] of Object.entries(failures)) {
          if (on === 'method') {
            it(`and ${what} lets no event pass`, async () => {
              guard = failing;
              const client = ctx.newSocketClientContext({ transports: [transport] });
              await client.connect();
              const error = { ...told, event: 'secret' };
              expect(await answerTo(client, 'secret')).to.deep.equal([{ error }]);
              expect(await client.waitFor('error')).to.deep.equal(error);
              await ctx.idle();
              expect(ran).to.deep.equal(['connected']);
              expectLogged(logger, fault);
              await client.disconnect();
            });
          } else {
            it(`and ${what} lets no client in`, async () => {
              guard = failing;
              const client = ctx.newSocketClientContext({ transports: [transport] });
              const refusal = await client.connect().catch((error: unknown) => error);
              expect(refusal)
                .to.be.an.instanceOf(GatewayError)
                .that.deep.includes({ ...told, event: 'connect' });
              await ctx.idle();
              expect(ran).to.deep.equal([]);
              expectLogged(logger, fault);
            });
          }
        }

        it('and returns true lets clients and events pass', async () => {
          const client = ctx.newSocketClientContext({ transports: [transport] });
          await client.connect();
          await answerTo(client, 'secret');
          expect(ran).to.deep.equal(['connected', 'secret']);
          await client.disconnect();
        });
      });
    }
  }

  describe('a client that leaves', () => {
    it('while a guard awaits: its handler never starts', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      const { kit, ran } = guarded(
        () => {
          entered.resolve();
          return hold.promise;
        },
        'function',
        'method',
      );
      await run(kit, async (ctx) => {
        ctx.sio.emit('secret');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve(true);
        await ctx.idle();
        expect(ran).to.deep.equal(['connected']);
      });
    });

    it('while a guard awaits: nothing is read for its handler, either', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      const ran: string[] = [];
      const Reading = createParamDecorator(() => ran.push('parameter'));

      @WebSocketGateway()
      class ReadingGateway {
        @SubscribeMessage()
        @UseGuards(() => {
          entered.resolve();
          return hold.promise;
        })
        secret(@Reading() _read: number): void {
          ran.push('secret');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [ReadingGateway] }), async (ctx) => {
        ctx.sio.emit('secret');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve(true);
        await ctx.idle();
        expect(ran).to.deep.equal([]);
      });
    });

    it('while validation awaits: its handler never starts', async () => {
      const entered = deferred();
      const hold = deferred();
      const ran: string[] = [];
      const slow = Joi.any().external(async () => {
        entered.resolve();
        await hold.promise;
        ran.push('validated');
      });

      @WebSocketGateway()
      class SlowGateway {
        @SubscribeMessage()
        secret(@WsBody(slow) _body: unknown): void {
          ran.push('secret');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [SlowGateway] }), async (ctx) => {
        ctx.sio.emit('secret', 'body');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve();
        await ctx.idle();
        expect(ran).to.deep.equal(['validated']);
      });
    });

    it('while an interceptor awaits before next(): its handler never starts', async () => {
      const entered = deferred();
      const hold = deferred();
      const ran: string[] = [];

      @WebSocketGateway()
      class SlowGateway {
        @SubscribeMessage()
        @UseInterceptors(async (_context, next) => {
          entered.resolve();
          await hold.promise;
          ran.push('next');
          return next();
        })
        secret(): void {
          ran.push('secret');
        }
      }
      const logger = new RecordingLogger();
      const kit = TestGateway.createTestModule({ gateways: [SlowGateway], options: { logger } });
      await run(kit, async (ctx) => {
        ctx.sio.emit('secret');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve();
        await ctx.idle();
        expect(ran).to.deep.equal(['next']);
        expect(logger.at('error')).to.deep.equal([]);
      });
    });

    it('while the first of two guards awaits: the second is not asked', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      const asked: string[] = [];

      @WebSocketGateway()
      class TwiceGuardedGateway {
        @SubscribeMessage()
        @UseGuards(
          () => {
            asked.push('first');
            entered.resolve();
            return hold.promise;
          },
          () => asked.push('second') > 0,
        )
        secret(): void {
          asked.push('secret');
        }
      }
      await run(TestGateway.createTestModule({ gateways: [TwiceGuardedGateway] }), async (ctx) => {
        ctx.sio.emit('secret');
        await entered.promise;
        await ctx.disconnect();
        hold.resolve(true);
        await ctx.idle();
        expect(asked).to.deep.equal(['first']);
      });
    });
  });
});

function expectLogged(logger: RecordingLogger, fault: { logged?: unknown }): void {
  const expected = 'logged' in fault ? [fault.logged] : [];
  expect(logger.detailsAt('error').map(String)).to.deep.equal(expected.map(String));
}
