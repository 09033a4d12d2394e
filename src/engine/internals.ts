/**
 * The private members of engine.io, socket.io, ws and Node that the gateways use, because nothing public does the same.
 * Each has its reason here, and nothing else in `src/` touches a private member. Seen in socket.io 4.7.0 to 4.8.4, engine.io
 * 6.5 to 6.6 and ws 8; `spec/engine/internals.spec.ts` says which one a new release has changed or removed.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Application } from 'express';
import type { Namespace, Server, Socket } from 'socket.io';

/** A connection of engine.io; the clients of several namespaces may share one. */
export type EngineSocket = Socket['conn'];
export type Engine = Server['engine'];

/** The connections of a server, by their ids: to close and flush those that are in no namespace yet, too. */
export function engineClients(engine: Engine): Readonly<Record<string, EngineSocket>> {
  return (engine as unknown as { readonly clients: Record<string, EngineSocket> }).clients;
}

/** The packets that wait for a client's transport: a slow reader is only noticed by them. */
export function writeBuffer(conn: EngineSocket): readonly unknown[] {
  return (conn as unknown as { readonly writeBuffer?: readonly unknown[] }).writeBuffer ?? [];
}

/**
 * Ends a polling transport that is closing: engine.io waits for its next poll, or half a minute, and no poll comes when
 * the server takes none any more.
 */
export function endClosingTransport(conn: EngineSocket): void {
  (conn.transport as unknown as { shouldClose?: (() => void) | null }).shouldClose?.();
}

/**
 * The TCP connection below a WebSocket of the `ws` package, to cork it; other WebSocket engines may have none.
 * `conn.request.socket` is not it: after an upgrade that is the connection of the first poll.
 */
export function tcpSocketOf(conn: EngineSocket): NetSocket | undefined {
  const transport = conn.transport as unknown as { readonly socket?: { readonly _socket?: NetSocket | null } };
  return transport.socket?._socket ?? undefined;
}

/** The response to the poll that a polling transport is about to answer. */
export function pollResponseOf(conn: EngineSocket): ServerResponse | undefined {
  return (conn.transport as unknown as { readonly res?: ServerResponse | null }).res ?? undefined;
}

/** The WebSocket of a transport, as `ws` has it; other WebSocket engines may lack some of it. */
export interface TransportSocket {
  readonly bufferedAmount?: number;
  on?(event: 'ping', listener: (data: Buffer) => void): void;
  terminate?(): void;
}

/** The WebSocket below a transport: a client that does not read is not told that it goes, its connection is ended. */
export function webSocketOf(transport: EngineSocket['transport']): TransportSocket | undefined {
  return (transport as unknown as { readonly socket?: TransportSocket | null }).socket ?? undefined;
}

/** The query as engine.io has parsed it before any middleware, `sid` and `transport` with it. */
export function engineQuery(request: IncomingMessage): Record<string, string | undefined> {
  return (request as IncomingMessage & { _query: Record<string, string | undefined> })._query;
}

/**
 * The request opens a session: engine.io's own question, as `sid` may be given and empty. A poll or an upgrade of a
 * session has its id.
 */
export function isInitialRequest(request: IncomingMessage): boolean {
  return !engineQuery(request).sid;
}

/** The request is polling by a script element: its page reads the answer whatever its origin, without CORS. */
export function isJsonp(request: IncomingMessage): boolean {
  return engineQuery(request).j !== undefined;
}

/** Node has given the request to the listeners for upgrades; its types leave that out. */
export function isUpgrade(request: IncomingMessage): boolean {
  return (request as IncomingMessage & { readonly upgrade?: boolean | null }).upgrade === true;
}

/** A connection whose earlier request is not answered yet: Node assigns the response to it, and says so nowhere else. */
export function hasPendingResponse(connection: NetSocket): boolean {
  return Boolean((connection as NetSocket & { readonly _httpMessage?: unknown })._httpMessage);
}

/** Puts a query where engine.io puts it, on a request that never went through an engine. */
export function setEngineQuery(request: IncomingMessage, query: Readonly<Record<string, string>>): void {
  Object.assign(request, { _query: query });
}

type RunMiddleware = (request: IncomingMessage, response: ServerResponse, done: (error?: unknown) => void) => void;

function middlewareOf(engine: Engine): { _applyMiddlewares: RunMiddleware } {
  return engine as unknown as { _applyMiddlewares: RunMiddleware };
}

/** Runs the middleware of an engine on a request, as engine.io does at the start of each. */
export function runEngineMiddleware(engine: Engine, ...args: Parameters<RunMiddleware>): void {
  middlewareOf(engine)._applyMiddlewares(...args);
}

/**
 * Calls `first` with every request and upgrade of an engine, before its middleware: once it has read the query, and
 * without the promise that each middleware costs. Where `first` does not call `next`, it answers.
 */
export function beforeEngineMiddleware(
  engine: Engine,
  first: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
): void {
  const internals = middlewareOf(engine);
  const run = internals._applyMiddlewares.bind(engine);
  internals._applyMiddlewares = (request, response, done) => {
    first(request, response, () => run(request, response, done));
  };
}

/** The WebSocket server of an engine: it makes a new one each time that the HTTP server begins to listen. */
export function webSocketServerOf(engine: Engine): EventEmitter | undefined {
  const { ws } = engine as unknown as { readonly ws?: Partial<EventEmitter> };
  return typeof ws?.on === 'function' ? (ws as EventEmitter) : undefined; // other WebSocket engines may emit nothing
}

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
}

/** The part of a decoder that socket.io uses. */
export interface Decoder {
  add(chunk: unknown): void;
  on(event: 'decoded', listener: (packet: DecodedPacket) => void): unknown;
  removeListener(event: 'decoded', listener: (packet: DecodedPacket) => void): unknown;
  destroy(): void;
}

/** A parser of socket.io. @see https://socket.io/docs/v4/custom-parser/ */
export interface Parser {
  readonly Encoder: new () => { encode(packet: object): unknown[] };
  readonly Decoder: new () => Decoder;
}

/** The parser that a server was given, or socket.io's own. */
export function parserOf(server: Server): Parser {
  return (server as unknown as { readonly _parser: Parser })._parser;
}

/**
 * Puts a decoder around the one that socket.io makes for each connection: only there every packet can be stopped before
 * socket.io applies its arguments to a function. socket.io makes it as soon as engine.io tells of the connection.
 */
export function wrapDecoders(server: Server, wrap: (decoder: Decoder, conn: EngineSocket) => Decoder): void {
  let opening: EngineSocket | undefined;
  server.engine.prependListener('connection', (conn: EngineSocket) => (opening = conn));
  server.engine.on('connection', () => (opening = undefined));
  const parser = parserOf(server);
  const wrapped = function Decoder() {
    const decoder = new parser.Decoder();
    return opening ? wrap(decoder, opening) : decoder; // TestGateway.dispatch makes some for clients
  };
  Object.assign(server, { _parser: { ...parser, Decoder: wrapped } });
}

/** Refuses a CONNECT for which no socket was made, as socket.io does where no namespace has the name. */
export function sendConnectError(server: Server, conn: EngineSocket, nsp: string, data: unknown): void {
  const { encoder } = server as unknown as { readonly encoder: InstanceType<Parser['Encoder']> };
  for (const chunk of encoder.encode({ type: CONNECT_ERROR, nsp, data })) conn.write(chunk);
}

/** The side of a connection in socket.io. */
export interface SocketClient {
  readonly conn: EngineSocket;
  /** Its clients by the names of the namespaces that they are in. */
  readonly nsps: ReadonlyMap<string, Socket>;
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
  ask: (name: string) => { readonly isLegal: boolean; readonly decided: (exists: boolean) => void },
): void {
  const internals = server as unknown as ServerInternals;
  const check = internals._checkNamespace.bind(server);
  internals._checkNamespace = (name, auth, answer) => {
    const { isLegal, decided } = ask(name);
    const done = (namespace: Namespace | false): void => {
      answer(namespace);
      decided(namespace !== false);
    };
    if (isLegal) check(name, auth, done);
    else done(false);
  };
}

interface NamespaceInternals {
  readonly _preConnectSockets?: ReadonlyMap<string, unknown>;
  _add: (client: SocketClient, auth: unknown, connected: (socket: Socket) => void) => Promise<void>;
  _remove: (socket: Socket) => void;
}

/** Tells of every CONNECT that a namespace takes: when it comes, and when its client is in, is refused or leaves. */
export function onConnects(
  namespace: Namespace,
  { begun, connected, removed }: Record<'begun' | 'connected' | 'removed', (client: SocketClient) => void>,
): void {
  const internals = namespace as unknown as NamespaceInternals;
  const [add, remove] = [internals._add.bind(namespace), internals._remove.bind(namespace)];
  internals._add = (client, auth, onConnected) => {
    begun(client);
    return add(client, auth, (socket) => {
      onConnected(socket);
      connected(client);
    });
  };
  internals._remove = (socket) => {
    remove(socket);
    removed((socket as unknown as { readonly client: SocketClient }).client);
  };
}

/** How many clients a namespace has let in, and not connected yet. */
export function connectingCount(namespace: Namespace): number {
  return (namespace as unknown as NamespaceInternals)._preConnectSockets?.size ?? 0;
}

/** Calls `change(1)` when a client begins to connect to a namespace and `change(-1)` when it is in or refused. */
export function countArrivals(namespace: Namespace, change: (by: 1 | -1) => void): void {
  const internals = namespace as unknown as NamespaceInternals;
  const add = internals._add.bind(namespace);
  internals._add = async (...args) => {
    change(1);
    try {
      await add(...args);
    } finally {
      change(-1);
    }
  };
}

interface ParentInternals {
  readonly children: Set<Namespace>;
  createChild: (name: string) => Namespace;
}

/**
 * Calls `onChild` with each child that a parent namespace makes. socket.io does not clean these up itself: its option
 * `cleanupEmptyChildNamespaces` is for the parents of the application.
 */
export function onChildCreated(parent: Namespace, onChild: (child: Namespace) => void): void {
  const internals = parent as unknown as ParentInternals;
  const createChild = internals.createChild.bind(parent);
  const { _opts: options } = parent.server;
  internals.createChild = (name) => {
    const { cleanupEmptyChildNamespaces = false } = options;
    options.cleanupEmptyChildNamespaces = false;
    try {
      const child = createChild(name);
      onChild(child);
      return child;
    } finally {
      options.cleanupEmptyChildNamespaces = cleanupEmptyChildNamespaces;
    }
  };
}

export function childrenOf(parent: Namespace): Set<Namespace> {
  return (parent as unknown as ParentInternals).children;
}

/** Packet types of socket.io's protocol. */
const EVENT = 2;
const CONNECT_ERROR = 4;

/** Sends an event to one client without its adapter, as socket.io does with what a recovered client has missed. */
export function sendPacket(socket: Socket, data: unknown): void {
  (socket as unknown as { packet(packet: { type: number; data: unknown }): void }).packet({ type: EVENT, data });
}

/** The prototypes that Express makes for the requests and responses of each application, and leaves out of its types. */
export function expressPrototypes(app: Application): { readonly request: object; readonly response: object } {
  return app as Application & { readonly request: object; readonly response: object };
}
