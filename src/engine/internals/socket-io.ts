/**
 * The private members of socket.io that the gateways use, because nothing public does the same. Each has its reason here.
 * Seen in socket.io 4.8.0 to 4.8.4; `spec/engine/internals.spec.ts` says which one a new release has changed or removed.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Namespace, Server, type ServerOptions, type Socket } from 'socket.io';
import { SharedHooks } from '../shared-hooks';
import type { Encoder } from './encoder';
import type { EngineSocket } from './engine-io';

type CorsMiddleware = (
  request: IncomingMessage,
  response: Pick<ServerResponse, 'getHeader' | 'setHeader'>,
  next: (error?: unknown) => void,
) => void;

/** The middleware of the `cors` package with a server's option `cors`: it alone knows what that option allows. */
export function corsMiddlewareOf(server: Server): CorsMiddleware | undefined {
  return (server as unknown as { readonly _corsMiddleware?: CorsMiddleware })._corsMiddleware;
}

/** The namespaces of a server that exist, children of patterns with them. */
export function namespacesOf(server: Server): Map<string, Namespace> {
  return server._nsps;
}

/** A packet of socket.io, decoded. @see https://socket.io/docs/v4/socket-io-protocol/#packet-encoding */
export interface DecodedPacket {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  /** Of an acknowledgement, and of an event that asks for one. A parser of the application may give what it likes. */
  readonly id?: number;
}

/** The part of a decoder that socket.io uses. */
export interface Decoder {
  /** What it gives is a promise where a parser of the application makes one: socket.io does not look at it. */
  add(chunk: unknown): unknown;
  on(event: 'decoded', listener: (packet: DecodedPacket) => void): unknown;
  removeListener(event: 'decoded', listener: (packet: DecodedPacket) => void): unknown;
  destroy(): void;
}

/** A parser of socket.io. @see https://socket.io/docs/v4/custom-parser/ */
export interface Parser {
  readonly Encoder: new () => Encoder;
  readonly Decoder: new () => Decoder;
}

/** The parser that a server was given, or socket.io's own. */
export function parserOf(server: Server): Parser {
  return (server as unknown as { readonly _parser: Parser })._parser;
}

/** The class of socket.io's own decoder, and those that make nothing else. */
const ownDecoders = new WeakSet<Parser['Decoder']>();

/**
 * The server decodes as socket.io does by default. Anything else is another parser, also what inherits from its own; and
 * what is that of another copy of socket.io.
 */
export function hasOwnParser(server: Server): boolean {
  ownDecoders.add(parserOf(new Server()).Decoder); // nothing else of socket.io has the one that it uses
  return ownDecoders.has(parserOf(server).Decoder);
}

interface NamespaceInternals {
  _add: (client: SocketClient, auth: unknown, connected: (socket: Socket) => void) => Promise<void>;
  run: (socket: Socket, done: (refusal: Error | null) => void) => void;
  _createSocket(client: SocketClient, auth: unknown): Promise<Socket>;
  _doConnect(socket: Socket, connected?: (socket: Socket) => void): void;
}

/** Tells of every CONNECT that a namespace takes: when it comes, where `false` ignores it, and how it ends. */
export function onConnects(
  namespace: Namespace,
  { begun, connected, refused }: Record<'begun' | 'connected' | 'refused', (client: SocketClient) => unknown>,
): void {
  const internals = namespace as unknown as NamespaceInternals;
  const [add, run] = [internals._add.bind(namespace), internals.run.bind(namespace)];
  internals._add = (client, auth, onConnected) => {
    if (begun(client) === false) return Promise.resolve();
    return add(client, auth, (socket) => {
      onConnected(socket);
      connected(client);
    });
  };
  internals.run = (socket, done) => {
    run(socket, (refusal) => {
      done(refusal);
      if (!refusal) return;
      const { client } = socket as unknown as { readonly client: SocketClient };
      process.nextTick(() => refused(client)); // then socket.io has told it
    });
  };
}

/** The way of a client into a namespace. */
export interface Arrivals {
  /** Makes the socket: its session is looked for. What it gives is what the middleware of the namespace gets. */
  create(auth: Readonly<Record<string, unknown>>, create: () => Promise<Socket>): Promise<Socket>;
  /**
   * The middleware has let it in. `connect` tells the client and everyone who listens to `connection`; what it is given
   * is called between the two.
   */
  connect(socket: Socket, connect: (told?: () => void) => void): void;
  /** It was refused, has left while it connected, or has left since. */
  discarded(socket: Socket): void;
}

/**
 * Calls hooks for every client that connects to a namespace: before its middleware, when a session is restored,
 * and after it. `connection` comes too late for what a client has missed, and a refused one is told of nowhere.
 */
export function onArrivals(namespace: Namespace, arrivals: Arrivals): void {
  const internals = namespace as unknown as NamespaceInternals;
  const create = internals._createSocket.bind(namespace);
  const connect = internals._doConnect.bind(namespace);
  internals._createSocket = async (client, auth) => {
    const socket = await arrivals.create(auth as Record<string, unknown>, () => create(client, auth));
    const discardable = socket as unknown as { _cleanup(): void };
    const cleanup = discardable._cleanup.bind(socket);
    discardable._cleanup = () => {
      cleanup();
      arrivals.discarded(socket);
    };
    return socket;
  };
  internals._doConnect = (socket, connected) => {
    arrivals.connect(socket, (told) => {
      connect(socket, (arrived) => {
        connected?.(arrived);
        told?.();
      });
    });
  };
}

type WrapDecoder = (decoder: Decoder, conn: EngineSocket) => Decoder;

/** Wherever a parser has been put around this one since, it stays in there and makes the decoders of socket.io. */
const decoderWraps = new SharedHooks<Server, WrapDecoder>((server, wraps) => {
  let opening: EngineSocket | undefined;
  const opens = (conn: EngineSocket): EngineSocket => (opening = conn);
  const opened = (): void => (opening = undefined);
  const { engine } = server;
  engine.prependListener('connection', opens);
  engine.on('connection', opened);
  const parser = parserOf(server);
  const wrapped = function Decoder() {
    let decoder = new parser.Decoder();
    if (opening) for (const wrap of wraps) decoder = wrap(decoder, opening); // TestGateway.dispatch makes some for clients
    return decoder;
  };
  if (hasOwnParser(server)) ownDecoders.add(wrapped as unknown as Parser['Decoder']);
  Object.assign(server, { _parser: { ...parser, Decoder: wrapped } });
  return () => {
    engine.off('connection', opens);
    engine.off('connection', opened);
    if (parserOf(server).Decoder === (wrapped as unknown)) Object.assign(server, { _parser: parser });
  };
});

/**
 * Puts a decoder around the one that socket.io makes for each connection: only there every packet can be stopped before
 * socket.io applies its arguments to a function. socket.io makes it as soon as engine.io tells of the connection. The
 * function that it gives takes it back, for new connections.
 */
export function wrapDecoders(server: Server, wrap: WrapDecoder): () => void {
  return decoderWraps.add(server, wrap);
}

/** The side of a connection in socket.io. */
export interface SocketClient {
  readonly conn: EngineSocket;
  /** Its clients by the names of the namespaces that they are in. */
  readonly nsps: ReadonlyMap<string, Socket>;
}

/** Takes a client out of all its namespaces as a server that closes does, for the same reason. */
export function leaveNamespaces({ nsps }: SocketClient): void {
  for (const socket of [...nsps.values()]) {
    (socket as unknown as { _onclose(reason: string): void })._onclose('server shutting down');
  }
}

/** Takes a middleware out of a namespace: socket.io has no way to. */
export function removeMiddleware(namespace: Namespace, middleware: Parameters<Namespace['use']>[0]): void {
  const { _fns: all } = namespace as unknown as { readonly _fns: (typeof middleware)[] };
  const index = all.indexOf(middleware);
  if (index >= 0) all.splice(index, 1);
}

/** The options that a server was made with. */
export function optionsOf(server: Server): Partial<ServerOptions> {
  return server._opts;
}

interface ServerInternals {
  _checkNamespace(name: string, auth: unknown, answer: (namespace: Namespace | false) => void): void;
}

/**
 * Asks `isLegal` before a pattern or a function of the application is asked whether a namespace of that name may be
 * made; `decided` learns, later perhaps, whether there is one now. The client is answered by socket.io.
 */
export function onUnknownNamespace(
  server: Server,
  ask: (name: string) => {
    readonly isLegal: boolean;
    readonly decided: (exists: boolean) => void;
    /** It is not made before this has settled. */
    readonly after?: Promise<void> | undefined;
  },
): void {
  const internals = server as unknown as ServerInternals;
  const check = internals._checkNamespace.bind(server);
  internals._checkNamespace = (name, auth, answer) => {
    const { isLegal, decided, after } = ask(name);
    const done = (namespace: Namespace | false): void => {
      answer(namespace);
      decided(namespace !== false);
    };
    if (!isLegal) done(false);
    else if (after) void after.then(() => check(name, auth, done));
    else check(name, auth, done);
  };
}
