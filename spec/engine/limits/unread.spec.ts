import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import type { Socket } from 'socket.io';
import { WebSocket } from 'ws';
import { SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { RawSession } from '../../support/raw-session';
import { RecordingLogger } from '../../support/recording-logger';
import { expectServed, expectWarning, PATH } from './support';

const MEBIBYTE = 1024 * 1024;
/** More than the kernel takes for a client that does not read. */
const NEWS = 'x'.repeat(8 * MEBIBYTE);

@WebSocketGateway({ path: PATH })
class EchoGateway {
  @SubscribeMessage()
  echo(value: unknown): unknown {
    return value;
  }
}

interface Served {
  readonly application: TestApplication;
  readonly logger: RecordingLogger;
  /** Every client of `/`, as the server has it, in the order in which they came. */
  readonly sockets: readonly Socket[];
}

async function serve(body: (served: Served) => Promise<void>): Promise<void> {
  const logger = new RecordingLogger();
  await using application = await new TestApplication().listen();
  const host = application.attach({ gateways: [EchoGateway], logger });
  const sockets: Socket[] = [];
  host.of(EchoGateway).on('connection', (socket) => sockets.push(socket));
  await body({ application, logger, sockets });
}

describe('a polling client that asks again and again, and reads no answer', () => {
  it('does not make one after another wait for it in memory', () =>
    serve(async ({ application, logger, sockets }) => {
      using polite = await RawSession.open(application.url, PATH, 'polling');
      const url = `${application.url}${PATH}/?EIO=4&transport=polling`;
      const { body } = await application.get(`${PATH}/?EIO=4&transport=polling`);
      const { sid } = JSON.parse(body.slice(1)) as { sid: string };
      const connected = request(`${url}&sid=${sid}`, { method: 'POST', agent: false });
      connected.on('response', (response: IncomingMessage) => response.resume()).end('40');
      while (sockets.length === 0) await eventLoopTurn();
      const [socket] = sockets as [Socket];
      const polls: ClientRequest[] = [];
      for (let sent = 0; socket.connected && sent < 64 * MEBIBYTE; sent += NEWS.length) {
        const poll = request(`${url}&sid=${sid}`, { agent: false });
        const answered = new Promise((resolve) => {
          poll.on('response', resolve).on('error', resolve); // the answer has begun, and its body is never read
        });
        polls.push(poll.end());
        socket.emit('news', NEWS);
        await answered;
      }
      expect(socket.connected).to.equal(false);
      expectWarning(logger, 'limits.maxBufferedBytes');
      await polite.connect();
      await expectServed(polite);
      for (const poll of polls) poll.destroy();
    }));
});

describe('a WebSocket client that sends pings of WebSocket, and reads no pong', () => {
  it('does not make pongs wait for it in memory', () =>
    serve(async ({ application, logger, sockets }) => {
      using polite = await RawSession.open(application.url, PATH, 'websocket');
      await polite.connect();
      const client = new WebSocket(`${application.url.replace('http', 'ws')}${PATH}/?EIO=4&transport=websocket`);
      client.on('error', () => undefined);
      await new Promise((resolve) => client.once('open', resolve));
      client.send('40');
      while (sockets.length < 2) await eventLoopTurn();
      const socket = sockets[1] as Socket;
      client.pause();
      const payload = Buffer.alloc(125);
      for (let sent = 0; socket.connected && sent < 64 * MEBIBYTE; sent += 2_000 * payload.length) {
        await new Promise((resolve) => {
          for (let ping = 1; ping < 2_000; ping += 1) client.ping(payload, true, () => undefined);
          client.ping(payload, true, resolve);
        });
        await eventLoopTurn();
      }
      expect(socket.connected).to.equal(false);
      expectWarning(logger, 'limits.maxBufferedBytes');
      await expectServed(polite);
    })).timeout(60_000);
});

describe('a polling client that probes an upgrade again and again', () => {
  it('loses the WebSocket that it probes with, and not its session', () =>
    serve(async ({ application, sockets }) => {
      using session = await RawSession.open(application.url, PATH, 'polling');
      await session.connect();
      const { id } = sockets[0]!.conn as unknown as { readonly id: string }; // the session's, which its types protect
      const client = new WebSocket(
        `${application.url.replace('http', 'ws')}${PATH}/?EIO=4&transport=websocket&sid=${id}`,
      );
      client.on('error', () => undefined);
      let answers = 0;
      client.on('message', () => (answers += 1));
      const closed = new Promise((resolve) => client.once('close', resolve));
      await new Promise((resolve) => client.once('open', resolve));
      for (let probe = 0; probe < 100; probe += 1) client.send('2probe');
      await closed;
      expect(answers).to.be.below(20);
      await expectServed(session);
    }));
});
