import { expect } from 'chai';
import { SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { answerTo } from '../../support/wire';
import {
  type Fault,
  faultsOf,
  filters,
  inOneLine,
  interceptors,
  interceptorsAfterNext,
  type Outcome,
  Steps,
  timings,
} from '../steps';

const steps = new Steps();

@WebSocketGateway()
@steps.enhancers('class')
class MessageGateway {
  @SubscribeMessage()
  @steps.enhancers('method')
  message(@WsBody(steps.schema('validation')) payload: unknown): unknown {
    return steps.pass('handler', payload);
  }

  @SubscribeMessage()
  @steps.enhancers('method')
  unsendable(): unknown {
    return steps.pass('handler', 1n);
  }
}

const options = { ...steps.globalEnhancers, logger: new RecordingLogger() };
const kit = TestGateway.createTestModule({ gateways: [MessageGateway], options });

/** The steps of an event in their order, and how each of them may fail. */
const outcomes: Readonly<Record<string, readonly Outcome[]>> = {
  'global guard': ['refuses', 'throws'],
  'class guard': ['refuses', 'throws'],
  'method guard': ['refuses', 'throws'],
  validation: ['refuses', 'throws'],
  ...throwing(interceptors),
  handler: ['throws'],
  ...throwing(interceptorsAfterNext),
};
const order = Object.keys(outcomes);

function throwing(names: readonly string[]): Record<string, readonly Outcome[]> {
  return Object.fromEntries(names.map((name) => [name, ['throws']]));
}

/** What the client is told. */
function refusal({ step, outcome }: Fault): string {
  if (outcome === 'throws') return `4000 ${step}`;
  if (step !== 'validation') return '1008';
  return `1007 ${JSON.stringify([{ in: 'body', path: [], type: 'invalid', message: 'validation' }])}`;
}

function upTo(step: string): readonly string[] {
  return order.slice(0, order.indexOf(step) + 1);
}

describe('an event', () => {
  let ctx: TestContext;

  before(async () => {
    ctx = await kit.start();
    ctx.sio.on('error', steps.noteError('error'));
    steps.begin();
    await ctx.connect({ transports: ['websocket'] });
  });
  after(() => ctx.close());

  /** What happens to an event, from its arrival until its answer is there and nothing runs any more. */
  async function traceOf(event = 'message'): Promise<readonly string[]> {
    const [answer] = await answerTo(ctx, event, 'payload');
    const told =
      typeof answer === 'string' ? answer : inOneLine((answer as { error: Parameters<typeof inOneLine>[0] }).error);
    steps.note(`answer: ${told}`);
    await ctx.idle();
    return steps.trace;
  }

  for (const when of timings) {
    it(`passes guards, validation, interceptors and the handler in this order, when they answer ${when}`, async () => {
      steps.beginWith(when);
      expect(await traceOf()).to.deep.equal([...order, 'answer: payload']);
    });
  }

  for (const fault of order.flatMap((step) => faultsOf(step, outcomes[step]!))) {
    it(`goes to the filters and no further when the ${fault.step} ${fault.outcome} ${fault.when}`, async () => {
      steps.begin(fault);
      const told = refusal(fault);
      expect(await traceOf()).to.deep.equal([...upTo(fault.step), ...filters, `error: ${told}`, `answer: ${told}`]);
    });
  }

  for (const fault of filters.flatMap((step) => faultsOf(step, ['refuses', 'throws']))) {
    const verb = fault.outcome === 'refuses' ? 'returns' : 'throws';
    it(`is answered with the error that the ${fault.step} ${verb} ${fault.when}, after all filters have run`, async () => {
      steps.begin(fault, { step: 'handler', outcome: 'throws', when: fault.when });
      const told = `${fault.outcome === 'refuses' ? 4001 : 4000} ${fault.step}`;
      expect(await traceOf()).to.deep.equal([...upTo('handler'), ...filters, `error: ${told}`, `answer: ${told}`]);
    });
  }

  it('goes to the filters when its reply cannot be sent', async () => {
    steps.begin();
    expect(await traceOf('unsendable')).to.deep.equal([
      ...order.filter((step) => step !== 'validation'),
      ...filters,
      'error: 1011',
      'answer: 1011',
    ]);
  });
});
