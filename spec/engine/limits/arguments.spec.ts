import { expect } from 'chai';
import { expectServed, expectWarning, overBothTransports } from './support';

/** So many end the process, if socket.io gets to apply them to a function. */
const MANY = 130_000;

function ones(count: number): string {
  return Array.from({ length: count }, () => '1').join();
}

/** Packets by what they are, with so many arguments. */
const events: Readonly<Record<string, (count: number) => readonly (string | Buffer)[]>> = {
  'an event': (count) => [`2["echo",${ones(count)}]`],
  'an event that asks for an acknowledgement': (count) => [`25["echo",${ones(count)}]`],
  'an event that nothing handles': (count) => [`25["nothing",${ones(count)}]`],
  'an event whose name is a number': (count) => [`25[42,${ones(count)}]`],
  'an event with an attachment': (count) => [
    `51-5["echo",${ones(count - 1)},{"_placeholder":true,"num":0}]`,
    Buffer.from('bytes'),
  ],
};

overBothTransports((run) => {
  describe('a packet with too many arguments', () => {
    for (const [title, packetsOf] of Object.entries(events)) {
      it(`closes the connection of its client and does not end the process: ${title}`, () =>
        run({}, async ({ session, left, logger, join }) => {
          const other = await join();
          await session.send(...packetsOf(MANY));
          expect(await left).to.be.oneOf(['transport close', 'forced close']);
          await session.closed;
          expectWarning(logger, 'limits.maxArguments', '64', '127.0.0.1');
          await expectServed(other);
        }));

      it(`does not reach a handler with one more than 64: ${title}`, () =>
        run({}, async ({ session, left, socket, logger }) => {
          const seen: string[] = [];
          socket.onAny((event: string) => seen.push(event));
          await session.send(...packetsOf(65));
          await left;
          expect(seen).to.deep.equal([]);
          expectWarning(logger, 'limits.maxArguments');
        }));

      it(`is handled with 64: ${title}`, () =>
        run({}, async ({ session, socket, logger }) => {
          const seen: unknown[] = [];
          socket.onAny((_event: string, ...args: unknown[]) => {
            seen.push(args.filter((argument) => typeof argument !== 'function').length);
          });
          await session.send(...packetsOf(64));
          await expectServed(session);
          expect(seen).to.deep.equal([64, 1]);
          expect(logger.at('warn')).to.deep.equal([]);
        }));
    }

    it('is closed for as soon as its number is above the one that the options name', () =>
      run({ limits: { maxArguments: 3 } }, async ({ session, left, logger }) => {
        await session.send('25["echo",1,2,3]');
        await session.until(() => session.count('35') === 1);
        expect(session.received.at(-1)).to.equal('35[3]');
        await session.send('25["echo",1,2,3,4]');
        await left;
        expectWarning(logger, 'limits.maxArguments', 'expected at most 3');
      }));
  });

  describe('an acknowledgement with too many values', () => {
    it('closes the connection of its client and does not end the process', () =>
      run({}, async ({ session, socket, left, logger, join }) => {
        const [other, answers] = [await join(), [] as unknown[]];
        socket.emit('question', (...values: unknown[]) => answers.push(values.length));
        await session.until(() => session.count('2') === 1);
        const [, id = ''] = /^2(\d+)/.exec(session.received.at(-1) ?? '') ?? [];
        await session.send(`3${id}[${ones(MANY)}]`);
        await left;
        expect(answers).to.deep.equal([]);
        expectWarning(logger, 'limits.maxArguments');
        await expectServed(other);
      }));

    it('does not end the process when everyone was asked', () =>
      run({}, async ({ session, socket, left, join }) => {
        const other = await join();
        const asked = socket.nsp.timeout(500).emitWithAck('question');
        await session.until(() => session.count('2') === 1);
        await other.until(() => other.count('2') === 1);
        const [, id = ''] = /^2(\d+)/.exec(session.received.at(-1) ?? '') ?? [];
        await session.send(`3${id}[${ones(MANY)}]`);
        await left;
        await other.send(`3${id}["answered"]`);
        expect(await asked.catch((error: unknown) => (error as { responses: unknown }).responses)).to.deep.equal([
          'answered',
        ]);
      }));

    it('is taken with 64', () =>
      run({}, async ({ session, socket }) => {
        const answered = new Promise<number>((resolve) => {
          socket.emit('question', (...values: unknown[]) => resolve(values.length));
        });
        await session.until(() => session.count('2') === 1);
        const [, id = ''] = /^2(\d+)/.exec(session.received.at(-1) ?? '') ?? [];
        await session.send(`3${id}[${ones(64)}]`);
        expect(await answered).to.equal(64);
      }));

    it('closes the connection also when nobody asked', () =>
      run({}, async ({ session, left, logger }) => {
        await session.send(`3999[${ones(65)}]`);
        await left;
        expectWarning(logger, 'limits.maxArguments');
      }));
  });
});
