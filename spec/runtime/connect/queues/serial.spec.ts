import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import {
  GatewayBase,
  type GatewayOptions,
  OnConnected,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';
import { Answers, numbers, Workshop } from '../../workshop';

const EVENTS = 500;

/** Takes turns of the event loop and of the microtask queue: how many differs from number to number. */
async function dawdle(number: number): Promise<void> {
  const turns = (number * 7_919) % 13;
  for (let turn = 0; turn < turns; turn += 1) await (number % 2 === 0 ? eventLoopTurn() : Promise.resolve());
}

/** A gateway that counts how many of its handlers run at once, for one client and for all. */
function countingGateway(options: GatewayOptions) {
  const running = new Map<string, number>();
  const most = { ofOneClient: 0, ofAll: 0 };

  @WebSocketGateway({ maxPendingEvents: EVENTS, ...options })
  class CountingGateway extends GatewayBase {
    @SubscribeMessage()
    async count(@WsBody() number: number): Promise<number> {
      const { sid } = this.context;
      running.set(sid, (running.get(sid) ?? 0) + 1);
      most.ofOneClient = Math.max(most.ofOneClient, running.get(sid)!);
      most.ofAll = Math.max(
        most.ofAll,
        [...running.values()].reduce((sum, each) => sum + each, 0),
      );
      await dawdle(number);
      running.set(sid, running.get(sid)! - 1);
      return number;
    }
  }
  return { most, kit: TestGateway.createTestModule({ gateways: [CountingGateway] }) };
}

function workingGateway(options: GatewayOptions) {
  const workshop = new Workshop();

  @WebSocketGateway(options)
  class WorkingGateway {
    @SubscribeMessage('work')
    work(@WsBody() piece: string): Promise<string> {
      return workshop.work(piece);
    }

    @SubscribeMessage('hello')
    hello(): string {
      return 'hello';
    }
  }
  return { workshop, kit: TestGateway.createTestModule({ gateways: [WorkingGateway] }) };
}

overBothTransports((run) => {
  describe('a gateway in serial order', () => {
    it('answers 500 events of each client in order, however long each takes', () => {
      const { kit, most } = countingGateway({ ordering: 'serial' });
      return run(kit, async (ctx, join) => {
        const clients = [ctx, await join()];
        const answers = await Promise.all(
          clients.map(async (client) => {
            const answers = new Answers(client);
            client.sio.on('count', (number: number) => answers.inOrder.push(number));
            const all: Promise<void>[] = [];
            for (const number of numbers(1, EVENTS)) {
              if (number % 3 === 0) client.sio.emit('count', number);
              else all.push(answers.ask('count', number));
            }
            await Promise.all(all); // the last of them asks for an acknowledgement
            return answers.inOrder;
          }),
        );
        expect(answers).to.deep.equal([numbers(1, EVENTS), numbers(1, EVENTS)]);
        expect(most).to.deep.equal({ ofOneClient: 1, ofAll: 2 });
      });
    });

    it('does not keep an event waiting for one of another client', () => {
      const { kit, workshop } = workingGateway({ ordering: 'serial' });
      return run(kit, async (ctx, join) => {
        const other = await join();
        const slow = ctx.request('work', 'slow');
        await workshop.begun('slow');
        expect(await other.request('hello')).to.equal('hello');
        workshop.finish('slow');
        expect(await slow).to.equal('slow');
      });
    });

    it('has one queue for all of its handlers', () => {
      const { kit, workshop } = workingGateway({ ordering: 'serial' });
      return run(kit, async (ctx) => {
        const answers = new Answers(ctx);
        const all = [answers.ask('work', 'slow'), answers.ask('hello')];
        await workshop.begun('slow');
        workshop.finish('slow');
        await Promise.all(all);
        expect(answers.inOrder).to.deep.equal(['slow', 'hello']);
      });
    });

    it('starts the events that waited for @OnConnected one at a time', async () => {
      const workshop = new Workshop();
      @WebSocketGateway({ ordering: 'serial' })
      class GreetingGateway {
        @OnConnected()
        connected(): Promise<string> {
          return workshop.work('greeting');
        }

        @SubscribeMessage()
        work(@WsBody() piece: string): Promise<string> {
          return workshop.work(piece);
        }
      }
      await run(TestGateway.createTestModule({ gateways: [GreetingGateway] }), async (ctx) => {
        const answers = [ctx.request('work', 'first'), ctx.request('work', 'second')];
        workshop.finish('greeting', 'first', 'second');
        expect(await Promise.all(answers)).to.deep.equal(['first', 'second']);
        expect(workshop.log).to.deep.equal(['+greeting', '-greeting', '+first', '-first', '+second', '-second']);
      });
    });
  });

  describe('a gateway without `ordering`', () => {
    it('answers a later event while an earlier one runs', () => {
      const { kit, workshop } = workingGateway({});
      return run(kit, async (ctx) => {
        const slow = ctx.request('work', 'slow');
        await workshop.begun('slow');
        expect(await ctx.request('hello')).to.equal('hello');
        workshop.finish('slow');
        expect(await slow).to.equal('slow');
        expect(ctx.host.registry.gateways[0]!.ordering).to.equal('parallel');
      });
    });

    it('runs many events of a client at once', () => {
      const { kit, most } = countingGateway({});
      return run(kit, async (ctx) => {
        await Promise.all(numbers(1, 50).map((number) => ctx.request('count', number)));
        expect(most.ofOneClient).to.be.above(1);
      });
    });
  });
});
