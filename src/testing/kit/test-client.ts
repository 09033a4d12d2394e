import type { ManagerOptions, Socket } from 'socket.io-client';
import { GatewayError } from '../../client/gateway-error';
import type { Undeclared } from '../../contract/types/declared';
import type { EventOf, RequestAnswer, RequestArguments, Unchecked } from '../../contract/types/requests';
import { expectOptions } from '../../contract/known-options';
import { namespaceName } from '../../contract/namespace-name';
import { request } from '../../client/request';
import { OFFSET_EVENT } from '../../engine/recovery/offset-event';
import type { ErrorPayload } from '../../errors';
import { chosenNamespace, isOneNamespace } from '../chosen-namespace';
import { Inbox, type WaitOptions } from './inbox';
import { patience } from './patience';
import { roundTrip, serverSide } from './round-trip';
import type { GatewayContainer } from '../../container';
import type { TestServer } from './test-server';
import type { EventName, Payload, UntypedEvents } from './typed-events';

export interface ConnectOptions extends Partial<
  Pick<ManagerOptions, 'extraHeaders' | 'query' | 'transports' | 'path'>
> {
  /** The server reads it in `environment.auth`. */
  auth?: Record<string, unknown>;
  /** @default the first gateway's */
  namespace?: string;
  /** Send the cookies that `ctx.http` has collected: a login over HTTP is one of the socket, too. @default false */
  cookies?: boolean;
}

const CONNECT_OPTIONS = Object.keys({
  auth: true,
  namespace: true,
  cookies: true,
  extraHeaders: true,
  query: true,
  transports: true,
  path: true,
} satisfies Record<keyof ConnectOptions, true>);
const WAIT_OPTIONS = Object.keys({ where: true, timeoutMs: true, count: true } satisfies Record<
  keyof WaitOptions | 'count',
  true
>);

/** A client of the server under test, and what it received. */
export class TestClient<Emits = UntypedEvents, Listens = Undeclared> {
  /** The client itself: it exists before it connects, so that listeners may be written first. */
  readonly sio: Socket;
  readonly #name: string;
  readonly #inbox: Inbox;
  #namespace: string | undefined;
  #extraHeaders: ConnectOptions['extraHeaders'];
  #sharesCookies = false;

  /** @param name what to call it in messages */
  constructor(
    protected readonly server: TestServer<GatewayContainer>,
    name: string,
    options: ConnectOptions,
  ) {
    this.#name = name;
    const { path, namespace } = server.gateway;
    this.#inbox = new Inbox(() => (this.sio.connected ? name : `${name}, which is not connected,`));
    this.sio = server.io(server.baseUrl, { path, autoConnect: false, forceNew: true, reconnection: false });
    server.clients.add(this.sio);
    this.#configure({ ...(isOneNamespace(namespace) && { namespace }), ...options });
    this.sio.onAny((event: string, ...args: unknown[]) => {
      if (event === OFFSET_EVENT) return;
      // A server that can recover sessions adds the packet's offset, and socket.io-client shows it.
      this.#inbox.put(event, server.recovers(this.sio.io.opts.path) ? args.slice(0, -1) : args);
    });
  }

  /**
   * Connects, and resolves when the server has let the client in; at once, if it is connected. Options are kept for the
   * next time.
   *
   * @throws GatewayError where a gateway refused it
   * @throws Error where the first gateway has a pattern, and no `namespace` was given
   */
  async connect(options: ConnectOptions = {}): Promise<void> {
    expectOptions('connect', options, CONNECT_OPTIONS);
    if (this.sio.connected) {
      const different = Object.keys(options).join(', ');
      if (different)
        throw new Error(`${this.#name} is connected, disconnect() it before it connects with ${different}`);
      return;
    }
    this.#configure(options);
    const namespace = chosenNamespace(this.server.gateway, this.#namespace, 'connect({ namespace })');
    await new Promise<void>((resolve, reject) => {
      const settle = (then: () => void): void => {
        this.sio.off('connect', connected).off('connect_error', refused).off('disconnect', lost);
        then();
      };
      const connected = (): void => settle(resolve);
      const refused = (error: Error & { data?: unknown }): void => {
        settle(() => reject(GatewayError.from(error.data) ?? this.#failure(namespace, error)));
      };
      const lost = (reason: string): void => settle(() => reject(this.#failure(namespace, new Error(reason))));
      this.sio.on('connect', connected).on('connect_error', refused).on('disconnect', lost);
      this.sio.connect();
    });
  }

  /** Disconnects, and resolves when the server has noticed. */
  async disconnect(): Promise<void> {
    const peer = serverSide(this.sio, this.server.host);
    const noticed = peer && new Promise((resolve) => peer.once('disconnect', resolve));
    this.sio.disconnect();
    await noticed;
  }

  /**
   * Sends an event and gives its answer. Where the gateway declares `listens`, the compiler checks the event and its
   * arguments.
   *
   * @throws GatewayError where the gateway answered with an error
   * @throws Error where no answer came within 1.5 seconds; `request({ socket: ctx.sio, timeoutMs }, …)` waits longer
   */
  request<const Event extends EventOf<Listens>>(
    event: Event,
    ...args: RequestArguments<Listens, Event>
  ): Promise<RequestAnswer<Listens, Event>>;
  /** Without a contract; or with the type of the answer as the type argument, to send what the contract does not have. */
  request<Answer = unknown, const Event extends string = string>(
    event: Unchecked<Listens, Event>,
    ...args: unknown[]
  ): Promise<Answer>;
  request(event: string, ...args: unknown[]): Promise<unknown> {
    const { acks = 'value' } = this.server;
    return request({ socket: this.sio, timeoutMs: patience.waitMs, acks }, event, ...args);
  }

  /**
   * The payload of the next event of that name, also of one that has come already; each is given once. An event with
   * several arguments gives an array of them. With `count`, an array of as many payloads.
   *
   * @throws Error that lists what did arrive, where it does not come in time
   */
  waitFor<Event extends EventName<Emits>>(
    event: Event,
    options: WaitOptions<Payload<Emits, Event>> & { count: number },
  ): Promise<Payload<Emits, Event>[]>;
  waitFor<Event extends EventName<Emits>>(
    event: Event,
    options?: WaitOptions<Payload<Emits, Event>>,
  ): Promise<Payload<Emits, Event>>;
  async waitFor(event: string, options: WaitOptions<never> & { count?: number } = {}): Promise<unknown> {
    expectOptions('waitFor', options, WAIT_OPTIONS);
    const payloads = await this.#inbox.next(event, options.count ?? 1, options);
    return options.count === undefined ? payloads[0] : payloads;
  }

  /** The payloads of all events of that name so far. */
  received<Event extends EventName<Emits>>(event: Event): Payload<Emits, Event>[] {
    return this.#inbox.received(event) as Payload<Emits, Event>[]; // the gateway's types say so
  }

  /** The payloads of the `error` event. */
  get errors(): ErrorPayload[] {
    return this.#inbox.received('error') as ErrorPayload[];
  }

  /**
   * Makes sure that no such event came: round trips of all clients through the server, with all handlers done in
   * between, prove that none is under way.
   *
   * @throws Error that lists what did arrive
   */
  async expectNone(event: EventName<Emits>): Promise<void> {
    await roundTrip(this.sio, this.server.clients, this.server.host);
    const unexpected = this.#inbox.received(event);
    if (unexpected.length > 0) throw new Error(`Expected no '${event}'. ${this.#inbox.describe()}`);
  }

  /** Lets time pass; `waitFor`, `expectNone` and `idle` wait for what happens, and are better. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
  }

  /** Only what is given: the rest is as it was, or as the test has set it on `sio`. */
  #configure({ auth, namespace, cookies, extraHeaders, ...engine }: ConnectOptions): void {
    if (auth) this.sio.auth = auth;
    // `nsp` is written where packets are addressed, and read-only in the types; listeners on `sio` are to stay.
    if (namespace !== undefined) Object.assign(this.sio, { nsp: (this.#namespace = namespaceName(namespace)) });
    Object.assign(this.sio.io.opts, engine);
    this.#extraHeaders = extraHeaders ?? this.#extraHeaders;
    this.#sharesCookies = cookies ?? this.#sharesCookies;
    const headers = { ...this.#extraHeaders, ...(this.#sharesCookies && { Cookie: this.server.cookies }) };
    if (extraHeaders || cookies !== undefined || this.#sharesCookies) this.sio.io.opts.extraHeaders = headers;
  }

  #failure(namespace: string, cause: Error): Error {
    const { path } = this.sio.io.opts;
    const where = `${this.server.baseUrl}${path}, namespace '${namespace}'`;
    return new Error(`Could not connect to ${where}: ${cause.message}`, { cause });
  }
}
