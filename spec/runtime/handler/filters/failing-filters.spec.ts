import { expect } from 'chai';
import { UseFilters, UseGuards, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
import { internal, refusalIn } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { answerTo } from '../../../support/wire';
import { type Catch, filtered, hostile, throws } from './filtering';

/** How filters fail, and what they give that is no WebSocketException. */
const failures: Readonly<Record<string, Catch>> = {
  'throws an Error': () => {
    throw new Error('the filter');
  },
  'rejects with an Error': () => Promise.reject(new Error('the filter')),
  'throws undefined': throws(undefined),
  'throws a proxy that throws on everything': throws(hostile),
  'returns an Error': () => new Error('the filter'),
  'returns a string': () => 'the filter',
  'returns null': () => null,
  'returns an object that looks like an exception': () => ({ code: 4000, reason: 'fake' }),
  'returns a thenable that throws': () => ({ then: throws(new Error('the thenable')) }),
  'returns a proxy that throws on everything': () => hostile,
};

overBothTransports((run, transport) => {
  describe('a filter', () => {
    for (const [how, filter] of Object.entries(failures)) {
      it(`that ${how} makes an internal error`, async () => {
        const { kit, logger } = filtered(filter);
        await run(kit, async (ctx) => {
          const answer = await answerTo(ctx, 'buy');
          expect(refusalIn(answer)).to.deep.equal(internal('buy'));
          expect(JSON.stringify(answer)).not.to.include('filter');
          expect(logger.at('error')).to.have.length(1);
          expect(await answerTo(ctx, 'hello')).to.deep.equal(['hello']);
        });
      });

      it(`that ${how} at connect makes an internal error of the refusal`, async () => {
        @WebSocketGateway()
        @UseGuards(() => false)
        @UseFilters(filter)
        class ClosedGateway {}
        const logger = new RecordingLogger();
        const kit = TestGateway.createTestModule({ gateways: [ClosedGateway], options: { logger } });
        await kit.runWithServer(async (ctx) => {
          const refusal = await ctx.connect({ transports: [transport] }).catch((thrown: unknown) => thrown);
          expect(refusal).to.include(internal('connect'));
          expect(logger.at('error')).to.have.length(1);
        });
      });
    }
  });
});
