import { expect } from 'chai';
import { OnDisconnected, OnDisconnecting, WebSocketGateway, WsQuery } from '../../../../src';
import { type TestContext, TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
import { transports } from '../../../support/transports';
import { around, type Deed, faultsOf, filters, Journey, paces, wayBack } from '../../journey';

const journey = new Journey();

@WebSocketGateway({ namespace: '/disconnecting' })
@journey.around('class')
class DisconnectingGateway {
  @OnDisconnecting()
  @journey.around('method')
  leave(@WsQuery('transport', journey.schema('validation')) _transport: unknown): unknown {
    return journey.pass('handler', undefined);
  }
}

@WebSocketGateway({ namespace: '/disconnect' })
@journey.around('class')
class DisconnectGateway {
  @OnDisconnected()
  @journey.around('method')
  leave(@WsQuery('transport', journey.schema('validation')) _transport: unknown): unknown {
    return journey.pass('handler', undefined);
  }
}

/** Errors concern the log alone. */
class TracingLogger extends RecordingLogger {
  override error(message: string): void {
    journey.note(`log: ${message}`);
  }
}

const kit = TestGateway.createTestModule({
  gateways: [DisconnectingGateway, DisconnectGateway],
  options: { ...journey.everywhere, logger: new TracingLogger() },
});

const deeds: Readonly<Record<string, readonly Deed[]>> = {
  validation: ['refuses', 'throws'],
  ...throwing(around),
  handler: ['throws'],
  ...throwing(wayBack),
};
const steps = Object.keys(deeds);

function throwing(names: readonly string[]): Record<string, readonly Deed[]> {
  return Object.fromEntries(names.map((name) => [name, ['throws']]));
}

const hooks = [
  { event: 'disconnecting', label: 'DisconnectingGateway.leave' },
  { event: 'disconnect', label: 'DisconnectGateway.leave' },
] as const;

for (const transport of transports) {
  for (const { event, label } of hooks) {
    describe(`the order of things on ${event}, over ${transport}`, () => {
      let ctx: TestContext;

      before(async () => (ctx = await kit.start()));
      after(() => ctx.close());

      /** The trace of a client that leaves, once nothing runs any more. */
      async function leave(...script: Parameters<Journey['begin']>): Promise<readonly string[]> {
        journey.begin('at once');
        const client = ctx.newSocketClientContext({ transports: [transport], namespace: `/${event}` });
        await client.connect();
        journey.begin(...script);
        await client.disconnect();
        await ctx.idle();
        expect(client.errors).to.deep.equal([]);
        return journey.trace;
      }

      for (const pace of paces) {
        describe(`whose steps go on ${pace}`, () => {
          it('nothing goes wrong: validation and interceptors around the handler, and no guards', async () => {
            expect(await leave(pace)).to.deep.equal(steps);
          });

          for (const fault of steps.flatMap((step) => faultsOf(step, deeds[step]!))) {
            it(`${fault.step} ${fault.does} ${fault.when}: no further step, the filters, the log`, async () => {
              expect(await leave(pace, fault)).to.deep.equal([
                ...steps.slice(0, steps.indexOf(fault.step) + 1),
                ...filters,
                `log: ${label} failed on '${event}'`,
              ]);
            });
          }
        });
      }
    });
  }
}
