import { expect } from 'chai';
import type { Socket } from 'socket.io';
import { GatewayBase, SubscribeMessage, UseGuards, WebSocketGateway } from '../../src';
import { numbers } from '../runtime/workshop';
import { listenersOf } from '../support/application';
import { deferred } from '../support/deferred';
import { expectServed, overBothTransports, PATH } from './limits/support';

const MANY = 20;
/** Bounds a turn of the event loop on a busy machine; 50,000 listeners that each look for themselves take seconds. */
const BOUND_MS = 5_000;

/** A gateway of rooms that each guard keeps waiting, and one of streams that go on as long as they are read. */
function gatewaysWith() {
  const pass = deferred<boolean>();
  const signals: AbortSignal[] = [];
  let streams = 0;

  @WebSocketGateway({ path: PATH })
  class StreamGateway {
    @SubscribeMessage()
    echo(value: unknown): unknown {
      return value;
    }

    @SubscribeMessage()
    async *stream(): AsyncGenerator<string> {
      streams += 1;
      try {
        for (;;) yield 'x'.repeat(32 * 1024);
      } finally {
        streams -= 1;
      }
    }
  }

  @WebSocketGateway({ path: PATH, namespace: '/rooms/:roomId' })
  @UseGuards(({ signal, event }) => {
    if (event !== 'connect') return true;
    signals.push(signal);
    return pass.promise;
  })
  class RoomGateway extends GatewayBase {}
  return { pass, signals, streams: () => streams, gateways: [StreamGateway, RoomGateway] };
}

/** The warnings of Node while `work` goes on. */
async function warningsOf(work: () => Promise<void>): Promise<readonly string[]> {
  const warnings: string[] = [];
  const note = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', note);
  try {
    await work();
  } finally {
    process.off('warning', note);
  }
  return warnings;
}

/** The most listeners that a connection may have: one of ours for each event besides those that it had before. */
function bounds({ conn }: Socket): Record<string, number> {
  const before = listenersOf(conn);
  return { ...before, close: (before.close ?? 0) + 1, drain: (before.drain ?? 0) + 1 };
}

function expectWithin(bound: Record<string, number>, { conn }: Socket): void {
  for (const [event, count] of Object.entries(listenersOf(conn))) expect(count, event).to.be.at.most(bound[event] ?? 0);
}

overBothTransports((run) => {
  describe('a connection', () => {
    it('does not get a listener for each namespace whose guards run, nor keep one when they are done', () => {
      const { pass, signals, gateways } = gatewaysWith();
      return run({ gateways }, async ({ session, socket }) => {
        const bound = bounds(socket);
        const warnings = await warningsOf(async () => {
          await session.send(...numbers(1, MANY).map((room) => `0/rooms/${room},`));
          await expectServed(session);
          expect(signals).to.have.length(MANY);
          expectWithin(bound, socket);
          pass.resolve(true);
          await session.until(() => session.count('0/rooms') === MANY);
          expectWithin(bound, socket);
        });
        expect(warnings).to.deep.equal([]);
      });
    });

    it('does not get a listener for each stream that waits for its client', () => {
      const { streams, gateways } = gatewaysWith();
      return run({ gateways }, async ({ session, socket, left, join }) => {
        const [other, bound] = [await join(), bounds(socket)];
        const warnings = await warningsOf(async () => {
          session.stopReading();
          await session.send(...numbers(1, MANY).map(() => '2["stream"]'));
          for (const _round of numbers(1, 50)) await expectServed(other);
          expect(streams()).to.equal(MANY);
          expectWithin(bound, socket);
          socket.disconnect(true);
          await left;
          for (const _round of numbers(1, 5)) await expectServed(other);
        });
        expect(warnings).to.deep.equal([]);
        expect(streams()).to.equal(0);
      });
    });

    it('that closes aborts the signals of all guards that still run on it', () => {
      const { signals, gateways } = gatewaysWith();
      return run({ gateways }, async ({ session, left, join }) => {
        const other = await join();
        await session.send(...numbers(1, MANY).map((room) => `0/rooms/${room},`));
        await expectServed(session);
        expect(signals.map(({ aborted }) => aborted)).to.deep.equal(numbers(1, MANY).map(() => false));
        session.close();
        await left;
        await expectServed(other);
        expect(signals.map(({ aborted }) => aborted)).to.deep.equal(numbers(1, MANY).map(() => true));
      });
    });

    it('that closes does not block the process after 50,000 CONNECTs to one namespace', () => {
      const { signals, gateways } = gatewaysWith();
      return run({ gateways }, async ({ session, left, join }) => {
        const other = await join();
        await session.send(...numbers(1, 50_000).map(() => '0/rooms/1,'));
        await expectServed(session);
        const begun = performance.now();
        session.close();
        await left;
        await expectServed(other);
        expect(performance.now() - begun).to.be.below(BOUND_MS);
        expect(signals).to.have.length(1);
      });
    }).timeout(60_000);

    it('does not block the process with 50,000 CONNECTs to as many namespaces', () => {
      const { signals, gateways } = gatewaysWith();
      return run({ gateways }, async ({ session, left, join }) => {
        const other = await join();
        const begun = performance.now();
        await session.send(...numbers(1, 50_000).map((room) => `0/rooms/${room},`));
        await left;
        await expectServed(other);
        expect(performance.now() - begun).to.be.below(BOUND_MS);
        expect(signals).to.have.length.below(32);
      });
    }).timeout(60_000);
  });
});
