import { expect } from 'chai';
import { SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { type TestContext, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { answerTo } from '../../support/wire';
import { around, type Deed, type Fault, faultsOf, filters, Journey, paces, wayBack } from '../journey';

const journey = new Journey();

@WebSocketGateway()
@journey.around('class')
class MessageGateway {
  @SubscribeMessage()
  @journey.around('method')
  travel(@WsBody(journey.schema('validation')) payload: unknown): unknown {
    return journey.pass('handler', payload);
  }

  @SubscribeMessage()
  @journey.around('method')
  unsendable(): unknown {
    return journey.pass('handler', 1n);
  }
}

const options = { ...journey.everywhere, logger: new RecordingLogger() };
const kit = TestGateway.createTestModule({ gateways: [MessageGateway], options });

/** The steps of a message in their order, and what each of them can do but pass. */
const deeds: Readonly<Record<string, readonly Deed[]>> = {
  'global guard': ['refuses', 'throws'],
  'class guard': ['refuses', 'throws'],
  'method guard': ['refuses', 'throws'],
  validation: ['refuses', 'throws'],
  ...throwing(around),
  handler: ['throws'],
  ...throwing(wayBack),
};
const steps = Object.keys(deeds);

function throwing(names: readonly string[]): Record<string, readonly Deed[]> {
  return Object.fromEntries(names.map((name) => [name, ['throws']]));
}

/** What the client is told. */
function outcome({ step, does }: Fault): string {
  if (does === 'throws') return `4000 ${step}`;
  if (step !== 'validation') return '1008 Authorization Failed';
  return `1007 ${JSON.stringify([{ in: 'body', path: [], type: 'invalid', message: 'validation' }])}`;
}

function upTo(step: string): readonly string[] {
  return steps.slice(0, steps.indexOf(step) + 1);
}

for (const transport of transports) {
  describe(`the order of things on a message, over ${transport}`, () => {
    let ctx: TestContext;

    before(async () => {
      ctx = await kit.start();
      ctx.sio.on('error', journey.told('error'));
      journey.begin('at once');
      await ctx.connect({ transports: [transport] });
    });
    after(() => ctx.close());

    /** The trace of a message, once its answer is there and nothing runs any more. */
    async function travel(event = 'travel'): Promise<readonly string[]> {
      const [answer] = await answerTo(ctx, event, 'payload');
      if (typeof answer === 'string') journey.note(`answer: ${answer}`);
      else journey.told('answer')((answer as { error: { code: number; reason: unknown } }).error);
      await ctx.idle();
      return journey.trace;
    }

    for (const pace of paces) {
      describe(`whose steps go on ${pace}`, () => {
        it('nothing goes wrong: guards, validation, interceptors around the handler, reply', async () => {
          journey.begin(pace);
          expect(await travel()).to.deep.equal([...steps, 'answer: payload']);
        });

        for (const fault of steps.flatMap((step) => faultsOf(step, deeds[step]!))) {
          it(`${fault.step} ${fault.does} ${fault.when}: no further step, the filters, the error`, async () => {
            journey.begin(pace, fault);
            const told = outcome(fault);
            expect(await travel()).to.deep.equal([
              ...upTo(fault.step),
              ...filters,
              `error: ${told}`,
              `answer: ${told}`,
            ]);
          });
        }

        for (const fault of filters.flatMap((step) => faultsOf(step, ['refuses', 'throws']))) {
          const verb = fault.does === 'refuses' ? 'returns' : 'throws';
          it(`${fault.step} ${verb} another error ${fault.when}: the other filters see it, and the client the last`, async () => {
            journey.begin(pace, { step: 'handler', does: 'throws', when: pace }, fault);
            const told = `${fault.does === 'refuses' ? 4001 : 4000} ${fault.step}`;
            expect(await travel()).to.deep.equal([...upTo('handler'), ...filters, `error: ${told}`, `answer: ${told}`]);
          });
        }

        it('a reply that cannot be sent: the filters, the error', async () => {
          journey.begin(pace);
          const told = '1011 Something went wrong';
          expect(await travel('unsendable')).to.deep.equal([
            ...steps.filter((step) => step !== 'validation'),
            ...filters,
            `error: ${told}`,
            `answer: ${told}`,
          ]);
        });
      });
    }
  });
}
