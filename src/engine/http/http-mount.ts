import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { hasPendingResponse } from '../internals/engine-io';
import { ignoreError, refuseUpgrade } from './upgrade-response';

/** The time that connections have to take what was sent to them, in milliseconds, once their host has closed. */
const END_TIMEOUT_MS = 1_000;

export interface MountOptions {
  /** The beginning of the URLs. */
  readonly prefix: string;
  /** The time in which other listeners have to take an upgrade, in milliseconds; `undefined` for no limit. */
  readonly ignoredUpgradeMs: number | undefined;
  /** The gateways that it is for, in messages. */
  readonly owner: string;
}

/** The part of an HTTP server below one URL prefix. To an engine it is the HTTP server that it listens to. */
export class HttpMount extends EventEmitter {
  readonly prefix: string;
  readonly owner: string;
  /** Gives the prefix back: from now on its requests go to whoever listens to the HTTP server. */
  readonly close: () => void;
  readonly #ignoredUpgradeMs: number | undefined;
  /** The connections that became WebSockets, or are about to, and the bytes that had been written to them before. */
  readonly #upgraded = new Map<NetSocket, number>();

  constructor({ prefix, ignoredUpgradeMs, owner }: MountOptions, close: () => void) {
    super();
    this.prefix = prefix;
    this.owner = owner;
    this.#ignoredUpgradeMs = ignoredUpgradeMs;
    this.close = close;
  }

  /** An engine listens to upgrades: it has WebSockets among its transports. */
  get takesUpgrades(): boolean {
    return this.listenerCount('upgrade') > 0;
  }

  get ignoredUpgradeMs(): number | undefined {
    return this.takesUpgrades ? this.#ignoredUpgradeMs : undefined;
  }

  /** The request asks for a WebSocket, and there are some. To another protocol nobody upgrades here. */
  takes({ headers }: IncomingMessage): boolean {
    return this.takesUpgrades && headers.upgrade?.toLowerCase() === 'websocket';
  }

  /** Takes charge of the connection of an upgrade; `false` where it had to be ended. */
  takeOver({ socket: connection }: IncomingMessage, socket: Duplex): boolean {
    // Nobody else listens until the WebSocket is open, and a client that resets its connection would end the process.
    socket.on('error', ignoreError);
    if (hasPendingResponse(connection)) {
      socket.destroy(); // the answer to an earlier request would break into the WebSocket
      return false;
    }
    // Nor does anybody else end it when its client does, while a middleware thinks. Node does so for other requests.
    socket.once('end', () => socket.end());
    this.#upgraded.set(connection, connection.bytesWritten);
    connection.once('close', () => this.#upgraded.delete(connection));
    return true;
  }

  /** engine.io and socket.io need no more of an HTTP server than its listeners. */
  asHttpServer(): HttpServer {
    return this as unknown as HttpServer;
  }

  /**
   * Ends the connections once what was written has been sent, and in time: a client that does not read keeps its own.
   * Resolves when all are closed where frames are compressed: what is compressed still is written later, and a WebSocket
   * ends its connection behind it.
   */
  async endConnections(areCompressed: boolean): Promise<void> {
    for (const [connection, bytesBefore] of this.#upgraded) {
      const isUnanswered = connection.bytesWritten === bytesBefore; // its handshake still waits for a middleware
      if (isUnanswered) refuseUpgrade(connection, '503 Service Unavailable');
      else if (!areCompressed) connection.end(() => connection.destroy());
    }
    if (this.#upgraded.size === 0) return;
    const open = [...this.#upgraded.keys()];
    const closed =
      areCompressed && Promise.all(open.map((each) => new Promise((resolve) => each.once('close', resolve))));
    setTimeout(() => {
      for (const connection of this.#upgraded.keys()) connection.destroy();
    }, END_TIMEOUT_MS).unref();
    await closed;
  }
}
