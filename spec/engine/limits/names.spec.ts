import { expect } from 'chai';
import { SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { RawSession } from '../../support/raw-session';
import { expectServed, expectWarning, overBothTransports, PATH } from './support';

@WebSocketGateway({ path: PATH })
class RootGateway {
  @SubscribeMessage()
  echo(value: unknown): unknown {
    return value;
  }
}

@WebSocketGateway({ path: PATH, namespace: '/rooms/:roomId' })
class RoomGateway {}

@WebSocketGateway({ path: PATH, namespace: `/${'fixed'.repeat(60)}` })
class LongGateway {}

/** The name of a room, so long. */
const room = (length: number): string => `/rooms/${'r'.repeat(length - '/rooms/'.length)}`;

overBothTransports((run) => {
  describe('the name of an event', () => {
    it('does not reach anything with 129 characters, and closes the connection of its client', () =>
      run({}, async ({ session, left, socket, logger, join }) => {
        const [other, seen] = [await join(), [] as string[]];
        socket.onAny((event: string) => seen.push(event));
        await session.send(`25["${'e'.repeat(129)}"]`);
        await left;
        await session.closed;
        expect(seen).to.deep.equal([]);
        expectWarning(logger, 'limits.maxEventNameLength', '129', '128', '127.0.0.1');
        await expectServed(other);
      }));

    it('is not repeated in the log when it is long', () =>
      run({}, async ({ session, left, logger }) => {
        await session.send(`25["${'e'.repeat(200_000)}"]`);
        await left;
        expect(String(logger.at('warn')[0]?.message)).to.have.length.below(500);
      }));

    it('is an unknown one with 128 characters', () =>
      run({}, async ({ session }) => {
        await session.send(`25["${'e'.repeat(128)}"]`);
        await session.until(() => session.count('35') === 1);
        expect(session.received.at(-1)).to.include('Unknown event');
      }));

    it('may be as long as the options say', () =>
      run({ limits: { maxEventNameLength: 200 } }, async ({ session, left }) => {
        await session.send(`25["${'e'.repeat(200)}"]`);
        await session.until(() => session.count('35') === 1);
        await session.send(`26["${'e'.repeat(201)}"]`);
        await left;
        expect(session.count('36')).to.equal(0);
      }));
  });

  describe('the name of a namespace', () => {
    const gateways = [RootGateway, RoomGateway, LongGateway];

    it('makes no namespace with 257 characters, and is refused as an invalid one', () =>
      run({ gateways }, async ({ session, socket }) => {
        const { server } = socket.nsp;
        expect(await session.connect(room(257))).to.include('"message":"Invalid namespace"');
        expect([...server._nsps.keys()].filter((name) => name.startsWith('/rooms'))).to.deep.equal([]);
        await expectServed(session);
      }));

    it('makes one with 256 characters', () =>
      run({ gateways }, async ({ session }) => {
        expect(await session.connect(room(256))).to.include('"sid"');
      }));

    it('may be as long as the options say', () =>
      run({ gateways, limits: { maxNamespaceLength: 20 } }, async ({ session }) => {
        expect(await session.connect(room(20))).to.include('"sid"');
        expect(await session.connect(room(21))).to.include('"message":"Invalid namespace"');
      }));

    it('may be longer where a gateway has the very name', () =>
      run({ gateways }, async ({ session }) => {
        expect(await session.connect(`/${'fixed'.repeat(60)}`)).to.include('"sid"');
      }));

    it('is refused at once when it is 200,000 characters long, and is not repeated in the log', () =>
      run({ gateways }, async ({ session, logger }) => {
        expect(await session.connect(room(200_000))).to.include('"message":"Invalid namespace"');
        const lines = (['debug', 'info', 'warn', 'error'] as const).flatMap((level) => logger.at(level));
        for (const { message } of lines) expect(message).not.to.include(room(150));
      }));
  });
});

describe('the query that a client of the third protocol gives with a namespace', () => {
  it('is no part of its name', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [RoomGateway], server: { allowEIO3: true }, limits: { maxNamespaceLength: 20 } });
    using session = await RawSession.open(application.url, PATH, 'websocket', { protocol: 3 });
    await session.send(`0/rooms/1?token=${'t'.repeat(300)}`);
    await session.until(() => session.received.some((packet) => packet.startsWith('0/rooms/1')));
    expect(session.count('4')).to.equal(0);
  });
});
