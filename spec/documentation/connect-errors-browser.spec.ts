import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { BrowserContext } from 'playwright-core';
import { type AttachOptions, WebSocketGateway } from '../../src';
import { DemoBrowser } from '../demo/support';
import { TestApplication } from '../support/application';
import { selfSigned } from '../support/certificate';
import { RecordingLogger } from '../support/recording-logger';
import { read } from './examples';

@WebSocketGateway({ path: '/ws' })
class EmptyGateway {}

/** What a page in a browser sees that cannot connect, what its console says, and what the log says. */
interface Seen {
  readonly outcome: string;
  readonly console: string;
  readonly warnings: number;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port; // it listens on TCP
}

const table = read('docs/troubleshooting.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'));

describe('The page on troubleshooting says what a browser says of', function () {
  this.timeout(30_000);
  let browser: DemoBrowser;
  let trusting: BrowserContext;
  let doubting: BrowserContext;
  const servers: Server[] = [];
  const own = { http: '', https: '' };
  /** Servers of nothing, by their scheme. */
  const empty = { http: 0, https: 0 };
  let closed = 0;

  before(async () => {
    browser = await DemoBrowser.launch();
    doubting = (await browser.newWindow()).context();
    trusting = await doubting.browser()!.newContext({ ignoreHTTPSErrors: true });
    const page: RequestListener = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Own</title>');
    };
    const nothing = [createServer(), createTlsServer(selfSigned)] as const;
    const pages = [createServer(page), createTlsServer(selfSigned, page)] as const;
    servers.push(...nothing, ...pages);
    [empty.http, empty.https] = [await listen(nothing[0]), await listen(nothing[1])];
    const gone = createServer();
    closed = await listen(gone);
    gone.close();
    own.http = `http://127.0.0.1:${await listen(pages[0])}`;
    own.https = `https://localhost:${await listen(pages[1])}`;
  });
  after(async () => {
    await browser.close();
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  /** Connects from a page of `own` to an application, or to another URL. */
  async function see(
    context: BrowserContext,
    from: string,
    transport: string,
    options: AttachOptions = {},
    to?: string,
    timeout = 8_000,
  ): Promise<Seen> {
    const logger = new RecordingLogger();
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [EmptyGateway], logger, ...options });
    const client = await (await fetch(`${application.url}/ws/socket.io.min.js`)).text();
    const page = await context.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.goto(from);
    await page.addScriptTag({ content: client });
    const given = { path: '/ws', transports: [transport], reconnection: false, timeout };
    const outcome = await page.evaluate<string>(`new Promise((resolve) => {
      const socket = io('${to ?? application.url}', ${JSON.stringify(given)});
      socket.once('connect_error', ({ message, description }) => resolve(message + ' ' + description));
      socket.once('connect', () => resolve('connected'));
    })`);
    await page.close();
    return { outcome, console: said.join('\n'), warnings: logger.at('warn').length };
  }

  for (const [what, told, from, to] of [
    ['a port where nothing listens', 'ERR_CONNECTION_REFUSED', 'http', () => `http://127.0.0.1:${closed}`],
    ['https:// for a server of HTTP', 'ERR_SSL_PROTOCOL_ERROR', 'http', () => `https://127.0.0.1:${empty.http}`],
    ['http:// for a server of HTTPS', 'ERR_EMPTY_RESPONSE', 'http', () => `http://127.0.0.1:${empty.https}`],
    [
      'a certificate that is not trusted',
      'ERR_CERT_AUTHORITY_INVALID',
      'http',
      () => `https://127.0.0.1:${empty.https}`,
    ],
    ['http:// in a page of https://', 'Mixed Content', 'https', () => 'http://example.invalid'],
  ] as const) {
    it(what, async () => {
      const context = from === 'https' ? trusting : doubting;
      const seen = await see(context, own[from], 'polling', {}, to());
      expect(seen.outcome).to.equal('xhr poll error 0');
      expect(seen.console).to.include(told);
      expect(table.some((row) => row.startsWith(`| \`${told}\``))).to.equal(true);
    });
  }

  it('http:// in a page of https://, over WebSocket', async () => {
    const seen = await see(trusting, own.https, 'websocket', {}, 'http://example.invalid', 1_000);
    expect(seen.outcome).to.match(/^timeout/);
    expect(seen.console).to.include('Mixed Content');
  });

  it('a page of another origin', async () => {
    expect(await see(doubting, own.http, 'polling')).to.include({ outcome: 'xhr poll error 0', warnings: 1 });
    expect(await see(doubting, own.http, 'websocket'))
      .to.include({ warnings: 1 })
      .with.property('console')
      .that.includes('403');
  });

  it('a page that allowedOrigins has and cors has not: polling fails, and WebSocket does not', async () => {
    const options = { allowedOrigins: [own.http] };
    const polling = await see(doubting, own.http, 'polling', options);
    expect(polling).to.include({ outcome: 'xhr poll error 0', warnings: 0 });
    expect(polling.console).to.include('blocked by CORS policy');
    expect(await see(doubting, own.http, 'websocket', options)).to.include({ outcome: 'connected' });
  });

  it('a page that cors has: it gets in over both', async () => {
    const options = { server: { cors: { origin: own.http } } };
    for (const transport of ['polling', 'websocket'])
      expect(await see(doubting, own.http, transport, options)).to.include({ outcome: 'connected' });
  });
});
