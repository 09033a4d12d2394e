/**
 * The private members of socket.io by which packets are encoded, as the other files of this folder have those of their
 * libraries. Seen in socket.io 4.8.0 to 4.8.4.
 */
import type { Namespace, Server, Socket } from 'socket.io';
import type { EngineSocket } from './engine-io';

/** The part of an encoder that socket.io uses: texts, and bytes as they were given. */
export interface Encoder {
  encode(packet: object): unknown[];
}

interface ServerInternals {
  readonly encoder: Encoder;
}

interface NamespaceInternals {
  run: (socket: Socket, done: (refusal?: ConnectError | null) => void) => void;
}

/** A packet type of socket.io's protocol. */
const CONNECT_ERROR = 4;

/**
 * Looks at what a server makes of each packet, before any transport has it. Adapters keep its encoder from their
 * beginning: its method is replaced.
 */
export function onEncodedBy(
  server: Server,
  look: (chunks: unknown[], packet: { readonly nsp?: string }) => void,
): void {
  const { encoder } = server as unknown as ServerInternals;
  const encode = encoder.encode.bind(encoder);
  encoder.encode = (packet) => {
    const chunks = encode(packet);
    look(chunks, packet);
    return chunks;
  };
}

/** What a refused client is told. */
export interface ConnectError {
  readonly message: string;
  readonly data?: unknown;
}

/**
 * Encodes what refused clients are told, and sends that. socket.io encodes it in a later tick, where nobody catches what
 * the parser throws at what the application has given.
 *
 * @param check throws where what was encoded is not to be sent
 * @param instead of what cannot be encoded; `undefined` where that is left to socket.io
 */
export function encodeRefusals(
  namespace: Namespace,
  check: (chunks: readonly unknown[]) => void,
  instead: (socket: Socket, error: unknown) => ConnectError | undefined,
): void {
  const internals = namespace as unknown as NamespaceInternals;
  const { encoder } = namespace.server as unknown as ServerInternals;
  const run = internals.run.bind(namespace);
  const send = (socket: Socket, { message, data }: ConnectError): ConnectError => {
    const told = socket.conn.protocol === 3 ? data || message : { message, data };
    const chunks = encoder.encode({ type: CONNECT_ERROR, nsp: namespace.name, data: told });
    check(chunks);
    Object.assign(socket, { _error: () => writeAll(socket.conn, chunks) });
    return { message, data }; // what the application has given is not read again
  };
  internals.run = (socket, done) => {
    const refuse = (refusal: ConnectError): ConnectError => {
      try {
        return send(socket, refusal);
      } catch (error) {
        const other = instead(socket, error);
        return other ? send(socket, other) : refusal;
      }
    };
    run(socket, (refusal) => done(refusal ? refuse(refusal) : refusal));
  };
}

/** Refuses a CONNECT for which no socket was made, as socket.io does where no namespace has the name. */
export function sendConnectError(server: Server, conn: EngineSocket, nsp: string, data: unknown): void {
  const { encoder } = server as unknown as ServerInternals;
  writeAll(conn, encoder.encode({ type: CONNECT_ERROR, nsp, data }));
}

function writeAll(conn: EngineSocket, chunks: readonly unknown[]): void {
  for (const chunk of chunks) conn.write(chunk);
}
