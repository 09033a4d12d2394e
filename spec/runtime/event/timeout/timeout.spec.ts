import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, Timeout, WebSocketException, WebSocketGateway, WsBody } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';
import { failureOf, MINUTE, SOON, Workshop } from '../../workshop';
import { tryLater, withoutReason } from '../../../support/refusals';

function timedGateway() {
  const workshop = new Workshop();
  const reasons: unknown[] = [];

  @WebSocketGateway()
  class TimedGateway extends GatewayBase {
    @SubscribeMessage()
    @Timeout(SOON)
    slow(@WsBody() piece = 'slow'): Promise<string> {
      const { signal } = this.context;
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return workshop.work(piece);
    }

    @SubscribeMessage()
    @Timeout(MINUTE)
    quick(): Promise<string> {
      return workshop.work('quick');
    }
  }
  return { workshop, reasons, kit: TestGateway.createTestModule({ gateways: [TimedGateway] }) };
}

overBothTransports((run, transport) => {
  describe('a handler that takes longer than its @Timeout', () => {
    it('is answered with 1013, as an event and as the acknowledgement', () => {
      const { kit, workshop } = timedGateway();
      return run(kit, async (ctx) => {
        expect(await failureOf(ctx.request('slow'))).to.include(tryLater('slow'));
        expect(ctx.errors.map(withoutReason)).to.deep.equal([tryLater('slow')]);
        expect(workshop.log).to.deep.equal(['+slow']);
        workshop.finish('slow');
      });
    });

    it('is answered also when no acknowledgement was asked for', () => {
      const { kit, workshop } = timedGateway();
      return run(kit, async (ctx) => {
        ctx.sio.emit('slow');
        expect(withoutReason(await ctx.waitFor('error'))).to.deep.equal(tryLater('slow'));
        workshop.finish('slow');
      });
    });

    it('has an aborted context.signal with the error of the client as its reason', () => {
      const { kit, workshop, reasons } = timedGateway();
      return run(kit, async (ctx) => {
        await failureOf(ctx.request('slow'));
        expect(reasons).to.have.length(1);
        expect(reasons[0]).to.be.an.instanceOf(WebSocketException).and.to.include({ code: 1013 });
        workshop.finish('slow');
      });
    });

    it('does not delay the other events of its client', () => {
      const { kit, workshop, reasons } = timedGateway();
      return run(kit, async (ctx) => {
        const quick = ctx.request('quick');
        await failureOf(ctx.request('slow'));
        workshop.finish('quick', 'slow');
        expect(await quick).to.equal('quick');
        expect(reasons).to.have.length(1);
      });
    });

    it('does not disconnect its client', () => {
      const { kit, workshop } = timedGateway();
      return run(kit, async (ctx) => {
        await failureOf(ctx.request('slow'));
        workshop.finish('slow', 'quick');
        expect(await ctx.request('quick')).to.equal('quick');
      });
    });
  });

  describe('a handler that is done before its @Timeout', () => {
    it('is answered with its result, and its timer is stopped', async () => {
      const { kit, workshop, reasons } = timedGateway();
      workshop.finish('quick');
      const ctx = await kit.start();
      await ctx.connect({ transports: [transport] });
      expect(await ctx.request('quick')).to.equal('quick');
      await ctx.close();
      expect(ctx.leaks).to.deep.equal([]);
      expect(reasons).to.deep.equal([]);
    });

    it('is answered with its error, and its timer is stopped', async () => {
      const { kit, workshop } = timedGateway();
      const ctx = await kit.start();
      await ctx.connect({ transports: [transport] });
      const failed = failureOf(ctx.request('quick'));
      await workshop.begun('quick');
      workshop.fail('quick', new WebSocketException(4001, 'thrown'));
      expect(await failed).to.include({ code: 4001 });
      await ctx.close();
      expect(ctx.leaks).to.deep.equal([]);
    });
  });
});
