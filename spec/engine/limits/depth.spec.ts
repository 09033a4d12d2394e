import { expect } from 'chai';
import type { GatewayContext } from '../../../src';
import { expectServed, expectWarning, overBothTransports } from './support';

const arrays = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
/** Its brackets, taken for JSON's own, would say that it is flat. */
const disguised = (depth: number): string => '["]]",'.repeat(depth) + '1' + ']'.repeat(depth);
const escaped = (depth: number): string =>
  String.raw`["\\\"]",{"\"}":`.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2);
const amongOthers = (depth: number): string => `{"a":[${'[],'.repeat(5_000)}{}],"b":${arrays(depth - 1)},"c":[]}`;

const nested = { arrays, objects, disguised, escaped, amongOthers };

/** Packets by what they are, with a value in them. */
const packets: Readonly<Record<string, (value: string) => readonly (string | Buffer)[]>> = {
  'an event': (value) => [`2["echo",${value}]`],
  'the last argument of an event': (value) => [`25["echo",1,{},[],${value}]`],
  'an event that nothing handles': (value) => [`25["nothing",${value}]`],
  'an event with an attachment': (value) => [
    `51-5["echo",${value},{"_placeholder":true,"num":0}]`,
    Buffer.from('bytes'),
  ],
  'an acknowledgement': (value) => [`31[${value}]`],
};

overBothTransports((run) => {
  describe('a payload that is nested too deeply', () => {
    for (const [title, packetsOf] of Object.entries(packets)) {
      it(`does not reach a handler, and closes the connection of its client: ${title}`, () =>
        run({}, async ({ session, left, socket, logger, join }) => {
          const [other, seen] = [await join(), [] as unknown[]];
          socket.onAny((event: string) => seen.push(event));
          await session.send(...packetsOf(arrays(5_000)));
          await left;
          await session.closed;
          expect(seen).to.deep.equal([]);
          expectWarning(logger, 'limits.maxDepth', '100', '127.0.0.1');
          await expectServed(other);
        }));
    }

    for (const [kind, of] of Object.entries(nested)) {
      it(`does not pass with 102 levels, and passes with 100: ${kind}`, () =>
        run({}, async ({ session, left, socket, logger }) => {
          const seen: unknown[] = [];
          socket.onAny((_event: string, value: unknown) => seen.push(value));
          await session.send(`2["echo",${of(100)}]`);
          await expectServed(session);
          expect(JSON.stringify(seen[0])).to.equal(of(100));
          await session.send(`2["echo",${of(102)}]`);
          await left;
          expect(seen).to.have.length(2);
          expectWarning(logger, 'limits.maxDepth');
        }));
    }

    for (const [kind, of] of Object.entries({ arrays, objects, amongOthers })) {
      it(`does not pass with 1 level more than the options say: ${kind}`, () =>
        run({ limits: { maxDepth: 3 } }, async ({ session, left, socket }) => {
          const seen: unknown[] = [];
          socket.onAny((_event: string, value: unknown) => seen.push(JSON.stringify(value)));
          await session.send(`2["echo",${of(3)}]`);
          await expectServed(session);
          await session.send(`2["echo",${of(4)}]`);
          await left;
          expect(seen).to.deep.equal([of(3), '1']);
        }));
    }

    it('is no text with brackets in it', () =>
      run({}, async ({ session, socket }) => {
        const seen: unknown[] = [];
        socket.onAny((_event: string, value: unknown) => seen.push(value));
        const text = '[{'.repeat(5_000);
        await session.send(`2["echo",${JSON.stringify(text)}]`);
        await expectServed(session);
        expect(seen).to.deep.equal([text, 1]);
      }));
  });

  describe('an acknowledgement that is nested too deeply', () => {
    it('does not reach the one who asked', () =>
      run({}, async ({ session, socket, left }) => {
        const answers: unknown[] = [];
        socket.emit('question', (answer: unknown) => answers.push(answer));
        await session.until(() => session.count('2') === 1);
        const [, id = ''] = /^2(\d+)/.exec(session.received.at(-1) ?? '') ?? [];
        await session.send(`3${id}[${arrays(101)}]`);
        await left;
        expect(answers).to.deep.equal([]);
      }));
  });

  describe('an `auth` that is nested too deeply', () => {
    const authOf = (levels: number): string => `{"a":${arrays(levels - 1)}}`;
    const seen: unknown[] = [];
    const guards = [({ environment }: GatewayContext) => seen.push(environment.auth) > 0];
    beforeEach(() => void seen.splice(0));

    it('does not reach a guard, and closes the connection of its client', () =>
      run({ guards }, async ({ session, left, socket, logger }) => {
        seen.splice(0);
        const { nsp } = socket;
        await session.send('1'); // it leaves the namespace, and may come again
        await left;
        const closed = new Promise((resolve) => socket.conn.once('close', resolve));
        await session.send(`0${authOf(101)}`);
        await closed;
        await session.closed;
        expect([seen, nsp.sockets.size]).to.deep.equal([[], 0]);
        expectWarning(logger, 'limits.maxDepth');
      }));

    it('passes with 100 levels', () =>
      run({ guards }, async ({ session, left }) => {
        seen.splice(0);
        await session.send('1');
        await left;
        const answer = await session.connect('/', JSON.parse(authOf(100)) as object);
        expect(answer).to.include('"sid"');
        expect(JSON.stringify(seen)).to.equal(`[${authOf(100)}]`);
      }));
  });
});
