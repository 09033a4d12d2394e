import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Page } from 'playwright-core';
import type { AttachOptions } from '../../../src';
import { type DocsOptions, gatewayDocs } from '../../../src/docs';
import { DemoBrowser } from '../../demo/support';
import { TestApplication } from '../../support/application';
import { ConsolePage } from './console-page';
import { ClubGateway, RoomGateway, ShopGateway } from './shop';

const BUILD = path.join(__dirname, '../../../src/docs/console/build.mjs');
let built: Promise<unknown> | undefined;

/** Builds the page, once. */
export function buildConsole(): Promise<unknown> {
  return (built ??= promisify(execFile)(process.execPath, [BUILD]));
}

export interface ServeOptions {
  readonly gateways?: AttachOptions['gateways'];
  readonly attach?: AttachOptions;
  readonly docs?: DocsOptions;
  readonly mount?: string;
  /** Classes that the container holds besides. */
  readonly bind?: readonly (new () => object)[];
  /** Before the docs: a session, a proxy that takes a prefix away. */
  readonly before?: readonly RequestHandler[];
}

/** A browser, and applications whose consoles it opens; all of it ends with the tests. */
export class Workbench {
  browser!: DemoBrowser; // before the tests
  readonly #applications: TestApplication[] = [];
  readonly #pages: ConsolePage[] = [];
  readonly #idle: Page[] = [];

  async serve(options: ServeOptions = {}): Promise<TestApplication> {
    const application = new TestApplication();
    this.#applications.push(application);
    const { app, container } = application;
    for (const each of options.bind ?? []) container.bind<object>(each).toSelf();
    for (const handler of options.before ?? []) app.use(handler);
    app.use(helmet());
    const host = application.attach({
      gateways: options.gateways ?? [ShopGateway, ClubGateway, RoomGateway],
      ...options.attach,
    });
    app.use(options.mount ?? '/docs', gatewayDocs(host, options.docs));
    app.get('/', (_request, response) => response.send('home'));
    return application.listen();
  }

  /** @param address from the root of the application: `/docs/#/shop/order` */
  async open(application: TestApplication, address = '/docs/'): Promise<ConsolePage> {
    return this.openAt(application.url + address);
  }

  async openAt(url: string, { expectConsole = true } = {}): Promise<ConsolePage> {
    const console = new ConsolePage(this.#idle.pop() ?? (await this.browser.newWindow()));
    this.#pages.push(console);
    if (expectConsole) await console.open(url);
    else await console.page.goto(url);
    return console;
  }

  async clean(): Promise<void> {
    const faults = this.#pages.flatMap((page) => page.faults);
    await Promise.all(this.#pages.map((page) => page.close()));
    this.#idle.push(...this.#pages.splice(0).map(({ page }) => page)); // a new window takes half a second
    await Promise.all(this.#applications.splice(0).map((application) => application.close()));
    expect(faults).to.deep.equal([]);
  }
}

/** Has mocha start a browser for the tests that are described around the call, and end it. */
export function workbench(): Workbench {
  const bench = new Workbench();
  before(async function () {
    this.timeout(60_000);
    [bench.browser] = await Promise.all([DemoBrowser.launch(), buildConsole()]);
  });
  after(async () => bench.browser.close());
  afterEach(async () => bench.clean());
  return bench;
}
