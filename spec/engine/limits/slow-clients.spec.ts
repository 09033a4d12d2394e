import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import type { Socket } from 'socket.io';
import { type RawSession } from '../../support/raw-session';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../src';
import { expectServed, expectWarning, overBothTransports, PATH } from './support';

const MEBIBYTE = 1024 * 1024;
const PACKET = 'x'.repeat(32 * 1024);
/** Far more than the kernel's buffers and any limit hold: a spec that gets so far has failed. */
const ENOUGH = 64 * MEBIBYTE;

/** What of engine.io tells how much waits for a client. */
interface Waiting {
  readonly writeBuffer: readonly { readonly data?: string | Buffer }[];
  readonly transport: { readonly writable: boolean };
}

function waitingBytes(socket: Socket): number {
  const { writeBuffer } = socket.conn as unknown as Waiting;
  return writeBuffer.reduce((sum, { data = '' }) => sum + data.length, 0);
}

function isBlocked(socket: Socket): boolean {
  return !(socket.conn as unknown as Waiting).transport.writable;
}

/** Sends until the transport takes nothing any more: the kernel's buffers are full. */
async function fill(socket: Socket): Promise<void> {
  let blockedTurns = 0;
  while (blockedTurns < 50) {
    if (isBlocked(socket)) blockedTurns += 1;
    else {
      blockedTurns = 0;
      socket.emit('news', PACKET);
    }
    await eventLoopTurn();
  }
}

/** Calls `send` once a turn until the client is gone; gives the most that ever waited for it. */
async function sendUntilGone(socket: Socket, send: () => void): Promise<number> {
  let most = 0;
  for (let sent = 0; socket.connected && sent < ENOUGH; sent += PACKET.length) {
    send();
    most = Math.max(most, waitingBytes(socket));
    await eventLoopTurn();
  }
  return most;
}

/** How many lists were made. */
let lists = 0;

@WebSocketGateway({ path: PATH })
class ListGateway extends GatewayBase {
  @SubscribeMessage()
  list(): string {
    lists += 1;
    return PACKET;
  }
}

const sends: Readonly<Record<string, (socket: Socket, text: string) => void>> = {
  'with broadcasts': (socket, text) => socket.nsp.emit('news', text),
  'with broadcasts to a room': (socket, text) => socket.nsp.to(socket.id).emit('news', text),
  'with events of its own': (socket, text) => socket.emit('news', text),
  'with bytes': (socket, text) => socket.nsp.emit('news', Buffer.from(text)),
};

overBothTransports((run, transport) => {
  describe('a client that never reads', () => {
    for (const [title, send] of Object.entries(sends)) {
      it(`does not make more than a bound wait for it in memory, ${title}`, () =>
        run({}, async ({ session, socket, left, logger, join }) => {
          const other = await join();
          session.stopReading();
          await fill(socket);
          const most = await sendUntilGone(socket, () => send(socket, PACKET));
          expect(most).to.be.within(MEBIBYTE, 1.25 * MEBIBYTE);
          expect(await left).to.be.oneOf(['forced close', 'transport close', 'transport error']);
          expectWarning(logger, 'limits.maxBufferedBytes', String(MEBIBYTE), '127.0.0.1');
          await expectServed(other);
        }));
    }

    it('is disconnected though it answers pings', () =>
      run({ server: { pingInterval: 25, pingTimeout: 5_000 } }, async ({ session, socket, left }) => {
        session.stopReading();
        session.answerPingsBlindly(10);
        await fill(socket);
        await sendUntilGone(socket, () => socket.nsp.emit('news', PACKET));
        expect(await left).not.to.equal('ping timeout');
      }));

    it('does not stay connected, nor in memory, with what its own events make the server answer', () =>
      run({}, async ({ session, socket, left, logger }) => {
        session.stopReading();
        await fill(socket);
        let most = 0;
        const name = 'e'.repeat(100);
        for (let sent = 0; socket.connected && sent < ENOUGH; sent += 2_000 * name.length) {
          await session.send(...Array.from({ length: 2_000 }, () => `27["${name}"]`));
          await eventLoopTurn();
          most = Math.max(most, waitingBytes(socket));
        }
        await left;
        expect(most).to.be.below(3 * MEBIBYTE);
        expectWarning(logger, 'limits.maxBufferedBytes');
      }));

    for (const [title, count] of [
      ['when it asks for a list again and again in one turn', 4_000],
      ['however often that is', 12_000],
    ] as const) {
      it(`does not fill the memory before the turn is over, ${title}`, () =>
        run({ gateways: [ListGateway] }, async ({ session, socket, left, logger, join }) => {
          const other = await join();
          lists = 0;
          let most = 0;
          socket.conn.on('packetCreate', () => (most = Math.max(most, waitingBytes(socket))));
          session.stopReading();
          await session.send(...Array.from({ length: count }, () => '2["list"]'));
          await left;
          expect(most).to.be.below(20 * MEBIBYTE);
          expect(lists * PACKET.length).to.be.below(40 * MEBIBYTE);
          expectWarning(logger, 'limits.maxBufferedBytes', '127.0.0.1');
          await other.send('21["list"]');
          await other.until(() => other.count('31') === 1);
        }));
    }

    it('stays with volatile broadcasts, which nobody keeps for it', () =>
      run({}, async ({ session, socket, logger, join }) => {
        const other = await join();
        session.stopReading();
        await fill(socket);
        for (let sent = 0; sent < 4 * MEBIBYTE; sent += PACKET.length) {
          socket.nsp.volatile.emit('news', PACKET);
          await eventLoopTurn();
        }
        await expectServed(other);
        expect(socket.connected).to.equal(true);
        expect(logger.at('warn')).to.deep.equal([]);
      }));

    it('stays as long as less waits for it than the bound', () =>
      run({}, async ({ session, socket, logger, join }) => {
        const other = await join();
        session.stopReading();
        await fill(socket);
        while (waitingBytes(socket) + 2 * PACKET.length < MEBIBYTE) {
          socket.nsp.emit('news', PACKET);
          await eventLoopTurn();
        }
        await expectServed(other);
        expect(socket.connected).to.equal(true);
        expect(logger.at('warn')).to.deep.equal([]);
      }));

    it('is disconnected at the bound that the options name', () =>
      run({ limits: { maxBufferedBytes: 4 * MEBIBYTE } }, async ({ session, socket, left }) => {
        session.stopReading();
        await fill(socket);
        const most = await sendUntilGone(socket, () => socket.nsp.emit('news', PACKET));
        expect(most).to.be.within(4 * MEBIBYTE, 4.25 * MEBIBYTE);
        await left;
      }));

    it('does not slow down those who read', () =>
      run({}, async ({ session, socket, left, join }) => {
        const other = await join();
        session.stopReading();
        await fill(socket);
        let sent = 0;
        while (socket.connected) {
          const known = other.count('2["tick"');
          socket.nsp.emit('tick', PACKET);
          sent += 1;
          await other.until(() => other.count('2["tick"') > known);
        }
        await left;
        expect(other.count('2["tick"')).to.equal(sent);
      }));
  });

  describe('a client that reads', () => {
    /** Everything that it is sent arrives. */
    async function expectAll(session: RawSession, socket: Socket, count: number): Promise<void> {
      await session.until(() => session.count('2["news"') === count);
      await expectServed(session);
      expect(socket.connected).to.equal(true);
    }

    it('is not disconnected for one packet of many times the bound', () =>
      run({}, async ({ session, socket, logger }) => {
        socket.emit('news', 'x'.repeat(8 * MEBIBYTE));
        await expectAll(session, socket, 1);
        socket.emit('hello');
        socket.emit('news', 'x'.repeat(8 * MEBIBYTE)); // it waits for the one before it
        socket.emit('news', 'short');
        await expectAll(session, socket, 3);
        expect(logger.at('warn')).to.deep.equal([]);
      }));

    it('is not disconnected for many packets of many times the bound that are sent in one turn', () =>
      run({}, async ({ session, socket, logger }) => {
        for (let packet = 0; packet < 128; packet += 1) socket.emit('news', PACKET);
        await expectAll(session, socket, 128);
        expect(logger.at('warn')).to.deep.equal([]);
      }));

    it('is not disconnected when it connects and is sent what is there before it polls again', () =>
      run({}, async ({ socket, application, logger }) => {
        const everything = 64;
        socket.nsp.once('connection', (newcomer) => {
          for (let packet = 0; packet < everything; packet += 1) newcomer.emit('news', PACKET);
        });
        const client = application.client('/limited', { transports: [transport] });
        let received = 0;
        const all = new Promise<void>((resolve) => {
          client.on('news', () => {
            received += 1;
            if (received === everything) resolve();
          });
        });
        client.connect();
        await all;
        expect(await client.emitWithAck('echo', 1)).to.equal(1);
        expect(logger.at('warn')).to.deep.equal([]);
      }));
  });
});
