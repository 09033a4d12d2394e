import { expect } from 'chai';
import { internal, refusalIn, withoutReason } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { answerTo } from '../../../support/wire';
import { bad, good, news } from './news.gateway';

overBothTransports((run) => {
  describe('an answer that is not as @Returns declares it', () => {
    it('is told to the logger, and sent as it is', async () => {
      const { kit, warnings } = news({ validateOutgoing: 'log' });
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'count', '5')).to.deep.equal(['5']);
        expect(warnings()).to.deep.equal([
          'NewsGateway.count answers what its @Returns does not allow: "answer" must be a number',
        ]);
      });
    });

    it('fails with 1011 where validateOutgoing is throw', async () => {
      const { kit, logger } = news({ validateOutgoing: 'throw' });
      await run(kit, async (ctx) => {
        expect(await answerTo(ctx, 'count', 5)).to.deep.equal([5]);
        expect(refusalIn(await answerTo(ctx, 'count', 5.5))).to.deep.equal(internal('count'));
        expect(logger.at('error')).to.have.length(1);
      });
    });
  });
});

describe('with validateOutgoing throw', () => {
  const { kit } = news({ validateOutgoing: 'throw' });

  it('nothing is no answer where one is declared', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(refusalIn(await answerTo(ctx, 'count'))).to.deep.equal(internal('count'));
    }));

  it('a WsResponse whose answer is not as declared is not emitted', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(refusalIn(await answerTo(ctx, 'response', bad))).to.deep.equal(internal('response'));
      expect(await answerTo(ctx, 'response', good)).to.deep.equal([good]);
      expect(ctx.received('unknown to all')).to.deep.equal([good]);
    }));

  it('a value that is emitted, as nobody asked for an acknowledgement, is an answer, and nothing is none', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      ctx.sio.emit('count', 'five');
      ctx.sio.emit('count');
      await ctx.waitFor('error');
      await ctx.expectNone('count');
      expect(ctx.errors.map(withoutReason)).to.deep.equal([internal('count')]);
    }));

  it('a method that answers itself cannot answer what it has not declared', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(refusalIn(await answerTo(ctx, 'answers itself', 'five'))).to.deep.equal(internal('answers itself'));
      expect(await answerTo(ctx, 'answers itself', 5)).to.deep.equal([5]);
    }));

  it('a method that answers itself may answer with an error first', () =>
    news({ validateOutgoing: 'throw', acks: 'errorFirst' }).kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await answerTo(ctx, 'answers itself', ['No'])).to.deep.equal(['No']);
      expect(await answerTo(ctx, 'answers itself', [null, 5])).to.deep.equal([null, 5]);
      const [error] = await answerTo(ctx, 'answers itself', [null, 'x']);
      expect(withoutReason(error)).to.deep.equal(internal('answers itself'));
    }));

  it('the return value of a stream is an answer', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await answerTo(ctx, 'stream', [1, 2, 'end'])).to.deep.equal(['end']);
      expect(refusalIn(await answerTo(ctx, 'stream', [1, 2, 3]))).to.deep.equal(internal('stream'));
    }));
});
