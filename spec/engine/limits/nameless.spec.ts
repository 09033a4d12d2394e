import { expect } from 'chai';
import { expectServed, overBothTransports } from './support';

// A packet of socket.io may end before its JSON: its parser takes that, and the name of the event is then whatever
// socket.io adds to the arguments, the function that acknowledges.
overBothTransports((run) => {
  describe('an event without a name', () => {
    for (const [what, packet] of [
      ['that asks for an acknowledgement', '27'],
      ['that asks for none', '2'],
    ] as const) {
      it(`reaches nothing, ${what}, and closes the connection of its client`, () =>
        run({}, async ({ session, left, socket, join }) => {
          const [other, seen] = [await join(), [] as unknown[]];
          socket.onAny((event) => seen.push(event));
          await session.send(packet);
          await left;
          expect(seen).to.deep.equal([]);
          expect(session.received.join('')).to.not.include('function');
          await expectServed(other);
        }));
    }
  });

  describe('an acknowledgement without values', () => {
    it('is one', () =>
      run({}, async ({ session, socket }) => {
        const answered = socket.timeout(5_000).emitWithAck('question');
        await session.until(() => session.received.some((packet) => packet.includes('question')));
        await session.send('30');
        expect(await answered).to.equal(undefined);
      }));
  });
});
