import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { GatewayBase, OnConnected, SubscribeMessage, UseGuards, WebSocketGateway } from '../../../src';
import { deferred } from '../../support/deferred';
import { expectServed, expectWarning, overBothTransports, PATH } from './support';

/** Gateways of `/`, of one namespace that a guard holds until `pass` is resolved, and of rooms, all but `/rooms/no…`. */
function gatewaysWith() {
  const pass = deferred<boolean>();
  const log: string[] = [];

  @WebSocketGateway({ path: PATH })
  class RootGateway {
    @SubscribeMessage()
    echo(value: unknown): unknown {
      return value;
    }
  }

  @WebSocketGateway({ path: PATH, namespace: '/held' })
  @UseGuards(({ environment }) => {
    log.push(`guard ${String(environment.auth.token)}`);
    return pass.promise;
  })
  class HeldGateway {
    @OnConnected()
    connected(): void {
      log.push('connected');
    }
  }

  @WebSocketGateway({ path: PATH, namespace: '/rooms/:roomId' })
  @UseGuards(({ environment }) => !environment.params.roomId?.startsWith('no'))
  class RoomGateway extends GatewayBase {
    @OnConnected()
    connected(): void {
      log.push(this.context.namespace.name);
    }
  }
  return { pass, log, gateways: [RootGateway, HeldGateway, RoomGateway] };
}

const rooms = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `0/rooms/${from + index},`);
const tooMany = (namespace: string): string =>
  `4${namespace},{"message":"Too many namespaces","data":{"code":1013,"reason":"Too many namespaces","event":"connect"}}`;

overBothTransports((run) => {
  describe('a client that asks for a namespace again while its guards run', () => {
    it('does not run them, nor @OnConnected, once for each time', () => {
      const { pass, log, gateways } = gatewaysWith();
      return run({ gateways }, async ({ session }) => {
        await session.send(...Array.from({ length: 2_000 }, () => '0/held,'));
        await expectServed(session); // they have arrived
        pass.resolve(true);
        await session.until(() => session.count('0/held') > 0);
        await expectServed(session);
        expect(log).to.deep.equal(['guard undefined', 'connected']);
        expect([session.count('0/held'), session.count('4/held')]).to.deep.equal([1, 0]);
      });
    });

    it('is not let in with what the second brings where the first is refused', () => {
      const { pass, log, gateways } = gatewaysWith();
      return run({ gateways }, async ({ session }) => {
        await session.send('0/held,{"token":1}', '0/held,{"token":2}');
        await expectServed(session);
        pass.resolve(false);
        await session.until(() => session.count('4/held') > 0);
        await expectServed(session);
        expect(log).to.deep.equal(['guard 1']);
        expect(session.count('4/held')).to.equal(1);
      });
    });

    it('may ask again once it was refused', () => {
      const { pass, log, gateways } = gatewaysWith();
      return run({ gateways }, async ({ session }) => {
        pass.resolve(false);
        expect(await session.connect('/held', { token: 1 })).to.match(/^4/);
        expect(await session.connect('/held', { token: 2 })).to.match(/^4/);
        expect(log).to.deep.equal(['guard 1', 'guard 2']);
      });
    });
  });

  describe('the namespaces of a connection', () => {
    it('do not become more than 32; the next is refused with 1013', () => {
      const { log, gateways } = gatewaysWith();
      return run({ gateways }, async ({ session }) => {
        await session.send(...rooms(1, 32)); // it is in `/`, too
        await session.until(() => session.count('0/rooms') === 31 && session.count('4/rooms') === 1);
        expect(session.received).to.include(tooMany('/rooms/32'));
        expect(log).to.have.length(31);
        await expectServed(session);
      });
    });

    it('do not become more than the options say, those included whose guards still run', () => {
      const { log, gateways } = gatewaysWith();
      return run({ gateways, limits: { maxNamespaces: 3 } }, async ({ session }) => {
        await session.send('0/held,');
        expect(await session.connect('/rooms/1')).to.include('"sid"');
        expect(await session.connect('/rooms/2')).to.equal(tooMany('/rooms/2'));
        expect(log).to.deep.equal(['guard undefined', '/rooms/1']);
      });
    });

    it('do not count any more once they are left, or were refused', () => {
      const { gateways } = gatewaysWith();
      return run({ gateways, limits: { maxNamespaces: 2 } }, async ({ session }) => {
        for (const room of ['/rooms/1', '/rooms/2', '/rooms/3']) {
          expect(await session.connect(room)).to.include('"sid"');
          await session.send(`1${room},`);
          expect(await session.connect('/rooms/no')).to.include('Authorization Failed');
          expect(await session.connect('/nothing')).to.include('Invalid namespace');
        }
      });
    });

    it('do not count for another connection', () => {
      const { gateways } = gatewaysWith();
      return run({ gateways, limits: { maxNamespaces: 2 } }, async ({ session, join }) => {
        const other = await join();
        expect(await session.connect('/rooms/1')).to.include('"sid"');
        expect(await session.connect('/rooms/2')).to.equal(tooMany('/rooms/2'));
        expect(await other.connect('/rooms/1')).to.include('"sid"');
      });
    });

    it('are counted for namespaces that belong to the application, too', () => {
      const { gateways } = gatewaysWith();
      return run({ gateways, limits: { maxNamespaces: 2 } }, async ({ session, socket }) => {
        const held: unknown[] = [];
        const own = socket.nsp.server.of('/own').on('connection', () => undefined);
        own.use((_socket, next) => held.push(next));
        await session.send('0/own,', '0/own,');
        expect(await session.connect('/rooms/1')).to.equal(tooMany('/rooms/1'));
        expect(held).to.have.length(1);
      });
    });

    it('are counted while a function of the application decides, and not once it has refused', () => {
      const { gateways } = gatewaysWith();
      return run({ gateways, limits: { maxNamespaces: 2 } }, async ({ session, socket }) => {
        const asked = deferred<(error: Error | null, success: boolean) => void>();
        socket.nsp.server.of((name, _auth, next) => {
          if (name === '/own') asked.resolve(next);
          else next(null, false);
        });
        await session.send('0/own,');
        const decide = await asked.promise;
        expect(await session.connect('/rooms/1')).to.equal(tooMany('/rooms/1'));
        decide(null, false);
        await session.until(() => session.count('4/own') === 1);
        expect(await session.connect('/rooms/1')).to.include('"sid"');
      });
    });
  });

  describe('a client that is refused again and again', () => {
    const refusals = {
      'by a guard': '0/rooms/no,',
      'as nothing is there': '0/nothing,',
      'as the name is too long': `0/rooms/${'r'.repeat(300)},`,
    };

    for (const [title, packet] of Object.entries(refusals)) {
      it(`loses its connection the 33rd time, and not before: ${title}`, () => {
        const { gateways } = gatewaysWith();
        return run({ gateways }, async ({ session, left, socket, logger, join }) => {
          const other = await join();
          for (let time = 1; time <= 32; time += 1) {
            await session.send(packet);
            await session.until(() => session.count('4/') === time);
          }
          await expectServed(session);
          expect(logger.at('warn')).to.deep.equal([]);
          await session.send(packet);
          await left;
          await session.closed;
          expect(socket.conn.readyState).to.equal('closed');
          expectWarning(logger, 'limits.maxRefusedConnects', '32', '127.0.0.1');
          await expectServed(other);
        });
      });
    }

    it('does not run the guards of 10,000 CONNECTs that come at once', () => {
      const asked: string[] = [];
      @WebSocketGateway({ path: PATH, namespace: '/rooms/:roomId' })
      @UseGuards(({ namespace }) => asked.push(namespace.name) < 0)
      class RefusingGateway {}
      const { gateways } = gatewaysWith();
      return run({ gateways: [gateways[0]!, RefusingGateway] }, async ({ session, left, socket }) => {
        await session.send(...rooms(1, 10_000));
        await left;
        await eventLoopTurn();
        expect(asked).to.have.length.below(34);
        expect([...socket.nsp.server._nsps.keys()]).to.have.length.below(40);
      });
    });

    it('loses its connection where too many namespaces are what it is refused for', () => {
      const { gateways } = gatewaysWith();
      return run(
        { gateways, limits: { maxNamespaces: 1, maxRefusedConnects: 3 } },
        async ({ session, left, logger }) => {
          await session.send(...rooms(1, 4));
          await left;
          expectWarning(logger, 'limits.maxRefusedConnects', '3');
        },
      );
    });
  });
});
