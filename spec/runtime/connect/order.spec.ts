import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { type AuthProvider, OnConnected, type Principal, WebSocketGateway, WsQuery } from '../../../src';
import { GatewayError, type TestContext, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { around, type Deed, type Fault, faultsOf, filters, Journey, paces, wayBack } from '../journey';

const journey = new Journey();

@WebSocketGateway({ handshake: { auth: journey.schema('handshake schema') } })
@journey.around('class')
class ConnectGateway {
  @OnConnected()
  @journey.around('method')
  connected(@WsQuery('transport', journey.schema('validation')) _transport: unknown): unknown {
    return journey.pass('handler', 'nobody asked');
  }
}

const nobody: Principal = {
  details: undefined,
  isAuthenticated: () => Promise.resolve(false),
  isInRole: () => Promise.resolve(false),
  isResourceOwner: () => Promise.resolve(false),
};

class StepProvider implements AuthProvider {
  getUser(): Promise<Principal> {
    return journey.pass('auth provider', nobody) as Promise<Principal>; // a sloppy one: it may answer at once
  }
}

const middleware: RequestHandler = (_req, _res, next) => {
  journey.note('Express middleware');
  next();
};

const kit = TestGateway.createTestModule({
  gateways: [ConnectGateway],
  options: {
    ...journey.everywhere,
    authProvider: StepProvider,
    middleware: [middleware],
    logger: new RecordingLogger(),
  },
});

interface Step {
  readonly deeds: readonly Deed[];
  /** Who sees its errors. */
  readonly filters: readonly string[];
  /** What the client is told where it refuses. */
  readonly refusal?: string;
}

const unauthorised = '1008 Authorization Failed';
const [, classFilter, globalFilter] = filters;

/** The steps before a client is connected, in their order. */
const door: Readonly<Record<string, Step>> = {
  'Express middleware': { deeds: [], filters: [] },
  'auth provider': { deeds: ['throws'], filters: [globalFilter] },
  'handshake schema': {
    deeds: ['refuses', 'throws'],
    filters: [classFilter, globalFilter],
    refusal: invalid('auth', [], 'handshake schema'),
  },
  'global guard': { deeds: ['refuses', 'throws'], filters: [globalFilter], refusal: unauthorised },
  'class guard': { deeds: ['refuses', 'throws'], filters: [classFilter, globalFilter], refusal: unauthorised },
};

/** Those of `@OnConnected`, afterwards. */
const greeting: Readonly<Record<string, Step>> = {
  'method guard': { deeds: ['refuses', 'throws'], filters, refusal: unauthorised },
  validation: { deeds: ['refuses', 'throws'], filters, refusal: invalid('query', ['transport'], 'validation') },
  ...throwing(around),
  ...throwing(['handler']),
  ...throwing(wayBack),
};
const steps = [...Object.keys(door), ...Object.keys(greeting)];

function invalid(where: string, path: readonly string[], message: string): string {
  return `1007 ${JSON.stringify([{ in: where, path, type: 'invalid', message }])}`;
}

function throwing(names: readonly string[]): Record<string, Step> {
  return Object.fromEntries(names.map((name) => [name, { deeds: ['throws'], filters }]));
}

function faults(part: Readonly<Record<string, Step>>): readonly (readonly [Fault, Step])[] {
  return Object.entries(part).flatMap(([name, step]) =>
    faultsOf(name, step.deeds).map((fault) => [fault, step] as const),
  );
}

function outcome({ step, does }: Fault, { refusal }: Step): string {
  return does === 'refuses' ? String(refusal) : `4000 ${step}`;
}

function upTo(step: string): readonly string[] {
  return steps.slice(0, steps.indexOf(step) + 1);
}

for (const transport of transports) {
  describe(`the order of things at connect, over ${transport}`, () => {
    let ctx: TestContext;

    before(async () => (ctx = await kit.start()));
    after(() => ctx.close());

    /** The trace of a client that is let in, once nothing runs any more. */
    async function enter(): Promise<readonly string[]> {
      const client = ctx.newSocketClientContext({ transports: [transport] });
      client.sio.on('error', journey.told('error'));
      await client.connect();
      await ctx.idle();
      await client.disconnect();
      return journey.trace;
    }

    /** The trace of one that is let in, told and sent away. */
    async function enterAndLeave(): Promise<readonly string[]> {
      const client = ctx.newSocketClientContext({ transports: [transport] });
      const gone = new Promise<string>((resolve) => client.sio.once('disconnect', resolve));
      client.sio.on('error', journey.told('error'));
      await client.connect();
      journey.note(await gone);
      await ctx.idle();
      return journey.trace;
    }

    /** The trace of one that is not let in. */
    async function knock(): Promise<readonly string[]> {
      const client = ctx.newSocketClientContext({ transports: [transport] });
      const refusal = await client.connect().catch((error: unknown) => error);
      if (!(refusal instanceof GatewayError)) throw new Error('It was let in', { cause: refusal });
      journey.told('refused')(refusal);
      await ctx.idle();
      return journey.trace;
    }

    for (const pace of paces) {
      describe(`whose steps go on ${pace}`, () => {
        it('nothing goes wrong: middleware, who it is, what it brings, guards, then @OnConnected like an event', async () => {
          journey.begin(pace);
          expect(await enter()).to.deep.equal(steps);
        });

        for (const [fault, step] of faults(door)) {
          it(`${fault.step} ${fault.does} ${fault.when}: no further step, the filters, connect_error`, async () => {
            journey.begin(pace, fault);
            expect(await knock()).to.deep.equal([
              ...upTo(fault.step),
              ...step.filters,
              `refused: ${outcome(fault, step)}`,
            ]);
          });
        }

        for (const [fault, step] of faults(greeting)) {
          it(`${fault.step} ${fault.does} ${fault.when}: no further step, the filters, the error, the end`, async () => {
            journey.begin(pace, fault);
            expect(await enterAndLeave()).to.deep.equal([
              ...upTo(fault.step),
              ...step.filters,
              `error: ${outcome(fault, step)}`,
              'io server disconnect',
            ]);
          });
        }

        for (const filter of door['class guard']!.filters) {
          for (const fault of faultsOf(filter, ['refuses', 'throws'])) {
            const verb = fault.does === 'refuses' ? 'returns' : 'throws';
            it(`${filter} ${verb} another error ${fault.when}: the client is refused with it`, async () => {
              journey.begin(pace, { step: 'class guard', does: 'refuses', when: pace }, fault);
              expect(await knock()).to.deep.equal([
                ...upTo('class guard'),
                ...door['class guard']!.filters,
                `refused: ${fault.does === 'refuses' ? 4001 : 4000} ${filter}`,
              ]);
            });
          }
        }
      });
    }
  });
}
