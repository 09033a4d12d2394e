import { expect } from 'chai';
import { Server } from 'socket.io';
import { GatewayBase, OnConnected, SubscribeMessage, UseGuards, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { RawSession } from '../../support/raw-session';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';

const PATH = '/socket.io';

function gatewaysWith() {
  const pass = deferred<boolean>();
  const log: string[] = [];

  @WebSocketGateway({ namespace: '/chat' })
  class ChatGateway extends GatewayBase {
    @SubscribeMessage
    say(text: string) {
      return text;
    }
  }

  @WebSocketGateway({ namespace: '/held/:id' })
  @UseGuards(() => {
    log.push('guard');
    return pass.promise;
  })
  class HeldGateway {
    @OnConnected()
    connected(): void {
      log.push('connected');
    }
  }
  return { pass, log, gateways: [ChatGateway, HeldGateway] };
}

for (const transport of transports) {
  describe(`A client of a server of the application, over ${transport}, where gateways are`, () => {
    async function served(
      body: (session: RawSession, log: string[], logger: RecordingLogger, letIn: () => void) => Promise<void>,
      isJoined = true,
    ): Promise<void> {
      const { pass, log, gateways } = gatewaysWith();
      const logger = new RecordingLogger();
      await using application = new TestApplication();
      const server = { connectionStateRecovery: { skipMiddlewares: false } };
      if (isJoined) {
        const io = new Server(application.httpServer, server);
        io.of('/own').on('connection', () => log.push('own'));
        application.attach({ gateways, io, logger });
      } else application.attach({ gateways, server, logger });
      await application.listen();
      using session = await RawSession.open(application.url, PATH, transport);
      await body(session, log, logger, () => pass.resolve(true));
    }

    it('is told of in the log where it connects to a namespace that it is in', () =>
      served(async (session, _log, logger) => {
        const answer = await session.connect('/chat');
        await session.send('0/chat,');
        await session.closed;
        expect(logger.at('warn').map(({ message }) => message)).to.deep.equal([
          'Closed the connection of a client that is in "/chat", and has sent CONNECT for it again; expected one: io() and ' +
            'manager.socket() connect by themselves, so leave connect() out, or set autoConnect to false',
        ]);
        expect(answer).to.include(String(logger.at('warn')[0]!.fields.sid));
      }));

    for (const whose of ['the application', 'gateways']) {
      it(`is let in again by a server of ${whose} after it has left, in one breath, without its session`, () =>
        served(async (session, _log, logger) => {
          const { pid } = JSON.parse((await session.connect('/chat')).replace('0/chat,', '')) as { pid: string };
          await session.send('1/chat,', `0/chat,${JSON.stringify({ pid, offset: '' })}`);
          await session.until(() => session.count('0/chat,') === 2);
          expect(session.received.at(-1)).not.to.include(pid);
          await session.send('2/chat,7["say","there"]');
          await session.until(() => session.received.includes('3/chat,7["there"]'));
          expect(logger.at('warn')).to.deep.equal([]);
        }, whose === 'the application'));
    }

    it('is asked for by no guard again while they run, however often it connects', () =>
      served(async (session, log, _logger, letIn) => {
        await session.connect('/chat');
        await session.send(...Array.from({ length: 100 }, () => '0/held/1,'), '2/chat,7["say","there"]');
        await session.until(() => session.received.includes('3/chat,7["there"]'));
        letIn();
        await session.until(() => session.count('0/held/1,') > 0);
        await session.send('2/chat,8["say","still"]');
        await session.until(() => session.received.includes('3/chat,8["still"]'));
        expect(log).to.deep.equal(['guard', 'connected']);
      }));

    it('is served as ever by socket.io in a namespace without gateways', () =>
      served(async (session, log, logger) => {
        await session.connect('/own');
        await session.send('1/own,', '0/own,');
        await session.closed;
        expect(log).to.deep.equal(['own']);
        expect(logger.at('warn')).to.deep.equal([]);
      }));
  });
}
