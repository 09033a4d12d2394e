import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { transports } from '../../support/transports';
import { atOnce, cloned, type Codec, EVENT, event, handled, later, runForeign } from './foreign-parsers';
import { expectWarning } from './support';

type Nest = (value: unknown) => unknown;

function nestedBy(nest: Nest, levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = nest(value);
  return value;
}

/** What holds a value, in structured clones. */
const nests: Readonly<Record<string, Nest>> = {
  'members beside others': (value) => ({ first: 1, value, last: 'text' }),
  'maps by their values': (value) => new Map([['key', value]]),
  'maps by their keys': (value) => new Map([[value, 'value']]),
  sets: (value) => new Set([value]),
  'lists with holes': (value) => Object.assign([], { 3: value }),
};

/** Every object holds another one twice: as a tree it has 2 ** 90 of them. */
const twice = (): unknown => nestedBy((value) => [value, value], 90);

const holdingItself = (): unknown => {
  const value: Record<string, unknown> = { list: [] };
  (value.list as unknown[]).push(value, value);
  return value;
};

const almostEmpty = (): unknown => {
  const list: unknown[] = [];
  list.length = 2 ** 32 - 1;
  return list;
};

const wide = (): object => Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]));

/** Takes structured clones, and makes of them what a class of the application makes. */
const made = (make: (value: unknown) => unknown): Codec => ({
  encode: (packets) => cloned.encode(packets),
  decode: (chunk) =>
    (cloned.decode(chunk) as { type: number; data: unknown[] }[]).map((packet) =>
      packet.type === EVENT
        ? { ...packet, data: packet.data.map((each, index) => (index ? make(each) : each)) }
        : packet,
    ),
});

class Endless {
  get next(): Endless {
    return new Endless();
  }
}

const endless = (): object => Object.defineProperty({}, 'next', { enumerable: true, get: endless });

const throwing = (): object =>
  new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('no keys');
      },
    },
  );

for (const transport of transports) {
  for (const [when, deliver] of Object.entries({ 'at once': atOnce, later })) {
    describe(`over ${transport}, with a parser that clones values and decodes ${when}`, () => {
      for (const [title, nest] of Object.entries(nests)) {
        it(`nothing passes with a level more than maxDepth, and it does with as many: ${title}`, () =>
          runForeign(transport, cloned, deliver, async ({ session, closed, logger }) => {
            await session.send(cloned.encode([event('echo', nestedBy(nest, 100))]));
            while (handled.length === 0) await eventLoopTurn();
            await session.send(cloned.encode([event('echo', nestedBy(nest, 101))]));
            await closed;
            expect(handled).to.have.length(1);
            expectWarning(logger, 'limits.maxDepth');
          }));
      }

      for (const [title, value, line] of [
        ['what holds itself', holdingItself, 'limits.maxDepth'],
        ['what holds another one twice, which does so, too', twice, 'repeat themselves too often'],
        ['a list of four billion items that are not there', almostEmpty, 'almost empty'],
      ] as const) {
        it(`is not looked through for ever, and reaches no handler: ${title}`, () =>
          runForeign(transport, cloned, deliver, async ({ session, closed, logger }) => {
            await session.send(cloned.encode([event('echo', value())]));
            await closed;
            expect(handled).to.deep.equal([]);
            expectWarning(logger, line);
          }));
      }

      it('a packet is handled that has much, and some of it twice', () =>
        runForeign(transport, cloned, deliver, async ({ session, logger }) => {
          const row = { a: [1, { b: [2] }] };
          const text = new String('x'.repeat(10_000));
          const values = [wide(), Array<unknown>(10_000).fill(row), new Date(0), text, [, 1], new Map([[row, row]])]; // eslint-disable-line no-sparse-arrays
          await session.send(cloned.encode([event('echo', ...values)]));
          while (handled.length === 0) await eventLoopTurn();
          expect(handled[0]).to.have.length(values.length);
          expect(logger.at('warn')).to.deep.equal([]);
        }));
    });

    describe(`over ${transport}, with a parser that makes values of the application and decodes ${when}`, () => {
      it('a getter that has no end counts as nested', () =>
        runForeign(transport, made(endless), deliver, async ({ session, closed, logger }) => {
          await session.send(cloned.encode([event('echo', 1)]));
          await closed;
          expectWarning(logger, 'limits.maxDepth');
        }));

      it('a getter of a class is the business of the class', () => {
        const codec = made(() => new Endless());
        return runForeign(transport, codec, deliver, async ({ session }) => {
          await session.send(codec.encode([event('echo', 1)]));
          while (handled.length === 0) await eventLoopTurn();
          expect(handled[0]?.[0]).to.be.an.instanceOf(Endless);
        });
      });

      it('a proxy that throws ends neither the process nor what others do', () =>
        runForeign(transport, made(throwing), deliver, async ({ session, closed, logger }) => {
          await session.send(cloned.encode([event('echo', 1)]));
          await closed;
          expectWarning(logger, 'its packet was not taken: no keys');
        }));

      it('what is called __proto__ and is of a class reaches no handler: Joi would make a prototype of it', () => {
        const member = (value: unknown): object =>
          Object.defineProperty({ size: 1 }, '__proto__', { value, enumerable: true });
        return runForeign(
          transport,
          made(() => member(new Map())),
          deliver,
          async ({ session, closed, logger }) => {
            await session.send(cloned.encode([event('echo', 1)]));
            await closed;
            expectWarning(logger, 'inherit from each other');
          },
        );
      });

      it('a namespace that is no text is none', () => {
        const codec: Codec = { ...cloned, decode: (chunk) => cloned.decode(chunk) };
        return runForeign(transport, codec, deliver, async ({ session, closed, logger }) => {
          await session.send(codec.encode([{ type: EVENT, nsp: ['/'], data: ['echo', 1] }]));
          await closed;
          expectWarning(logger, 'The namespace of a packet is none');
        });
      });

      it('an id that is nested too deeply is not sent back', () =>
        runForeign(transport, cloned, deliver, async ({ session, closed, logger }) => {
          const id = nestedBy((value) => [value], 101);
          await session.send(cloned.encode([{ type: EVENT, nsp: '/', id, data: ['echo', 1] }]));
          await closed;
          expect(handled).to.deep.equal([]);
          expectWarning(logger, 'limits.maxDepth');
        }));
    });
  }
}
