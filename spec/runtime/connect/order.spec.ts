import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { type AuthProvider, OnConnected, type Principal, WebSocketGateway, WsQuery } from '../../../src';
import { GatewayError, type TestContext, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import {
  type Fault,
  faultsOf,
  filters,
  interceptors,
  interceptorsAfterNext,
  type Outcome,
  Steps,
  timings,
} from '../steps';

const steps = new Steps();

@WebSocketGateway({ handshake: { auth: steps.schema('handshake schema') } })
@steps.enhancers('class')
class ConnectGateway {
  @OnConnected()
  @steps.enhancers('method')
  connected(@WsQuery('transport', steps.schema('validation')) _transport: unknown): unknown {
    return steps.pass('handler', 'a result for nobody');
  }
}

const anonymous: Principal = {
  details: undefined,
  isAuthenticated: () => Promise.resolve(false),
  isInRole: () => Promise.resolve(false),
  isResourceOwner: () => Promise.resolve(false),
};

class StepProvider implements AuthProvider {
  getUser(): Promise<Principal> {
    return steps.pass('AuthProvider', anonymous) as Promise<Principal>; // one that does not keep to its type
  }
}

const middleware: RequestHandler = (_req, _res, next) => {
  steps.note('Express middleware');
  next();
};

const kit = TestGateway.createTestModule({
  gateways: [ConnectGateway],
  options: {
    ...steps.globalEnhancers,
    authProvider: StepProvider,
    middleware: [middleware],
    logger: new RecordingLogger(),
  },
});

interface Step {
  readonly outcomes: readonly Outcome[];
  /** The filters that see its errors. */
  readonly filters: readonly string[];
  /** What the client is told where it refuses. */
  readonly refusal?: string;
}

const [, classFilter, globalFilter] = filters;

/** The steps before a client is connected, in their order. */
const atConnect: Readonly<Record<string, Step>> = {
  'Express middleware': { outcomes: [], filters: [] },
  AuthProvider: { outcomes: ['throws'], filters: [globalFilter] },
  'handshake schema': {
    outcomes: ['refuses', 'throws'],
    filters: [classFilter, globalFilter],
    refusal: invalid('auth', [], 'handshake schema'),
  },
  'global guard': { outcomes: ['refuses', 'throws'], filters: [globalFilter], refusal: '1008' },
  'class guard': { outcomes: ['refuses', 'throws'], filters: [classFilter, globalFilter], refusal: '1008' },
};
/** Those of `@OnConnected`, afterwards. */
const ofOnConnected: Readonly<Record<string, Step>> = {
  'method guard': { outcomes: ['refuses', 'throws'], filters, refusal: '1008' },
  validation: { outcomes: ['refuses', 'throws'], filters, refusal: invalid('query', ['transport'], 'validation') },
  ...throwing(interceptors),
  ...throwing(['handler']),
  ...throwing(interceptorsAfterNext),
};
const order = [...Object.keys(atConnect), ...Object.keys(ofOnConnected)];

function invalid(where: string, path: readonly string[], message: string): string {
  return `1007 ${JSON.stringify([{ in: where, path, type: 'invalid', message }])}`;
}

function throwing(names: readonly string[]): Record<string, Step> {
  return Object.fromEntries(names.map((name) => [name, { outcomes: ['throws'], filters }]));
}

function faultsIn(part: Readonly<Record<string, Step>>): readonly (readonly [Fault, Step])[] {
  return Object.entries(part).flatMap(([name, step]) =>
    faultsOf(name, step.outcomes).map((fault) => [fault, step] as const),
  );
}

function refusalBy({ step, outcome }: Fault, { refusal }: Step): string {
  return outcome === 'refuses' ? String(refusal) : `4000 ${step}`;
}

function upTo(step: string): readonly string[] {
  return order.slice(0, order.indexOf(step) + 1);
}

describe('a client that connects', () => {
  let ctx: TestContext;

  before(async () => (ctx = await kit.start()));
  after(() => ctx.close());

  /** What happens to a client that is connected, until nothing runs any more. */
  async function traceOfConnected(transport: string): Promise<readonly string[]> {
    const client = ctx.newSocketClientContext({ transports: [transport] });
    client.sio.on('error', steps.noteError('error'));
    await client.connect();
    await ctx.idle();
    await client.disconnect();
    return steps.trace;
  }

  /** What happens to one that is connected, and then disconnected by the server. */
  async function traceOfDisconnected(): Promise<readonly string[]> {
    const client = ctx.newSocketClientContext({ transports: ['websocket'] });
    const gone = new Promise<string>((resolve) => client.sio.once('disconnect', resolve));
    client.sio.on('error', steps.noteError('error'));
    await client.connect();
    steps.note(await gone);
    await ctx.idle();
    return steps.trace;
  }

  /** What happens to one that is refused. */
  async function traceOfRefused(): Promise<readonly string[]> {
    const client = ctx.newSocketClientContext({ transports: ['websocket'] });
    const refusal = await client.connect().catch((error: unknown) => error);
    if (!(refusal instanceof GatewayError)) throw new Error('It was connected', { cause: refusal });
    steps.noteError('refused')(refusal);
    await ctx.idle();
    return steps.trace;
  }

  for (const transport of transports) {
    for (const when of timings) {
      it(`passes middleware, AuthProvider, handshake schema, guards and @OnConnected in this order over ${transport}, when they answer ${when}`, async () => {
        steps.beginWith(when);
        expect(await traceOfConnected(transport)).to.deep.equal(order);
      });
    }
  }

  for (const [fault, step] of faultsIn(atConnect)) {
    it(`is refused, after the filters, when the ${fault.step} ${fault.outcome} ${fault.when}`, async () => {
      steps.begin(fault);
      expect(await traceOfRefused()).to.deep.equal([
        ...upTo(fault.step),
        ...step.filters,
        `refused: ${refusalBy(fault, step)}`,
      ]);
    });
  }

  for (const [fault, step] of faultsIn(ofOnConnected)) {
    it(`is told and disconnected, after the filters, when the ${fault.step} of @OnConnected ${fault.outcome} ${fault.when}`, async () => {
      steps.begin(fault);
      expect(await traceOfDisconnected()).to.deep.equal([
        ...upTo(fault.step),
        ...step.filters,
        `error: ${refusalBy(fault, step)}`,
        'io server disconnect',
      ]);
    });
  }

  for (const fault of [classFilter, globalFilter].flatMap((filter) => faultsOf(filter, ['refuses', 'throws']))) {
    const verb = fault.outcome === 'refuses' ? 'returns' : 'throws';
    it(`is refused with the error that the ${fault.step} ${verb} ${fault.when}`, async () => {
      steps.begin(fault, { step: 'class guard', outcome: 'refuses', when: fault.when });
      expect(await traceOfRefused()).to.deep.equal([
        ...upTo('class guard'),
        classFilter,
        globalFilter,
        `refused: ${fault.outcome === 'refuses' ? 4001 : 4000} ${fault.step}`,
      ]);
    });
  }
});
