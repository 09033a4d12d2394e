import type { Locator, Page } from 'playwright-core';

/** The console as someone uses it who reads its labels, and what went wrong in it. */
export class ConsolePage {
  /** Errors of the page, and what its Content-Security-Policy refuses. */
  readonly faults: string[] = [];
  readonly origins = new Set<string>();

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      // A refused handshake is an error to the browser; to these tests it is what they are about.
      if (message.type() === 'error' && !/status of 4\d\d|WebSocket/.test(message.text()))
        this.faults.push(message.text());
    });
    page.on('request', (request) => this.origins.add(new URL(request.url()).origin));
    page.on('websocket', (socket) => this.origins.add(new URL(socket.url()).origin.replace(/^ws/, 'http')));
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.getByRole('heading', { name: 'Gateway console' }).waitFor();
  }

  /** Leaves the console, and keeps nothing of it. */
  async close(): Promise<void> {
    this.page.removeAllListeners();
    await this.page.goto('about:blank');
    await this.page.setViewportSize({ width: 1280, height: 720 });
    await this.page.context().clearCookies();
    await this.page.context().clearPermissions();
  }

  async press(button: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async fill(label: string, value: string): Promise<void> {
    await this.field(label).fill(value);
  }

  /** Types into the search and opens what it finds first. */
  async find(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Search events' }).fill(text);
    await this.page.keyboard.press('Enter');
  }

  get events(): Locator {
    return this.page.getByRole('navigation', { name: 'Events' });
  }

  /** What stands below the button that sends. */
  get outcome(): Locator {
    return this.page.locator('.send .outcome');
  }

  async answers(text: string | RegExp, timeout?: number): Promise<void> {
    await this.outcome.filter({ hasText: text }).waitFor(timeout === undefined ? {} : { timeout });
  }

  /** Has the page wait longer for an answer than it does by itself. */
  async waitFor(seconds: number): Promise<void> {
    await this.page.getByText('Asks for an answer').click();
    await this.fill('Wait, in seconds', String(seconds));
    await this.page.keyboard.press('Tab');
  }

  /** Connects and sends what the form holds. */
  async send(): Promise<void> {
    await this.page.getByRole('button', { name: /^(Connect and send|Send)$/ }).click();
  }

  /** Writes the arguments as JSON. */
  async write(args: readonly unknown[]): Promise<void> {
    await this.press('JSON');
    await this.fill('Arguments as JSON', JSON.stringify(args));
  }

  connection(name: string): Locator {
    return this.page.getByRole('listitem', { name: `Connection ${name}`, exact: true });
  }

  /** Waits until it is connected: `not connected` and `disconnected` are no answer. */
  async connected(name: string, how = /^connected/): Promise<void> {
    const state = this.page.locator('.state').filter({ hasText: how });
    await this.connection(name).filter({ has: state }).waitFor();
  }

  async connectionSays(name: string, text: string | RegExp): Promise<void> {
    await this.connection(name).filter({ hasText: text }).waitFor();
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** The entries of a kind, as the sign before them says it. */
  entries(kind: 'Sent' | 'Answers' | 'Received' | 'Errors' | 'Connections', text: string | RegExp = ''): Locator {
    return this.page
      .getByRole('list', { name: /^Entries/ })
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('img', { name: kind, exact: true }) })
      .filter({ hasText: text });
  }

  /** Waits for such an entry. */
  async logs(...entry: Parameters<ConsolePage['entries']>): Promise<void> {
    await this.entries(...entry)
      .first()
      .waitFor();
  }

  /** What the server has found wrong with a field; empty where it says nothing. */
  async mistakeAt(label: string): Promise<string> {
    const ids = (await this.field(label).getAttribute('aria-describedby')) ?? '';
    const id = ids.split(' ').find((each) => each.endsWith('-wrong'));
    return id === undefined ? '' : this.page.locator(`[id="${id}"]`).innerText();
  }

  /** Presses a button that copies, and gives what it copied. */
  async copied(button: string): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.press(button);
    await this.page.getByRole('status').filter({ hasText: 'is copied' }).waitFor();
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** The label of what has the focus: of a field the text of its label. */
  async focused(): Promise<string> {
    return this.page.evaluate<string>(
      "document.activeElement.labels?.[0]?.innerText ?? document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText",
    );
  }
}
