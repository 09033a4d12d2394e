import { expect } from 'chai';
import {
  GatewayBase,
  OnDisconnected,
  SubscribeMessage,
  Timeout,
  WebSocketException,
  WebSocketGateway,
  WsBody,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';
import { Answers, failureOf, Workshop } from '../../workshop';
import { refusalIn, tryLater } from '../../../support/refusals';

function serialGateway() {
  const workshop = new Workshop();

  @WebSocketGateway({ ordering: 'serial' })
  class SerialGateway extends GatewayBase {
    @SubscribeMessage()
    work(@WsBody() piece: string): Promise<string> {
      return workshop.work(piece);
    }

    @SubscribeMessage()
    async workAndThrowOut(@WsBody() piece: string): Promise<never> {
      await workshop.work(piece);
      throw new WebSocketException(4001, 'out', { disconnect: true });
    }

    @SubscribeMessage()
    @Timeout(5)
    timed(@WsBody() piece: string): Promise<string> {
      return workshop.work(piece);
    }

    @OnDisconnected()
    disconnected(): void {
      workshop.log.push('disconnected');
    }
  }

  @WebSocketGateway()
  class ParallelGateway {
    @SubscribeMessage()
    @Timeout(5)
    clock(): Promise<string> {
      return workshop.work('clock');
    }
  }
  return { workshop, kit: TestGateway.createTestModule({ gateways: [SerialGateway, ParallelGateway] }) };
}

overBothTransports((run) => {
  describe('a client that leaves with events in a queue', () => {
    it('lets the running handler finish, and the waiting ones never start', () => {
      const { kit, workshop } = serialGateway();
      return run(kit, async (ctx) => {
        for (const piece of ['first', 'second', 'third']) ctx.sio.emit('work', piece);
        await failureOf(ctx.request('unknown')); // all three have come
        await ctx.disconnect();
        workshop.finish('first', 'second', 'third');
        await ctx.idle();
        expect(workshop.log).to.deep.equal(['+first', 'disconnected', '-first']);
      });
    });

    it('was disconnected by an event, and the waiting ones never start', () => {
      const { kit, workshop } = serialGateway();
      return run(kit, async (ctx) => {
        const gone = new Promise((resolve) => ctx.sio.once('disconnect', resolve));
        ctx.sio.emit('workAndThrowOut', 'first');
        ctx.sio.emit('work', 'second');
        await failureOf(ctx.request('unknown')); // both have come
        workshop.finish('first', 'second');
        expect(await gone).to.equal('io server disconnect');
        await ctx.idle();
        expect(workshop.log).to.deep.equal(['+first', '-first', 'disconnected']);
      });
    });

    it('has a new queue for its next connection', () => {
      const { kit, workshop } = serialGateway();
      return run(kit, async (ctx) => {
        ctx.sio.emit('work', 'of the last');
        await workshop.begun('of the last');
        await ctx.disconnect();
        await ctx.connect();
        const answer = ctx.request('work', 'of the next');
        await workshop.begun('of the next');
        workshop.finish('of the next', 'of the last');
        expect(await answer).to.equal('of the next');
      });
    });
  });

  describe('a queue with an event that has timed out', () => {
    it('starts the next while its handler still runs', () => {
      const { kit, workshop } = serialGateway();
      return run(kit, async (ctx) => {
        const answers = new Answers(ctx);
        const all = [answers.ask('timed', 'slow'), answers.ask('work', 'next')];
        await workshop.begun('next');
        expect(workshop.log).to.deep.equal(['+slow', '+next']);
        workshop.finish('next');
        await Promise.all(all);
        workshop.finish('slow');
        await ctx.idle();
        expect(refusalIn(answers.inOrder.slice(0, 1))).to.deep.equal(tryLater('timed'));
        expect(answers.inOrder.slice(1)).to.deep.equal(['next']);
      });
    });

    it('has counted its time from its turn, not from its arrival', () => {
      const { kit, workshop } = serialGateway();
      return run(kit, async (ctx) => {
        const [slow, timed] = [ctx.request('work', 'slow'), ctx.request('timed', 'quick')];
        expect(await failureOf(ctx.request('clock'))).to.include({ code: 1013 }); // so would `timed` have
        workshop.finish('quick', 'slow', 'clock');
        expect(await Promise.all([slow, timed])).to.deep.equal(['slow', 'quick']);
      });
    });
  });

  describe('closing a host', () => {
    it('runs the waiting events first, in order, and answers them', () => {
      const { kit, workshop } = serialGateway();
      return run(kit, async (ctx) => {
        const answers = new Answers(ctx);
        const all = ['first', 'second', 'third'].map((piece) => answers.ask('work', piece));
        await failureOf(ctx.request('unknown')); // all three have come
        const closed = ctx.host.close();
        expect(await failureOf(ctx.request('work', 'too late'))).to.include({ code: 1001 });
        workshop.finish('first', 'second', 'third');
        await Promise.all([closed, ...all]);
        expect(answers.inOrder).to.deep.equal(['first', 'second', 'third']);
        expect(workshop.log.at(-1)).to.equal('disconnected');
      });
    });

    it('starts no waiting event after the deadline', () => {
      const { kit, workshop } = serialGateway();
      return run(kit, async (ctx) => {
        for (const piece of ['first', 'second']) ctx.sio.emit('work', piece);
        await failureOf(ctx.request('unknown')); // both have come
        await ctx.host.close({ timeoutMs: 5 });
        workshop.finish('first', 'second');
        await ctx.idle();
        expect(workshop.log).to.deep.equal(['+first', 'disconnected', '-first']);
      });
    });
  });
});
