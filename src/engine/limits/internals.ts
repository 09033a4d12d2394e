/** The private members of other libraries that limits need; all others stand in `../internals.ts`. */
import type { ServerResponse } from 'node:http';
import type { Namespace, Server, Socket } from 'socket.io';
import { type Decoder, type EngineSocket, type Parser, parserOf } from '../internals';

/** A packet type of socket.io's protocol. */
const CONNECT_ERROR = 4;

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
