import type { Container } from 'inversify';
import type { GatewayContainer } from '../../container';
import type { Undeclared } from '../../contract/types/declared';
import type { GatewayHost } from '../../host';
import type { HttpAgent } from './http-agent';
import { leaksOf } from './leaks';
import { type ConnectOptions, TestClient } from './test-client';
import type { TestServer } from './test-server';
import type { TimerWatch } from './timer-watch';
import type { UntypedEvents } from './typed-events';

/** A server under test with its first client; more come from {@link newSocketClientContext}. */
export class TestContext<
  Emits = UntypedEvents,
  AnyContainer extends GatewayContainer = Container,
  Listens = Undeclared,
> extends TestClient<Emits, Listens> {
  readonly #clients: TestClient<Emits, Listens>[] = [this];
  #closed: Promise<void> | undefined;
  #leaks: readonly string[] = [];

  readonly #server: TestServer<AnyContainer>;
  readonly #timers: TimerWatch;

  constructor(server: TestServer<AnyContainer>, timers: TimerWatch) {
    super(server, 'client 1', {});
    this.#server = server;
    this.#timers = timers;
  }

  get baseUrl(): string {
    return this.server.baseUrl;
  }

  /** HTTP requests to the same server, with supertest; it keeps cookies. */
  get http(): HttpAgent {
    return this.#server.http;
  }

  get container(): AnyContainer {
    return this.#server.container;
  }

  get host(): GatewayHost {
    return this.server.host;
  }

  /** Another client of the same server. */
  newSocketClientContext(options: ConnectOptions = {}): TestClient<Emits, Listens> {
    const client = new TestClient<Emits, Listens>(this.server, `client ${this.#clients.length + 1}`, options);
    this.#clients.push(client);
    return client;
  }

  /** Resolves when the server has no handler and no hook running. */
  idle(): Promise<void> {
    return this.server.host.idle();
  }

  /** The sockets, rooms and timers that the server still held when it was closed: a sentence each. Empty before. */
  get leaks(): readonly string[] {
    return this.#leaks;
  }

  /**
   * Disconnects the clients, then closes the server.
   *
   * @throws Error if the server still held a socket, a room, a timer or a running handler
   */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.disconnect()));
    const leaks: string[] = [];
    try {
      leaks.push(...(await leaksOf(this.host)));
    } finally {
      await this.server.close();
      leaks.push(...(await this.#timers.stop()).map((where) => `a timer that was started ${where}`));
    }
    this.#leaks = leaks;
    if (leaks.length > 0) {
      throw new Error(
        `The test left something behind at the server:\n${leaks.map((leak) => `  - ${leak}`).join('\n')}`,
      );
    }
  }
}
