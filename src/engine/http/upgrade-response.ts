import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import { type Duplex, Writable } from 'node:stream';
import { isUpgrade } from '../internals/engine-io';
import { answerWithError } from './error-answer';

/** What an engine gives its middleware: on an upgrade not a response, but something that collects headers for one. */
export type EngineResponse = Pick<ServerResponse, 'setHeader'>;

/**
 * The response to a request that asks for an upgrade. Whoever ends it has refused the upgrade: it is sent, and the
 * connection is closed. Otherwise {@link accept} ends it, and nothing is sent.
 */
export class UpgradeResponse {
  readonly response: ServerResponse;
  readonly #socket: NetSocket;

  constructor(request: IncomingMessage) {
    this.#socket = request.socket;
    this.response = new ServerResponse(request);
    this.response.shouldKeepAlive = false;
    this.response.assignSocket(this.#socket);
    this.response.once('finish', this.#close);
    this.#passDrain();
  }

  /**
   * Ends the response as any other is ended, so that what middleware does then is done: express-session saves the
   * session, loggers write their line. Nothing is sent: the engine will answer. `then` gets the headers when it is over.
   */
  accept(then: (headers: ReturnType<ServerResponse['getHeaders']>) => void): void {
    const { response } = this;
    response.off('finish', this.#close);
    this.#socket.off('drain', this.#drained);
    response.detachSocket(this.#socket);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    response.assignSocket(nowhere as unknown as NetSocket); // a response only writes to its connection
    response.once('finish', () => {
      nowhere.destroy(); // with its connection, the response is closed
      then(response.getHeaders());
    });
    response.writeHead(101);
    response.end();
  }

  /** Answers with an error; calls `then` when the connection is closed. */
  refuse(status: number, then: () => void): void {
    this.response.once('close', then);
    answerWithError(this.response, status);
  }

  /**
   * Whoever streams an answer waits for `drain` when the connection takes no more at once. Node's HTTP server passes it
   * on, but takes its listeners off where a request asks for an upgrade, and what it notes in private stays so.
   */
  #passDrain(): void {
    const { response } = this;
    const socket = this.#socket;
    Object.defineProperty(response, 'writableNeedDrain', {
      get: () => !response.writableEnded && socket.writableNeedDrain,
      configurable: true,
    });
    socket.on('drain', this.#drained);
  }

  readonly #drained = (): void => {
    if (!this.response.writableEnded) this.response.emit('drain');
  };

  readonly #close = (): void => {
    closeOnceSent(this.#socket);
  };
}

/** Answers the request of a handshake, over polling or on an upgrade, and closes its connection. */
export function answerHandshake(
  request: IncomingMessage,
  engineResponse: EngineResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body = '',
): void {
  const response = isUpgrade(request) ? new UpgradeResponse(request).response : (engineResponse as ServerResponse); // a request that is no upgrade has one
  response.writeHead(status, { ...headers, Connection: 'close' });
  response.end(body);
}

/** Answers an upgrade with an HTTP status, and closes its connection. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', ignoreError);
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  closeOnceSent(socket);
}

/** A client that keeps its own side open does not keep the connection. */
function closeOnceSent(socket: Duplex): void {
  socket.resume(); // what it still sends is for nobody, and would make the end a reset that takes the answer with it
  socket.end(() => socket.destroy());
}

/** A listener for sockets that nobody else listens to yet: without one, a client's reset would end the process. */
export function ignoreError(): void {
  // The client is gone; its socket closes.
}
