import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Newable } from './container';
import { sharedBetweenCopies } from './contract/shared-between-copies';
import type {
  GatewayNamespace,
  GatewayServer,
  GatewaySocket,
  GatewayTypes,
  GatewayUser,
} from './contract/gateway-types';

/** The handshake that opened the connection. Everything here comes from the client: check it before you trust it. */
export interface Environment {
  readonly headers: IncomingHttpHeaders;
  /** The query string's parameters. */
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
  /** The `auth` of the client's `io(url, { auth })`. */
  readonly auth: Readonly<Record<string, unknown>>;
  /** The parameters of a pattern namespace, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The client's address, as Express would give it in `req.ip`: it obeys the app's `trust proxy`. */
  readonly address: string;
  readonly url: string;
  readonly time: Date;
  /** `true` for a client that came over TLS; it obeys the app's `trust proxy`, as `req.secure` does. */
  readonly secure: boolean;
  /** The handshake's request, with what Express middleware put on it (`session`, `user`, …). */
  readonly request: IncomingMessage & Record<string, unknown>;
}

/** The event that a handler, guard or interceptor runs for, and its client. */
export interface GatewayContext<Types extends GatewayTypes = GatewayTypes> {
  /** The socket.io server of the gateway's path. */
  readonly server: GatewayServer<Types>;
  /** The client's namespace; never the parent of a pattern. */
  readonly namespace: GatewayNamespace<Types>;
  readonly socket: GatewaySocket<Types>;
  /** The client's id: `socket.id`. */
  readonly sid: string;
  readonly environment: Environment;
  /** The event's name; `connect`, `disconnecting` or `disconnect` in lifecycle handlers. */
  readonly event: string;
  /** The first payload argument, as received: not validated. */
  readonly message: unknown;
  /** All payload arguments, as received: not validated. The acknowledgement is not among them. */
  readonly args: readonly unknown[];
  /** The gateway's class. */
  readonly gateway: Newable;
  /** The handler method's name. */
  readonly handler: string | symbol;
  /**
   * The user behind the client. A guard sets it; it stays with the socket until the client disconnects. An event keeps
   * the user that it began with, unless it sets another, which those that begin later have, too.
   */
  user: GatewayUser<Types>;
  /** Aborted when the client leaves, the handler times out or the host closes. */
  readonly signal: AbortSignal;
  /** The reason why the client left, in `disconnecting` and `disconnect`. @see https://socket.io/docs/v4/server-socket-instance/#disconnect */
  readonly reason: string | undefined;
}

const storage = sharedBetweenCopies('context', () => new AsyncLocalStorage<GatewayContext>());

/**
 * The context of the event that is being handled, anywhere below its handler, after any `await`.
 *
 * @throws Error outside an event
 */
export function currentContext<Types extends GatewayTypes = GatewayTypes>(): GatewayContext<Types> {
  const context = storage.getStore();
  if (!context) {
    throw new Error(
      'There is no context outside an event: this code runs in no handler, guard or lifecycle hook of a gateway. ' +
        'To emit from elsewhere, inject GatewayHost and use host.of(Gateway).',
    );
  }
  return context; // the types describe the gateway that the caller runs in
}

/** The context of an event that was handled here: what fails of it later is its own to report. */
export interface ReportingContext extends GatewayContext {
  /** Tells the logger of what a callback threw. */
  callbackFailed(error: unknown): void;
}

type Callback = (...args: unknown[]) => unknown;

/**
 * A callback that runs where it was handed over: in the same event, with every other `AsyncLocalStorage` of then. The
 * logger gets what it throws, now or later. Outside an event it stays as it is.
 */
export function bindToContext(callback: Callback): Callback {
  const context = storage.getStore();
  if (!context || !isReporting(context)) return callback;
  return AsyncResource.bind(function (this: unknown, ...args: unknown[]) {
    try {
      const result = callback.apply(this, args);
      if (result instanceof Promise) result.catch((error: unknown) => context.callbackFailed(error));
      return result;
    } catch (error) {
      context.callbackFailed(error);
      return undefined;
    }
  });
}

/** Another copy of the package shares the storage, and may be older. */
function isReporting(context: GatewayContext): context is ReportingContext {
  return 'callbackFailed' in context;
}

/** Runs `work(...args)` with `context` as {@link currentContext}. */
export function runInContext<Args extends unknown[], Result>(
  context: GatewayContext,
  work: (...args: Args) => Result,
  ...args: Args
): Result {
  return storage.run(context, work, ...args);
}
