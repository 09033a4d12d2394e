import { expect } from 'chai';
import {
  type GatewayOptions,
  OnConnected,
  SubscribeMessage,
  WebSocketGateway,
  GatewayConfigurationError,
  WsBody,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { TestApplication } from '../../../support/application';
import { tryLater, withoutReason } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';
import { failureOf, numbers, Workshop } from '../../workshop';

/** A gateway whose @OnConnected is a piece of work too, where `greets` is set. */
function workingGateway(options: GatewayOptions, greets = false) {
  const workshop = new Workshop();

  @WebSocketGateway(options)
  class WorkingGateway {
    @SubscribeMessage()
    work(@WsBody() piece: number): Promise<string> {
      return workshop.work(String(piece));
    }
  }

  @WebSocketGateway(options)
  class GreetingGateway {
    @OnConnected()
    connected(): Promise<string> {
      return workshop.work('greeting');
    }
  }
  const kit = greets
    ? TestGateway.createTestModule({ gateways: [WorkingGateway, GreetingGateway] })
    : TestGateway.createTestModule({ gateways: [WorkingGateway] });
  return { workshop, kit };
}

/** The problem of a gateway with this limit. */
function problemsWith(maxPendingEvents: unknown): readonly string[] {
  @WebSocketGateway({ path: '/ws', maxPendingEvents: maxPendingEvents as number })
  class LimitedGateway {}
  try {
    new TestApplication().attach({ gateways: [LimitedGateway] });
  } catch (error) {
    expect(error).to.be.an.instanceOf(GatewayConfigurationError);
    return (error as GatewayConfigurationError).problems;
  }
  return [];
}

overBothTransports((run) => {
  describe('while @OnConnected runs', () => {
    for (const limit of [0, 1, 7]) {
      it(`${limit} events wait when maxPendingEvents is ${limit}, and the next is refused with 1013`, () => {
        const { kit, workshop } = workingGateway({ maxPendingEvents: limit }, true);
        return run(kit, async (ctx) => {
          const waiting = numbers(1, limit).map((piece) => ctx.request('work', piece));
          expect(await failureOf(ctx.request('work', limit + 1))).to.include(tryLater('work'));
          expect(ctx.errors.map(withoutReason)).to.deep.equal([tryLater('work')]);
          expect(workshop.log).to.deep.equal(['+greeting']);
          workshop.finish('greeting', ...numbers(1, limit).map(String));
          expect(await Promise.all(waiting)).to.deep.equal(numbers(1, limit).map(String));
        });
      });
    }
  });

  describe('the queue of a serial gateway', () => {
    for (const limit of [0, 1, 7]) {
      it(`takes ${limit} events besides the one that runs when maxPendingEvents is ${limit}`, () => {
        const { kit, workshop } = workingGateway({ ordering: 'serial', maxPendingEvents: limit });
        return run(kit, async (ctx) => {
          const taken = numbers(0, limit).map((piece) => ctx.request('work', piece));
          expect(await failureOf(ctx.request('work', limit + 1))).to.include(tryLater('work'));
          expect(ctx.errors.map(withoutReason)).to.deep.equal([tryLater('work')]);
          expect(workshop.log).to.deep.equal(['+0']);
          workshop.finish(...numbers(0, limit).map(String));
          expect(await Promise.all(taken)).to.deep.equal(numbers(0, limit).map(String));
        });
      });
    }

    it('takes a hundred by default', () => {
      const { kit, workshop } = workingGateway({ ordering: 'serial' });
      return run(kit, async (ctx) => {
        const taken = numbers(0, 100).map((piece) => ctx.request('work', piece));
        expect(await failureOf(ctx.request('work', 101))).to.include(tryLater('work'));
        workshop.finish(...numbers(0, 100).map(String));
        expect(await Promise.all(taken)).to.deep.equal(numbers(0, 100).map(String));
      });
    });

    it('takes the next event as soon as one is done', () => {
      const { kit, workshop } = workingGateway({ ordering: 'serial', maxPendingEvents: 1 });
      return run(kit, async (ctx) => {
        const [first, second] = [ctx.request('work', 1), ctx.request('work', 2)];
        expect(await failureOf(ctx.request('work', 3))).to.include(tryLater('work'));
        workshop.finish('1');
        await first;
        const fourth = ctx.request('work', 4);
        workshop.finish('2', '4');
        expect(await Promise.all([second, fourth])).to.deep.equal(['2', '4']);
        expect(workshop.log).to.deep.equal(['+1', '-1', '+2', '-2', '+4', '-4']);
      });
    });

    it('is another for each client', () => {
      const { kit, workshop } = workingGateway({ ordering: 'serial', maxPendingEvents: 0 });
      return run(kit, async (ctx, join) => {
        const other = await join();
        const [one, two] = [ctx.request('work', 1), other.request('work', 2)];
        await Promise.all([workshop.begun('1'), workshop.begun('2')]);
        workshop.finish('1', '2');
        expect(await Promise.all([one, two])).to.deep.equal(['1', '2']);
      });
    });
  });

  describe('a gateway in parallel order', () => {
    it('runs more events at once than maxPendingEvents, as none waits', () => {
      const { kit, workshop } = workingGateway({ maxPendingEvents: 0 });
      return run(kit, async (ctx) => {
        const answers = numbers(1, 3).map((piece) => ctx.request('work', piece));
        await Promise.all(numbers(1, 3).map((piece) => workshop.begun(String(piece))));
        workshop.finish('1', '2', '3');
        expect(await Promise.all(answers)).to.deep.equal(['1', '2', '3']);
      });
    });
  });
});

describe('maxPendingEvents', () => {
  for (const limit of ['many', '5', null, true]) {
    it(`is refused when it is ${JSON.stringify(limit)}, which is no number`, () => {
      expect(problemsWith(limit)).to.deep.equal([
        `/ws, namespace /: its gateways say maxPendingEvents ${String(limit)}; expected one number from 0`,
      ]);
    });
  }

  for (const limit of [0, 1.5, Infinity]) {
    it(`may be ${limit}`, () => {
      expect(problemsWith(limit)).to.deep.equal([]);
    });
  }

  it('of one gateway of a namespace counts for all of them', () => {
    @WebSocketGateway({ ordering: 'serial', maxPendingEvents: 3 })
    class SayingGateway {}
    @WebSocketGateway({ ordering: 'serial' })
    class SilentGateway {}
    const host = new TestApplication().attach({ gateways: [SilentGateway, SayingGateway] });
    expect(host.registry.servers[0]!.namespaces[0]!.maxPendingEvents).to.equal(3);
  });
});
