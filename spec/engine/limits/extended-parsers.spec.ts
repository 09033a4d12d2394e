import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { Decoder, Encoder } from 'socket.io-parser';
import { channels, type EventMessage } from '../../../src';
import { RawSession } from '../../support/raw-session';
import { transports } from '../../support/transports';
import { joined } from '../joined/support';
import {
  atOnce,
  base64,
  byPromise,
  CONNECT,
  event,
  handled,
  later,
  parserWith,
  runForeign,
  runParser,
} from './foreign-parsers';
import { expectWarning } from './support';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** Texts that say nothing of what is in them. */
class Base64Decoder extends Decoder {
  override add(chunk: string): void {
    super.add(Buffer.from(chunk, 'base64').toString());
  }
}

/** Decodes as socket.io does, in another turn. */
class LaterDecoder extends Decoder {
  override add(chunk: string): void {
    setImmediate(() => super.add(chunk));
  }
}

/** Decodes as socket.io does, and overrides another method than `add`. */
class RevivingDecoder extends Decoder {
  constructor() {
    super((_key: string, value: unknown) => (value === 'deep' ? (JSON.parse(nested(500)) as unknown) : value));
  }
}

/** Parsers that extend socket.io's own, how their texts are written, and an event that is nested too deeply. */
const extended: Readonly<Record<string, readonly [parser: object, write: (text: string) => string, event: string]>> = {
  'reads other texts': [
    { Encoder, Decoder: Base64Decoder },
    (text) => Buffer.from(text).toString('base64'),
    `2["echo",${nested(500)}]`,
  ],
  'decodes later': [{ Encoder, Decoder: LaterDecoder }, String, `2["echo",${nested(500)}]`],
  'makes other values': [{ Encoder, Decoder: RevivingDecoder }, String, '2["echo","deep"]'],
};

for (const transport of transports) {
  describe(`over ${transport}, with a parser that extends socket.io's own`, () => {
    for (const [title, [parser, write, deep]] of Object.entries(extended)) {
      it(`nothing passes that is nested too deeply where it ${title}`, () =>
        runParser(transport, parser, write('0'), async ({ session, closed, logger }) => {
          await session.send(write('2["echo",1]'));
          while (handled.length === 0) await eventLoopTurn();
          await session.send(write(deep));
          await closed;
          expect(handled).to.deep.equal([[1]]);
          expectWarning(logger, 'limits.maxDepth');
        }));
    }
  });

  for (const [when, deliver] of Object.entries({ 'at once': atOnce, later, 'by a promise': byPromise })) {
    describe(`over ${transport}, in a server of the application whose parser decodes ${when}`, () => {
      for (const [title, packet, line] of [
        ['is nested too deeply', event('echo', JSON.parse(nested(500))), 'limits.maxDepth'],
        ['has no name of an event', event('disconnect', 1), 'The name of an event is none'],
      ] as const) {
        it(`what ${title} closes its connection, and does not end the process`, async () => {
          const { application, logger } = await joined({}, undefined, { parser: parserWith(base64, deliver) });
          await using _application = application;
          using session = await RawSession.open(application.url, '/socket.io', transport);
          await session.send(base64.encode([{ type: CONNECT, nsp: '/' }]));
          await session.until(() => session.received.length > 0);
          await session.send(base64.encode([event('gateway:event', 'text'), packet]));
          await session.closed;
          expectWarning(logger, line);
        });
      }
    });
  }

  describe(`over ${transport}, the events of one chunk`, () => {
    it('count its bytes for the first of them', () =>
      runForeign(transport, base64, atOnce, async ({ session }) => {
        const bytes: number[] = [];
        const look = (message: EventMessage): void => void bytes.push(message.bytes);
        channels.event.start.subscribe(look);
        const chunk = base64.encode([event('echo', { a: 1 }), event('echo', { a: 2 })]);
        await session.send(chunk);
        while (handled.length < 2) await eventLoopTurn();
        channels.event.start.unsubscribe(look);
        expect(bytes).to.deep.equal([chunk.length, 0]);
      }));
  });
}
