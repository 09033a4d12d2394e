/**
 * The private members of engine.io, ws, Node's HTTP server and Express that the gateways use, because nothing public does
 * the same. Each has its reason here; this folder alone touches private members. Seen in engine.io 6.6, ws 8 and
 * Express 4.21 to 5; `spec/engine/internals.spec.ts` says which one a new release has changed or removed.
 */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Application } from 'express';
import type { Server, Socket } from 'socket.io';

/** A connection of engine.io; the clients of several namespaces may share one. */
export type EngineSocket = Socket['conn'];

export type Engine = Server['engine'];

/** The connections of a server, by their ids: to close and flush those that are in no namespace yet, too. */
export function engineClients(engine: Engine): Readonly<Record<string, EngineSocket>> {
  return (engine as unknown as { readonly clients: Record<string, EngineSocket> }).clients;
}

/**
 * Ends a connection whose packet cannot be taken as socket.io does: it listens to `error`, which engine.io does not emit,
 * tells its sockets, and closes the connection when what waits for the client has left.
 */
export function failConnection(conn: EngineSocket, error: unknown): void {
  if (conn.listenerCount('error') > 0) conn.emit('error', error);
  conn.close();
}

/** The part of a packet that engine.io keeps for a client. */
export interface WaitingPacket {
  readonly data?: string | ArrayBuffer | ArrayBufferView;
}

/**
 * The packets that wait for a client's transport: a slow reader is only noticed by them. It is another array once the
 * transport has taken them.
 */
export function writeBuffer(conn: EngineSocket): readonly WaitingPacket[] {
  return (conn as unknown as { readonly writeBuffer?: readonly WaitingPacket[] }).writeBuffer ?? [];
}

/** Sends what waits for a client's transport, also while that has something on its way: Node keeps the order. */
export function flushNow(conn: EngineSocket): void {
  const internals = conn as unknown as { readonly transport: { writable: boolean }; flush(): void };
  internals.transport.writable = true;
  internals.flush();
}

/**
 * Ends a polling transport that is closing: engine.io waits for its next poll, or half a minute, and no poll comes when
 * the server takes none any more.
 */
export function endClosingTransport({ transport }: Pick<EngineSocket, 'transport'>): void {
  (transport as unknown as { shouldClose?: (() => void) | null }).shouldClose?.();
}

/**
 * Ends also the polling transport of a connection that goes over to WebSocket while it closes: engine.io forgets it, with
 * its timer of half a minute, for which a process would have to wait.
 */
export function endForgottenTransports(engine: Engine): void {
  engine.on('connection', (conn: EngineSocket) => {
    const { transport } = conn;
    if (transport.name !== 'polling') return;
    conn.once('upgrade', () => setImmediate(endClosingTransport, { transport })); // when what waits has gone
  });
}

/**
 * The TCP connection below a WebSocket of the `ws` package, to cork it; other WebSocket engines may have none.
 * `conn.request.socket` is not it: after an upgrade that is the connection of the first poll.
 */
export function tcpSocketOf(conn: EngineSocket): NetSocket | undefined {
  const transport = conn.transport as unknown as { readonly socket?: { readonly _socket?: NetSocket | null } };
  return transport.socket?._socket ?? undefined;
}

/** The pieces of a frame as `ws` makes them: its head, and its payload where there is one. */
export type PreEncodedFrame = readonly (Buffer | string)[];

/** A packet that engine.io is about to give to a transport. */
export interface FlushedPacket {
  readonly type: string;
  readonly data?: unknown;
  options?: { readonly volatile?: boolean; wsPreEncodedFrame?: PreEncodedFrame } | null;
}

/**
 * The transport sends the frame that a packet brings with it as `wsPreEncodedFrame`, as socket.io's broadcasts do: it is
 * an open WebSocket of the `ws` package that compresses nothing.
 */
export function takesFrames({ transport, protocol }: EngineSocket): boolean {
  const { socket, perMessageDeflate } = transport as unknown as {
    readonly socket?: { readonly readyState?: number; readonly _sender?: { readonly sendFrame?: unknown } };
    readonly perMessageDeflate?: unknown;
  };
  const isOpen = socket?.readyState === 1;
  return isOpen && protocol === 4 && !perMessageDeflate && typeof socket._sender?.sendFrame === 'function';
}

/** The response to the poll that a polling transport is about to answer. */
export function pollResponseOf(conn: EngineSocket): ServerResponse | undefined {
  return (conn.transport as unknown as { readonly res?: ServerResponse | null }).res ?? undefined;
}

/** The WebSocket of a transport, as `ws` has it; other WebSocket engines may lack some of it. */
export interface TransportSocket {
  readonly bufferedAmount?: number;
  on?(event: 'ping', listener: (this: TransportSocket, data: Buffer) => void): void;
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

/** The prototypes that Express makes for the requests and responses of each application, and leaves out of its types. */
export function expressPrototypes(app: Application): { readonly request: object; readonly response: object } {
  return app as Application & { readonly request: object; readonly response: object };
}

/** Takes a request, as an application does when its HTTP server calls it. */
export type Handle = (this: unknown, request: IncomingMessage, ...rest: unknown[]) => unknown;

/** The method by which every request comes into an Express application: handlers alone know no request before others do. */
export function expressHandle(app: Application): { readonly handle: Handle } {
  return app as unknown as { readonly handle: Handle };
}

/** The HTTP server that a request came through; Node's types leave it out. Undefined for a request that was made up. */
export function serverOf({ socket }: IncomingMessage): unknown {
  return (socket as (NetSocket & { readonly server?: unknown }) | undefined)?.server;
}
