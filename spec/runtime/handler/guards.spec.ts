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
import { GatewayError, type TestContext, TestGateway } from '../../../src/testing';
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
});

function expectLogged(logger: RecordingLogger, fault: { logged?: unknown }): void {
  const expected = 'logged' in fault ? [fault.logged] : [];
  expect(logger.detailsAt('error').map(String)).to.deep.equal(expected.map(String));
}
