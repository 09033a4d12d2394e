import { expect } from 'chai';
import { GatewayBase, OnConnected, OnDisconnected, SubscribeMessage, Timeout, WebSocketGateway } from '../../../src';
import { numbers, SOON, Workshop } from '../../runtime/workshop';
import { deferred } from '../../support/deferred';
import { expectServed, overBothTransports, PATH } from './support';

/** Gateways whose handlers are pieces of work that the spec finishes. */
function workingGateways() {
  const workshop = new Workshop();
  const greeting = deferred();
  let running = 0;

  @WebSocketGateway({ path: PATH })
  class WorkGateway {
    @SubscribeMessage()
    echo(value: unknown): unknown {
      return value;
    }

    @SubscribeMessage()
    work(piece: number): Promise<string> {
      return workshop.work(String(piece));
    }

    @SubscribeMessage()
    @Timeout(SOON)
    slow(piece: number): Promise<string> {
      return workshop.work(String(piece));
    }
  }

  @WebSocketGateway({ path: PATH, namespace: '/rooms/:roomId' })
  class RoomGateway {
    @SubscribeMessage()
    work(piece: number): Promise<string> {
      return workshop.work(String(piece));
    }
  }

  @WebSocketGateway({ path: PATH, namespace: '/greeting' })
  class GreetingGateway extends GatewayBase {
    @OnConnected()
    async connected(): Promise<void> {
      running += 1;
      await greeting.promise;
    }

    @SubscribeMessage()
    work(piece: number): Promise<string> {
      return workshop.work(String(piece));
    }
  }

  @WebSocketGateway({ path: PATH, namespace: '/leaving' })
  class LeavingGateway extends GatewayBase {
    @OnDisconnected()
    async disconnected(): Promise<void> {
      running += 1;
      await greeting.promise;
    }
  }
  const gateways = [WorkGateway, RoomGateway, GreetingGateway, LeavingGateway];
  return { workshop, greeting, gateways, started: () => running };
}

const refusal = (id: string): string =>
  `3${id}[{"error":{"code":1013,"reason":"Too many events at once","event":"work"}}]`;
const work = (from: number, to: number, namespace = ''): string[] =>
  numbers(from, to).map((piece) => `2${namespace}${piece}["work",${piece}]`);

overBothTransports((run) => {
  describe('the events of one client that run at once', () => {
    it('do not become more than 1,000; the next is refused with 1013', () => {
      const { workshop, gateways } = workingGateways();
      return run({ gateways }, async ({ session }) => {
        await session.send(...work(1, 1_001));
        await session.until(() => session.received.includes(refusal('1001')));
        await workshop.begun('1000');
        expect(workshop.log).to.have.length(1_000);
        workshop.finish(...numbers(1, 1_000).map(String));
        await session.until(() => session.received.includes('31000["1000"]'));
      });
    });

    it('do not become more than the options say, and a next may come when one is done', () => {
      const { workshop, gateways } = workingGateways();
      return run({ gateways, limits: { maxRunningEvents: 2 } }, async ({ session }) => {
        await session.send(...work(1, 3));
        await session.until(() => session.received.includes(refusal('3')));
        expect(workshop.log).to.deep.equal(['+1', '+2']);
        workshop.finish('1');
        await session.until(() => session.received.includes('31["1"]'));
        await session.send(...work(4, 4));
        await workshop.begun('4');
        workshop.finish('2', '4');
        await session.until(() => session.received.includes('34["4"]'));
      });
    });

    it('do not become more by coming in several namespaces', () => {
      const { workshop, gateways } = workingGateways();
      return run({ gateways, limits: { maxRunningEvents: 3 } }, async ({ session }) => {
        for (const room of [1, 2, 3]) await session.connect(`/rooms/${room}`);
        await session.send(...work(1, 1), ...work(2, 2, '/rooms/1,'), ...work(3, 3, '/rooms/2,'));
        await session.send(...work(4, 4, '/rooms/3,'));
        await session.until(() => session.count('3/rooms/3,4') === 1);
        expect(session.received.at(-1)).to.include('"code":1013');
        expect(workshop.log).to.deep.equal(['+1', '+2', '+3']);
      });
    });

    it('are counted while they wait for @OnConnected, too', () => {
      const { workshop, greeting, gateways } = workingGateways();
      return run({ gateways, limits: { maxRunningEvents: 3 } }, async ({ session }) => {
        await session.connect('/greeting'); // it is the first that runs
        await session.send(...work(1, 3, '/greeting,'));
        await session.until(() => session.count('3/greeting,3') === 1);
        expect(session.received.at(-1)).to.include('Too many events at once');
        greeting.resolve();
        await workshop.begun('2');
        expect(workshop.log).to.deep.equal(['+1', '+2']);
      });
    });

    it('are counted until their handlers are done, also where these have timed out', () => {
      const { workshop, gateways } = workingGateways();
      return run({ gateways, limits: { maxRunningEvents: 1 } }, async ({ session }) => {
        await session.send('21["slow",1]');
        await session.until(() => session.count('31') === 1);
        expect(session.received.at(-1)).to.include('Timed out');
        await session.send(...work(2, 2));
        await session.until(() => session.received.includes(refusal('2')));
        workshop.finish('1', '3');
        await expectServed(session);
        await session.send(...work(3, 3));
        await session.until(() => session.received.includes('33["3"]'));
      });
    });

    it('of one client are not counted for another', () => {
      const { workshop, gateways } = workingGateways();
      return run({ gateways, limits: { maxRunningEvents: 1 } }, async ({ session, join }) => {
        const other = await join();
        await session.send(...work(1, 1));
        await workshop.begun('1');
        await other.send(...work(2, 2));
        await workshop.begun('2');
        workshop.finish('1', '2');
        await other.until(() => other.received.includes('32["2"]'));
      });
    });

    it('are as many as ever where each is done at once', () => {
      const { gateways } = workingGateways();
      return run({ gateways, limits: { maxRunningEvents: 1 } }, async ({ session }) => {
        await session.send(...numbers(1, 5_000).map((id) => `2${id}["echo",${id}]`));
        await session.until(() => session.received.includes('35000[5000]'));
        expect(session.received.filter((packet) => packet.includes('error'))).to.deep.equal([]);
      });
    });
  });

  describe('a client that comes and goes', () => {
    for (const [namespace, hook] of [
      ['/greeting', '@OnConnected'],
      ['/leaving', '@OnDisconnected'],
    ] as const) {
      it(`does not make ${hook} run more often at once than events may`, () => {
        const { gateways, started, greeting } = workingGateways();
        const limits = { maxRunningEvents: 5, maxRefusedConnects: 100 };
        return run({ gateways, limits }, async ({ session, logger }) => {
          for (const _time of numbers(1, 8)) {
            const answer = await session.connect(namespace);
            if (answer.startsWith('0')) await session.send(`1${namespace},`);
            const answers = session.count('37');
            await session.send('27["echo",1]'); // socket.io closes a connection that comes again before it has gone
            await session.until(() => session.count('37') > answers);
          }
          const [refused] = session.received.filter((packet) => packet.startsWith(`4${namespace}`));
          expect(refused).to.include('"code":1013').and.include('Too many events at once');
          expect(started()).to.equal(5);
          greeting.resolve();
          await expectServed(session);
          expect(await session.connect(namespace)).to.include('"sid"');
          expect(logger.at('error')).to.deep.equal([]);
        });
      });
    }
  });
});
