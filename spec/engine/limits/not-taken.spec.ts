import { expect } from 'chai';
import { Decoder, Encoder, PacketType } from 'socket.io-parser';
import { namespacesOf } from '../../../src/engine/internals/socket-io';
import { RawSession } from '../../support/raw-session';
import { expectServed, expectWarning, overBothTransports, PATH } from './support';

/** An event with so many attachments, and they. */
const withAttachments = (count: number): (string | Buffer)[] => {
  const packet = { type: PacketType.EVENT, nsp: '/', data: ['echo', ...Array<Buffer>(count).fill(Buffer.from('b'))] };
  return new Encoder().encode({ ...packet, id: 5 }) as (string | Buffer)[];
};

/** Takes more attachments than socket.io's does by default. */
class RoomyDecoder extends Decoder {
  constructor() {
    super({ maxAttachments: 60 });
  }
}

const unreadable: Readonly<Record<string, readonly [packets: readonly (string | Buffer)[], why: string]>> = {
  'an event with eleven attachments': [withAttachments(11), 'too many attachments'],
  'a packet of no type': [['9["echo"]'], 'unknown packet type 9'],
  'an event that is no JSON': [['2["echo",s3cret'], 'invalid payload'],
  'an event whose data are no array': [['2{"s3cret":1}'], 'invalid payload'],
  'a text in place of an attachment': [
    ['51-["echo",{"_placeholder":true,"num":0}]', '2["echo"]'],
    'got plaintext data',
  ],
  'bytes that nothing announced': [[Buffer.from('s3cret')], 'got binary data'],
};

const hostile: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  'a symbol': () => Symbol('thrown'),
  'an object without a prototype': () => Object.create(null) as object,
  'an error without a message': () => Object.defineProperty(new Error(), 'message', { value: undefined }),
  'an error whose message is a symbol': () => Object.defineProperty(new Error(), 'message', { value: Symbol('m') }),
  'an error whose message is a getter that throws': () => Object.defineProperty(new Error(), 'message', { get: fail }),
  'a toString that throws': () => ({ toString: fail }),
  'a proxy that is revoked': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
};

function fail(): never {
  throw new Error('a trap');
}

overBothTransports((run, transport) => {
  describe('A packet that is not taken', () => {
    for (const [what, [packets, why]] of Object.entries(unreadable)) {
      it(`does not close a connection without a line in the log that says why: ${what}`, () =>
        run({}, async ({ session, logger, join }) => {
          const other = await join();
          await session.send(...packets);
          await session.closed;
          expectWarning(logger, 'Closed the connection of 127.0.0.1', why);
          expect(logger.lines.join('')).to.not.include('s3cret');
          await expectServed(other);
        }));
    }

    for (const [packet, name] of [
      ['2/elsewhere,["echo"]', '"/elsewhere"'],
      ['3/else\nwhere,1[]', String.raw`"/else\nwhere"`],
    ] as const) {
      it(`closes its connection with a line that names where its client is not: ${name}`, () =>
        run({}, async ({ session, logger }) => {
          await session.send(packet);
          await session.closed;
          expect(logger.lines.join('\n')).to.include(
            `info: Closed the connection of 127.0.0.1: its packet was not taken: it is not in ${name}`,
          );
        }));
    }

    it('is told of with the error of the application, where it is that which throws', () =>
      run({}, async ({ application, host, logger }) => {
        const error = new Error('of the application');
        host.servers.get(PATH)?.of(() => {
          throw error;
        });
        using session = await RawSession.open(application.url, PATH, transport);
        await session.send('0/own,');
        await session.closed;
        expectWarning(logger, 'its packet was not taken: of the application');
        expect(logger.at('warn')[0]?.fields.err).to.equal(error);
      }));

    for (const [what, make] of Object.entries(hostile)) {
      it(`closes its connection alone, with a line, whatever the application throws at it: ${what}`, () =>
        run({}, async ({ application, host, logger, join }) => {
          const other = await join();
          let throws = true;
          const server = host.servers.get(PATH)!;
          const own = server.of((name, _auth, next) => {
            if (throws) throw make();
            next(null, name === '/own');
          });
          own.on('connection', () => undefined); // so that it is a namespace of the application
          using first = await RawSession.open(application.url, PATH, transport);
          await first.send('0/own,');
          await first.closed;
          expectWarning(logger, 'its packet was not taken: ');
          using second = await RawSession.open(application.url, PATH, transport);
          throws = false;
          await second.connect('/own');
          namespacesOf(server).delete('/own'); // so that the application is asked again
          throws = true;
          await second.send('1/own,', '0/own,'); // in one go: socket.io is given the second a tick later
          await second.closed;
          expect(logger.at('warn')).to.have.length(2);
          expect(logger.at('warn')[1]?.message).to.equal(logger.at('warn')[0]?.message);
          await expectServed(other);
        }));
    }

    it('is no warning where its client was in the namespace a moment ago', () =>
      run({}, async ({ session, socket, logger }) => {
        socket.disconnect();
        await session.send('2["echo"]');
        await session.closed;
        expect(logger.at('warn')).to.deep.equal([]);
        expect(logger.lines.filter((line) => line.includes('its packet was not taken'))).to.deep.equal([
          'info: Closed the connection of 127.0.0.1: its packet was not taken: it is not in "/"',
        ]);
      }));

    it('does not fill the log, however often clients of an address come with one', () =>
      run({}, async ({ application, logger }) => {
        for (let count = 0; count < 30; count += 1) {
          using session = await RawSession.open(application.url, PATH, transport);
          await session.send('9');
          await session.closed;
        }
        expect(logger.at('warn')).to.have.length(20);
        expect(logger.at('warn').at(-1)?.message).to.include('more of it from this address is counted');
      }));
  });

  describe('An event with many attachments', () => {
    it('is handled with ten of them', () =>
      run({}, async ({ session }) => {
        await session.send(...withAttachments(10));
        await session.until(() => session.received.includes('35[10]'));
      }));

    it('is handled with as many as the parser takes', () =>
      run({ server: { parser: { Encoder, Decoder: RoomyDecoder } } }, async ({ session, logger }) => {
        await session.send(...withAttachments(60));
        await session.until(() => session.received.includes('35[60]'));
        expect(logger.at('warn')).to.deep.equal([]);
      }));
  });
});
