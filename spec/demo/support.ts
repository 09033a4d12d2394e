import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Browser, chromium, type Locator, type Page, type ViewportSize } from 'playwright-core';
import { chromiumHere, NO_CHROMIUM } from '../support/chromium';
import { MissingHere } from '../support/left-out';
import { until } from '../support/until';

const ROOT = path.join(__dirname, '../..');
/** A demo that is stopped while one of its nodes starts waits for that. */
const END_TIMEOUT_MS = 50_000;

/** The demo as `npm run demo` or `npm run demo:cluster` starts it, in a process of its own. */
export class DemoProcess {
  #output = '';
  #errors = '';
  readonly #exited: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => (this.#output += String(chunk)));
    child.stderr?.on('data', (chunk) => (this.#errors += String(chunk)));
    this.#exited = once(child, 'close').then(([code]) => code as number | null);
  }

  /** Starts it without waiting for anything. */
  static spawn(
    port: number | string,
    environment: Readonly<Record<string, string>> = {},
    file: 'main' | 'cluster' = 'main',
  ): DemoProcess {
    return new DemoProcess(
      spawn(process.execPath, ['-r', '@swc-node/register', `demo/${file}.ts`], {
        cwd: ROOT,
        env: { ...process.env, ...environment, PORT: String(port), HOST: '127.0.0.1' },
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    );
  }

  /** Starts it and waits until it says where it listens. */
  static async start(
    port = 0,
    environment: Readonly<Record<string, string>> = {},
    file: 'main' | 'cluster' = 'main',
  ): Promise<DemoProcess> {
    const demo = DemoProcess.spawn(port, environment, file);
    const exited = demo.#exited.then((code) => {
      throw new Error(`The demo ended with ${String(code)} instead of listening:\n${demo.#errors}`);
    });
    while (demo.#announced === undefined) {
      await Promise.race([once(demo.child.stdout as NodeJS.EventEmitter, 'data'), exited]);
    }
    exited.catch(() => undefined); // from here on its end is no surprise
    return demo;
  }

  get port(): number {
    if (this.#announced === undefined) throw new Error('The demo does not listen yet');
    return Number(this.#announced);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it has written so far, line by line. */
  get lines(): readonly string[] {
    return this.#output.trim().split('\n');
  }

  /** What it wrote to stderr. */
  get errors(): string {
    return this.#errors;
  }

  /** Waits until it has written that. */
  async says(words: string): Promise<void> {
    while (!this.#output.includes(words)) await once(this.child.stdout as NodeJS.EventEmitter, 'data');
  }

  /** Types a line into its terminal, and goes on. */
  enter(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** Sends it a signal, and goes on. */
  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits for its end and gives the exit code; `null` where it did not end by itself and had to be killed. */
  async ended(): Promise<number | null> {
    const deadline = setTimeout(() => this.child.kill('SIGKILL'), END_TIMEOUT_MS);
    const code = await this.#exited;
    clearTimeout(deadline);
    return code;
  }

  /** Asks it to end, and waits for that. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended();
  }

  get #announced(): string | undefined {
    return /http:\/\/localhost:(\d+)/.exec(this.#output)?.[1];
  }
}

/** Chromium with an empty profile. */
export class DemoBrowser {
  readonly #open: DemoPage[] = [];
  readonly #idle: Page[] = [];

  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<DemoBrowser> {
    const { isPackaged, ...where } = await chromiumHere();
    const launched = chromium.launch({
      ...where,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    if (!isPackaged) return new DemoBrowser(await launched);
    return new DemoBrowser(
      await launched.catch((cause: unknown) => {
        throw new MissingHere(NO_CHROMIUM, { cause });
      }),
    );
  }

  /** Opens the demo in a window of its own, as pages in the background are slowed down. */
  async open(demo: DemoProcess, viewport: ViewportSize = { width: 1280, height: 800 }): Promise<DemoPage> {
    const page = new DemoPage(this.#idle.pop() ?? (await this.newWindow()));
    this.#open.push(page);
    await page.page.setViewportSize(viewport);
    await page.open(demo);
    return page;
  }

  /** Opens the demo in a window with the same cookies. */
  async openBeside(page: DemoPage, demo: DemoProcess): Promise<DemoPage> {
    const beside = new DemoPage(this.#idle.pop() ?? (await this.newWindow()));
    this.#open.push(beside);
    await beside.page.context().addCookies(await page.page.context().cookies());
    await beside.open(demo);
    return beside;
  }

  /** Closes the pages; their windows are kept for the next, as a new one takes half a second. */
  async closePages(): Promise<void> {
    await Promise.all(this.#open.map((page) => page.close()));
    this.#idle.push(...this.#open.splice(0).map(({ page }) => page));
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  /** An empty window with a profile of its own. */
  async newWindow(): Promise<Page> {
    const context = await this.browser.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000); // a machine may be busy with other pages and processes
    return context.newPage();
  }
}

/** The page as someone uses it who reads its labels, and what went wrong in it. */
export class DemoPage {
  readonly faults: string[] = [];
  readonly requested = new Set<string>();

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(message.text());
    });
    page.on('request', (request) => this.requested.add(new URL(request.url()).origin));
    page.on('websocket', (socket) => this.requested.add(new URL(socket.url()).origin.replace(/^ws/, 'http')));
  }

  /** Goes to the demo, and waits until it says that it is connected, for good: not on its way to another transport. */
  async open(demo: DemoProcess): Promise<void> {
    await this.page.goto(demo.url);
    await this.shows('state', 'Connected');
    await this.page.getByText('Latency · websocket').waitFor();
  }

  /** Leaves the demo, as one does by closing the page, and keeps nothing of it. */
  async close(): Promise<void> {
    this.page.removeAllListeners();
    await this.page.goto('about:blank');
    await this.page.context().clearCookies();
  }

  async fill(label: string, value: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).fill(value);
  }

  async press(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  /** Fills a field and presses a button. */
  async send(label: string, value: string, button: string): Promise<void> {
    await this.fill(label, value);
    await this.press(button);
  }

  /** Waits until a fact at the head of the page reads like that. */
  async shows(
    fact: 'state' | 'You are' | 'Clients' | 'Latency' | 'Server tick',
    text: string | RegExp,
    timeout?: number,
  ): Promise<void> {
    // A text may stand anywhere, in any case: 'Connected' would be found in 'Disconnected'.
    const isState = fact === 'state' && typeof text === 'string';
    await this.#fact(fact)
      .filter({ hasText: isState ? new RegExp(`^\\s*${text}`) : text })
      .waitFor(timeout ? { timeout } : {});
  }

  /** Waits until the server has ticked so often. */
  async ticked(times: number): Promise<void> {
    await until(async () => Number((await this.read('Server tick')).slice(1)) >= times, `tick ${times} has come`);
  }

  async read(fact: 'You are' | 'Server tick'): Promise<string> {
    return (await this.#fact(fact).innerText()).trim();
  }

  /** The entries of the log with that direction (`sent`, `received`, `error`, `connection`), name and payload. */
  entries(direction: string, name: string, payload: string | RegExp = ''): Locator {
    return this.page
      .getByRole('log')
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('img', { name: direction, exact: true }) })
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .filter({ hasText: payload });
  }

  /** Waits for such an entry. */
  async logs(direction: string, name: string, payload: string | RegExp = ''): Promise<void> {
    await this.entries(direction, name, payload).first().waitFor();
  }

  /** A card, by its title. */
  card(title: string): Locator {
    return this.page.getByRole('region', { name: title, exact: true });
  }

  /** Waits until a card says something. */
  async says(card: string, text: string | RegExp): Promise<void> {
    await this.card(card).getByText(text).waitFor();
  }

  /** What the page says of a field; empty where all is well. */
  async mistakeAt(label: string): Promise<string> {
    const described = await this.page.getByLabel(label, { exact: true }).getAttribute('aria-describedby');
    return this.page.locator(`[id="${described ?? ''}"]`).innerText();
  }

  /** The rooms that the page says it is in. */
  async rooms(): Promise<string[]> {
    return this.page.getByRole('list', { name: 'You are in' }).getByRole('listitem').allInnerTexts();
  }

  async join(room: string): Promise<void> {
    await this.send('Room', room, 'Join');
    await this.page.getByRole('list', { name: 'You are in' }).getByText(room, { exact: true }).waitFor();
  }

  #fact(name: string): Locator {
    if (name === 'state') return this.page.getByRole('status').and(this.page.locator('header *'));
    return this.page.getByRole('definition').and(this.page.locator(`dt:has-text("${name}") + dd`));
  }
}
