import { expect } from 'chai';
import { OnDisconnected, OnDisconnecting, WebSocketGateway, WsQuery } from '../../../../src';
import { type TestContext, TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
import { faultsOf, filters, interceptors, interceptorsAfterNext, type Outcome, Steps, timings } from '../../steps';

const steps = new Steps();

@WebSocketGateway({ namespace: '/disconnecting' })
@steps.enhancers('class')
class DisconnectingGateway {
  @OnDisconnecting()
  @steps.enhancers('method')
  leave(@WsQuery('transport', steps.schema('validation')) _transport: unknown): unknown {
    return steps.pass('handler', undefined);
  }
}

@WebSocketGateway({ namespace: '/disconnect' })
@steps.enhancers('class')
class DisconnectGateway {
  @OnDisconnected()
  @steps.enhancers('method')
  leave(@WsQuery('transport', steps.schema('validation')) _transport: unknown): unknown {
    return steps.pass('handler', undefined);
  }
}

/** Errors concern the log alone. */
class TracingLogger extends RecordingLogger {
  override error(message: string): void {
    steps.note(`log: ${message}`);
  }
}

const kit = TestGateway.createTestModule({
  gateways: [DisconnectingGateway, DisconnectGateway],
  options: { ...steps.globalEnhancers, logger: new TracingLogger() },
});

/** The steps of a hook in their order, and how each of them may fail. There are no guards. */
const outcomes: Readonly<Record<string, readonly Outcome[]>> = {
  validation: ['refuses', 'throws'],
  ...throwing(interceptors),
  handler: ['throws'],
  ...throwing(interceptorsAfterNext),
};
const order = Object.keys(outcomes);

function throwing(names: readonly string[]): Record<string, readonly Outcome[]> {
  return Object.fromEntries(names.map((name) => [name, ['throws']]));
}

const hooks = [
  { hook: '@OnDisconnecting', event: 'disconnecting', label: 'DisconnectingGateway.leave' },
  { hook: '@OnDisconnected', event: 'disconnect', label: 'DisconnectGateway.leave' },
] as const;

for (const { hook, event, label } of hooks) {
  describe(hook, () => {
    let ctx: TestContext;

    before(async () => (ctx = await kit.start()));
    after(() => ctx.close());

    /** What happens to a client that leaves, until nothing runs any more. */
    async function traceWith(begin: () => void): Promise<readonly string[]> {
      steps.begin();
      const client = ctx.newSocketClientContext({ transports: ['websocket'], namespace: `/${event}` });
      await client.connect();
      begin();
      await client.disconnect();
      await ctx.idle();
      expect(client.errors).to.deep.equal([]);
      return steps.trace;
    }

    for (const when of timings) {
      it(`runs with validation and interceptors and without guards, when they answer ${when}`, async () => {
        expect(
          await traceWith(() => {
            steps.beginWith(when);
          }),
        ).to.deep.equal(order);
      });
    }

    for (const fault of order.flatMap((step) => faultsOf(step, outcomes[step]!))) {
      it(`gives its error to the filters and the log alone when the ${fault.step} ${fault.outcome} ${fault.when}`, async () => {
        const trace = await traceWith(() => {
          steps.begin(fault);
        });
        expect(trace).to.deep.equal([
          ...order.slice(0, order.indexOf(fault.step) + 1),
          ...filters,
          `log: ${label} failed on '${event}'`,
        ]);
      });
    }
  });
}
