import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { io, type ManagerOptions } from 'socket.io-client';
import { type AttachOptions, GatewayBase, type GatewayOptions, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { selfSigned } from '../support/certificate';
import { deferred } from '../support/deferred';
import { RecordingLogger } from '../support/recording-logger';
import { type Transport, transports } from '../support/transports';
import { read } from './examples';

const page = read('docs/troubleshooting.md');
/** The page's answers, each with its row. */
const rows = [...page.matchAll(/^\| (\d{3} `[^`]+`|503|401, or[^|]*?) +\| (.*)$/gm)];
const rowsOf = (answer: string): string => rows.flatMap(([row, key]) => (key === answer ? [row] : [])).join('\n');

interface Setting {
  readonly gateway?: GatewayOptions;
  readonly options?: AttachOptions;
  readonly client?: Partial<ManagerOptions>;
  /** Express listens by itself, with a server where no gateway is. */
  readonly listensByItself?: boolean;
  readonly isClosing?: boolean;
}

/** What a client sees that cannot connect. */
interface Failure {
  readonly message: string;
  /** The status over polling, what Node says over WebSocket. */
  readonly description: unknown;
  readonly answer: string;
}

type TransportError = Error & {
  readonly description?: number | { readonly message: string };
  readonly context?: { readonly responseText?: string };
};

/** Connects to a URL where that fails, and gives why. */
async function failureOf(url: string, options: Partial<ManagerOptions>): Promise<Failure> {
  const client = io(url, { forceNew: true, reconnection: false, ...options });
  const failure = await new Promise<Failure>((resolve) => {
    client.once('connect_error', ({ message, description, context }: TransportError) => {
      const told = typeof description === 'object' ? description.message : description;
      resolve({ message, description: told, answer: context?.responseText ?? '' }); // it is emptied afterwards
    });
  });
  client.disconnect();
  return failure;
}

/** What a client sees that cannot connect, and what the log has of it. */
async function see(
  transport: Transport,
  { gateway = {}, options, client, listensByItself, isClosing }: Setting,
): Promise<Failure & { readonly lines: readonly string[] }> {
  const [started, hold] = [deferred(), deferred()];
  @WebSocketGateway(gateway)
  class HangingGateway extends GatewayBase {
    @SubscribeMessage()
    hang(): Promise<void> {
      started.resolve();
      return hold.promise;
    }
  }
  const logger = new RecordingLogger();
  await using application = new TestApplication();
  const host = application.attach({ gateways: [HangingGateway], logger, ...options });
  await application.listen();
  await using other = await Listening.of(createServer(application.app));
  let closing: Promise<void> | undefined;
  if (isClosing) {
    const busy = await application.connect('/socket.io');
    busy.emit('hang');
    await started.promise;
    closing = host.close();
  }
  const url = listensByItself ? `http://127.0.0.1:${other.port}` : application.url;
  const failure = await failureOf(url, { transports: [transport], ...client });
  hold.resolve(); // until then it closes
  await closing;
  return { ...failure, lines: logger.lines.filter((line) => !line.startsWith('debug')) };
}

/** A server on a port of its own. */
class Listening {
  private constructor(readonly server: Server) {}

  static async of(server: Server): Promise<Listening> {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new Listening(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port; // it listens on TCP
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** What the page says of an answer: `answer` is its cell, and `line` the beginning of what the log has. */
const cases: readonly { what: string; answer: string; line?: string; over?: readonly Transport[]; setting: Setting }[] =
  [
    {
      what: 'another path',
      answer: '404 `Cannot GET`',
      line: 'A client of socket.io asks for',
      setting: { client: { path: '/ws' } },
    },
    {
      what: 'a server of app.listen()',
      answer: '404 `Cannot GET`',
      line: 'through another HTTP server',
      setting: { listensByItself: true },
    },
    {
      what: 'polling, where the gateway takes WebSocket alone',
      answer: '400 `Transport unknown`',
      over: ['polling'],
      setting: { gateway: { transports: ['websocket'] } },
    },
    {
      what: 'WebSocket, where the gateway only polls',
      answer: '400 `Transport unknown`',
      over: ['websocket'],
      setting: { gateway: { transports: ['polling'] } },
    },
    {
      what: 'a middleware that gives an error to next',
      answer: '400 `Bad request`',
      line: 'A middleware refused a handshake',
      setting: { options: { middleware: [(_req, _res, forward) => forward(new Error('No'))] } },
    },
    {
      what: 'a middleware that answers by itself',
      answer: '401, or another status of your own',
      setting: { options: { middleware: [(_req, res) => void res.status(401).json({ error: 'Sign in' })] } },
    },
    {
      what: 'a page of another origin',
      answer: '403 `Origin not allowed`',
      line: 'A page of the origin',
      setting: { client: { extraHeaders: { Origin: 'https://example.org' } } },
    },
    { what: 'a server that closes', answer: '503', line: 'the host is closing', setting: { isClosing: true } },
  ];

describe('The page on troubleshooting says what a client sees of', () => {
  for (const { what, answer, line, over = transports, setting } of cases) {
    for (const transport of over) {
      it(`${what}, over ${transport}`, async () => {
        const [, status = '', text = ''] = /^(\d{3})[^`]*`?([^`]*)`?$/.exec(answer) ?? [];
        const { lines, ...failure } = await see(transport, setting);
        if (transport === 'polling') {
          expect(failure).to.include({ message: 'xhr poll error', description: Number(status) });
          expect(failure.answer).to.include(text);
        } else {
          const description = `Unexpected server response: ${status}`;
          expect(failure).to.include({ message: 'websocket error', description });
        }
        expect(rowsOf(answer)).to.include(line ?? answer);
        expect(lines.filter((each) => each.includes(line ?? ''))).to.have.lengthOf(line === undefined ? 0 : 1);
      });
    }
  }

  it('a WebSocket whose Upgrade a proxy has dropped', async () => {
    await using application = new TestApplication();
    @WebSocketGateway()
    class EmptyGateway {}
    application.attach({ gateways: [EmptyGateway] });
    await application.listen();
    const { status, body } = await application.get('/socket.io/?EIO=4&transport=websocket');
    expect(`${status} \`${(JSON.parse(body) as { message: string }).message}\``).to.equal('400 `Bad request`');
    expect(rowsOf('400 `Bad request`')).to.include('Upgrade');
  });

  for (const [told, scheme, ownScheme] of [
    ['ECONNREFUSED', 'http', undefined],
    ['wrong version number', 'https', 'http'], // newer versions of OpenSSL say 'packet length too long'
    ['socket hang up', 'http', 'https'],
    ['self-signed certificate', 'https', 'https'],
  ] as const) {
    it(`'${told}' in Node: a client of ${scheme}, and ${ownScheme ?? 'no'} server`, async () => {
      const there = await Listening.of(ownScheme === 'https' ? createTlsServer(selfSigned) : createServer());
      const { port } = there;
      if (ownScheme === undefined) await there.close();
      const { message, description, answer } = await failureOf(`${scheme}://127.0.0.1:${port}`, {
        transports: ['polling'],
      });
      if (ownScheme !== undefined) await there.close();
      expect({ message, description }).to.deep.equal({ message: 'xhr poll error', description: 0 });
      expect(answer.replace('packet length too long', 'wrong version number')).to.include(told);
      expect(page).to.include(`| \`${told}\``);
    });
  }
});
