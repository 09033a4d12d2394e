import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { type AttachOptions, GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../src';
import { DemoBrowser } from '../../demo/support';
import { TestApplication } from '../../support/application';
import { transports } from '../../support/transports';

@WebSocketGateway({ path: '/ws' })
class CookieGateway extends GatewayBase {
  @SubscribeMessage()
  cookie(): string {
    return this.context.environment.headers.cookie ?? '';
  }
}

/** A server of pages that are of another origin. */
class ForeignPages {
  private constructor(private readonly server: Server) {}

  static async start(): Promise<ForeignPages> {
    const server = createServer(({ url }, response) => {
      if (url === '/opaque') response.setHeader('Content-Security-Policy', 'sandbox allow-scripts');
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Evil</title>');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new ForeignPages(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`; // it listens on TCP
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('A page in a browser', () => {
  let browser: DemoBrowser;
  let page: Page;
  before(async () => {
    browser = await DemoBrowser.launch();
    page = await browser.newWindow();
  });
  after(() => browser.close());

  /** Attaches, gives a visitor a cookie, and opens a page of `origin` in the visitor's browser. */
  async function visit(
    options: AttachOptions,
    origin: (own: string, foreign: string) => string,
    body: (url: string) => Promise<void>,
  ): Promise<void> {
    await using foreign = await ForeignPages.start();
    await using application = await new TestApplication().listen();
    application.app.get(
      '/',
      (_req, res) => void res.cookie('visitor', 'ada').send('<!doctype html><title>Own</title>'),
    );
    application.attach({ gateways: [CookieGateway], ...options });
    await page.goto(application.url); // here the visitor gets the cookie
    await page.goto(origin(application.url, foreign.url));
    await body(application.url);
    await page.goto('about:blank');
    await page.context().clearCookies();
  }

  /** What socket.io's client in the page gets from the gateway: its answer, or why it was not let in. */
  async function connect(url: string, transport: string): Promise<unknown> {
    await page.addScriptTag({ url: `${url}/ws/socket.io.min.js` });
    const options = { path: '/ws', transports: [transport], withCredentials: true, reconnection: false };
    return page.evaluate(`new Promise((resolve) => {
      const socket = io('${url}', ${JSON.stringify(options)});
      socket.once('connect_error', (error) => resolve('refused: ' + error.message));
      socket.once('connect', () => socket.emit('cookie', resolve));
    })`);
  }

  const own = (url: string): string => url;
  const other = (_own: string, foreign: string): string => foreign;
  const opaque = (_own: string, foreign: string): string => `${foreign}/opaque`;

  for (const transport of transports) {
    for (const [what, origin] of [
      ['another origin', other],
      ['an opaque origin', opaque],
    ] as const) {
      it(`of ${what} does not get in with the visitor’s cookie, over ${transport}`, () =>
        visit({}, origin, async (url) => {
          expect(await connect(url, transport)).to.match(/^refused/);
        }));
    }

    it(`of another origin does not get in although cors.origin names a third, over ${transport}`, () =>
      visit({ server: { cors: { origin: 'https://example.org', credentials: true } } }, other, async (url) => {
        expect(await connect(url, transport)).to.match(/^refused/);
      }));

    it(`of the application gets in with the visitor’s cookie, over ${transport}`, () =>
      visit({}, own, async (url) => {
        expect(await connect(url, transport)).to.match(/visitor=ada/);
      }));

    it(`of an origin that is allowed gets in with the visitor’s cookie, over ${transport}`, () =>
      visit({ server: { cors: { origin: true, credentials: true } } }, other, async (url) => {
        expect(await connect(url, transport)).to.match(/visitor=ada/);
      }));
  }

  it('of another origin reads no session through a script', () =>
    visit({}, other, async (url) => {
      const answer = await page.evaluate(`new Promise((resolve) => {
        globalThis.___eio = [resolve];
        const script = document.createElement('script');
        script.src = '${url}/ws/?EIO=4&transport=polling&j=0';
        script.onerror = () => resolve('refused');
        document.head.append(script);
      })`);
      expect(answer).to.equal('refused');
    }));
});
