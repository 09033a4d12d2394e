import { expect } from 'chai';
import { Manager } from 'socket.io-client';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { RawSession } from '../support/raw-session';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';

@WebSocketGateway({ path: '/twice', namespace: '/chat' })
class ChatGateway extends GatewayBase {
  @SubscribeMessage
  say(text: string) {
    return text;
  }
}

@WebSocketGateway({ path: '/twice', namespace: /^\/rooms\/.+$/ })
class RoomGateway extends GatewayBase {}

const HINT =
  'Closed the connection of a client that is in "/chat", and has sent CONNECT for it again; expected one: io() and ' +
  'manager.socket() connect by themselves, so leave connect() out, or set autoConnect to false';

for (const transport of transports) {
  describe(`A client that connects to a namespace that it is in, over ${transport},`, () => {
    const logger = new RecordingLogger();

    async function served(body: (application: TestApplication) => Promise<void>): Promise<void> {
      logger.clear();
      await using application = new TestApplication();
      application.attach({ gateways: [ChatGateway, RoomGateway], logger });
      await application.listen();
      await body(application);
    }
    const warnings = (): readonly string[] => logger.at('warn').map(({ message }) => message);

    it('is told of in the log, with what to mend, as socket.io closes its connection', () =>
      served(async (application) => {
        const session = await RawSession.open(application.url, '/twice', transport);
        const answer = await session.connect('/chat');
        await session.send('0/chat,', '0/chat,');
        await session.closed;
        expect(warnings()).to.deep.equal([HINT]);
        const { fields } = logger.at('warn')[0]!;
        expect(fields).to.include({ namespace: '/chat', event: 'connect', address: '127.0.0.1' });
        expect(answer).to.include(String(fields.sid));
      }));

    it('is told of where it is the client of socket.io, and connect() is called besides manager.socket()', () =>
      served(async (application) => {
        const manager = new Manager(application.url, { path: '/twice', transports: [transport], reconnection: false });
        await new Promise<void>((resolve) => manager.once('open', () => resolve()));
        const socket = manager.socket('/chat'); // sends CONNECT
        const closed = new Promise((resolve) => manager.once('close', resolve));
        manager.once('packet', () => {
          socket.connected = false; // as it is before the answer is there, where the network is slower
          socket.connect(); // sends another
        });
        await closed;
        socket.disconnect();
        expect(warnings()).to.deep.equal([HINT]);
      }));

    it('forges nothing there, and does not fill it by doing so again and again', () =>
      served(async (application) => {
        for (let time = 0; time < 25; time += 1) {
          const session = await RawSession.open(application.url, '/twice', transport);
          const name = '/rooms/\u202e%C3%A9';
          await session.connect(name);
          await session.send(`0${name},`);
          await session.closed;
        }
        expect(warnings()).to.have.length(20);
        expect(warnings()[0]).to.include(String.raw`"/rooms/\u202e\u0025C3\u0025A9"`);
        expect(warnings().at(-1)).to.match(/; more of it from this address is counted for a minute$/);
      }));

    it('is none that does so after it has left, in one breath: it is let in again', () =>
      served(async (application) => {
        using session = await RawSession.open(application.url, '/twice', transport);
        await session.connect('/chat');
        await session.send('1/chat,', '0/chat,');
        await session.until(() => session.count('0/chat,') === 2);
        await session.send('2/chat,7["say","there"]');
        await session.until(() => session.received.includes('3/chat,7["there"]'));
        expect(warnings()).to.deep.equal([]);
      }));

    it('ends its connection alone where the application throws when it comes again', async () => {
      await using application = new TestApplication();
      const server = { cleanupEmptyChildNamespaces: true }; // so that the application is asked again
      const logger = new RecordingLogger();
      const host = application.attach({ gateways: [ChatGateway], server, logger });
      let asked = 0;
      const own = host.servers.get('/twice')!.of((_name, _auth, next) => {
        asked += 1;
        if (asked > 1) throw new Error('of the application');
        next(null, true);
      });
      own.on('connection', () => undefined);
      await application.listen();
      const session = await RawSession.open(application.url, '/twice', transport);
      await session.connect('/own');
      await session.send('1/own,', '0/own,');
      await session.closed;
      expect(asked).to.equal(2);
      expect(logger.at('warn').map(({ message }) => message)).to.deep.equal([
        'Closed the connection of 127.0.0.1: its packet was not taken: of the application',
      ]);
    });
  });
}
