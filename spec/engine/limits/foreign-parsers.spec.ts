import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { nested } from '../../support/hostile-values';
import { transports } from '../../support/transports';
import {
  ACK,
  atOnce,
  base64,
  byPromise,
  cloned,
  type Codec,
  CONNECT,
  event,
  handled,
  later,
  packed,
  runForeign,
} from './foreign-parsers';
import { expectWarning } from './support';

const codecs: Readonly<Record<string, Codec>> = {
  'makes texts without a bracket': base64,
  'makes bytes': packed,
  'clones values': cloned,
};
const deliveries = { 'at once': atOnce, later, 'by a promise': byPromise };

/** Packets that break a limit. */
const beyond: Readonly<Record<string, readonly [limit: string, packet: object]>> = {
  'an event that is nested too deeply': ['maxDepth', event('echo', nested(500))],
  'an event that is nested one level too deeply': ['maxDepth', event('echo', nested(101))],
  'an acknowledgement that is nested too deeply': ['maxDepth', { type: ACK, nsp: '/', id: 0, data: [nested(500)] }],
  'an `auth` that is nested too deeply': ['maxDepth', { type: CONNECT, nsp: '/other', data: { a: nested(500) } }],
  'an event with too many arguments': ['maxArguments', event('echo', ...Array<number>(65).fill(1))],
  'an event with a long name': ['maxEventNameLength', event('e'.repeat(129))],
};

/** Packets that are none. */
const none: Readonly<Record<string, object>> = {
  'an event with a name of socket.io': event('disconnect', 'forged'),
  'an event whose name is an object': event({ toString: 1 }),
};

/** What was handled besides the first values: socket.io drops those that come in the tick in which a connection closes. */
const handledAfter = (first: number): unknown[] => handled.flat().filter((value) => !(Number(value) <= first));

const evil = (): unknown => JSON.parse('{"list":[{"__proto__":{"isAdmin":true}}]}');

for (const transport of transports) {
  for (const [makes, codec] of Object.entries(codecs)) {
    for (const [when, deliver] of Object.entries(deliveries)) {
      describe(`over ${transport}, with a parser that ${makes} and decodes ${when}`, () => {
        for (const [title, [limit, packet]] of Object.entries(beyond)) {
          it(`does not reach a handler as the second packet of a chunk: ${title}`, () =>
            runForeign(transport, codec, deliver, async ({ session, socket, closed, logger }) => {
              const answers: unknown[] = [];
              socket.emit('question', (answer: unknown) => answers.push(answer));
              await session.send(codec.encode([event('echo', 1), packet, event('echo', 'after')]));
              await closed;
              expect([handledAfter(1), answers]).to.deep.equal([[], []]);
              expectWarning(logger, `limits.${limit}`);
            }));
        }

        for (const [title, packet] of Object.entries(none)) {
          it(`closes the connection, with a line in the log, and does not end the process: ${title}`, () =>
            runForeign(transport, codec, deliver, async ({ session, closed, logger, errors }) => {
              await session.send(codec.encode([event('echo', 1), packet, event('echo', 'after')]));
              await closed;
              expect(handledAfter(1)).to.deep.equal([]);
              expectWarning(logger, 'its packet was not taken: The name of an event is none');
              expect(errors.map(String)).to.deep.equal(['TypeError: The name of an event is none']);
            }));
        }

        it('is handled within the limits, in order, whatever was sent before', () =>
          runForeign(transport, codec, deliver, async ({ session, logger }) => {
            const values = [nested(100), { a: [null, 'text', 1.5] }, nested(3)];
            await session.send(codec.encode(values.map((value) => event('echo', value))));
            await session.send(codec.encode([event('echo', 'last')]));
            while (handled.length < 4) await eventLoopTurn();
            expect(handled.flat()).to.deep.equal([...values, 'last']);
            expect(logger.at('warn')).to.deep.equal([]);
          }));
      });
    }
  }

  for (const [when, deliver] of Object.entries(deliveries)) {
    describe(`over ${transport}, with a parser of msgpack that decodes ${when}`, () => {
      it('a packet whose data inherit from each other reaches no handler as the third', () =>
        runForeign(transport, packed, deliver, async ({ session, closed, logger }) => {
          await session.send(packed.encode([event('echo', 1), event('echo', 2), event('echo', evil())]));
          await closed;
          expect(handledAfter(2)).to.deep.equal([]);
          expectWarning(logger, 'inherit from each other');
        }));

      it('nor in a chunk of its own that comes at once after another', () =>
        runForeign(transport, packed, deliver, async ({ session, closed, logger }) => {
          await session.send(packed.encode([event('echo', 1)]), packed.encode([event('echo', evil())]));
          await closed;
          expect(handledAfter(1)).to.deep.equal([]);
          expectWarning(logger, 'inherit from each other');
        }));
    });
  }

  describe(`over ${transport}, a chunk that a parser cannot decode`, () => {
    for (const [when, deliver] of Object.entries({ 'at once': atOnce, 'by a promise': byPromise })) {
      it(`closes the connection, with a line in the log, where it is decoded ${when}`, () =>
        runForeign(transport, base64, deliver, async ({ session, closed, logger, errors }) => {
          await session.send(Buffer.from('not JSON').toString('base64'));
          await closed;
          expectWarning(logger, 'its packet was not taken: ', 'JSON');
          expect(errors).to.have.length(1);
        }));
    }
  });
}
