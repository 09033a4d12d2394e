import { expect } from 'chai';
import { transports } from '../../../support/transports';
import { tryLater, withoutReason } from '../../../support/refusals';
import { emitOnConnect, heldGateway } from '../held';

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

for (const transport of transports) {
  describe(`while @OnConnected runs, over ${transport}`, () => {
    it('events wait, and are handled afterwards in order', async () => {
      const { kit, hold, log } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        await emitOnConnect(ctx, transport, 5);
        expect(log).to.deep.equal(['connecting']);
        hold.resolve();
        expect(await ctx.waitFor('count', { count: 5 })).to.deep.equal(numbers(1, 5));
        expect(log.slice(1)).to.deep.equal(['connected', ...numbers(1, 5).map((number) => `count ${number}`)]);
      });
    });

    it('acknowledgements wait, too', async () => {
      const { kit, hold, log } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        const answers: unknown[] = [];
        ctx.sio.on('connect', () => ctx.sio.emit('count', 1, (answer: unknown) => answers.push(answer)));
        await emitOnConnect(ctx, transport, 2);
        expect(answers).to.deep.equal([]);
        hold.resolve();
        await ctx.waitFor('count', { count: 2 });
        expect(answers).to.deep.equal([1]);
        expect(log).to.have.length(5);
      });
    });

    it('no more than maxPendingEvents wait, and the next are refused with 1013 at once', async () => {
      const { kit, hold } = heldGateway(3);
      await kit.runWithServer(async (ctx) => {
        await emitOnConnect(ctx, transport, 5);
        const errors = await ctx.waitFor('error', { count: 2 });
        expect(errors.map(withoutReason)).to.deep.equal([tryLater('count'), tryLater('count')]);
        hold.resolve();
        expect(await ctx.waitFor('count', { count: 3 })).to.deep.equal(numbers(1, 3));
        await ctx.expectNone('nothing-else');
        expect(ctx.received('count')).to.deep.equal(numbers(1, 3));
      });
    });

    it('an event that is refused is acknowledged with the refusal', async () => {
      const { kit, hold } = heldGateway(0);
      await kit.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        const failure = await ctx.request('count', 1).catch((error: unknown) => error);
        expect(failure).to.include(tryLater('count'));
        hold.resolve();
        await ctx.idle();
        expect(await ctx.request('count', 2)).to.equal(2);
      });
    });

    it('a hundred events wait by default', async () => {
      const { kit, hold } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        await emitOnConnect(ctx, transport, 101);
        expect(withoutReason(await ctx.waitFor('error'))).to.deep.equal(tryLater('count'));
        hold.resolve();
        expect(await ctx.waitFor('count', { count: 100 })).to.deep.equal(numbers(1, 100));
        expect(ctx.errors).to.have.length(1);
      });
    });

    it('waiting events are dropped when the client leaves', async () => {
      const { kit, hold, log } = heldGateway();
      await kit.runWithServer(async (ctx) => {
        await emitOnConnect(ctx, transport, 2);
        await ctx.disconnect();
        hold.resolve();
        await ctx.idle();
        expect(log).to.deep.equal(['connecting', 'connected', 'disconnected']);
      });
    });
  });
}
