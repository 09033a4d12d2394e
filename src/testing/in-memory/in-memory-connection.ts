import { EventEmitter } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { InMemoryWire, Packet } from './in-memory-wire';

export interface Handshake {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** To socket.io a connection of engine.io, with nothing behind it. */
export class InMemoryConnection extends EventEmitter {
  readonly id = 'in-memory';
  readonly protocol = 4;
  readonly remoteAddress = '127.0.0.1';
  readonly transport = { name: 'in-memory', writable: true };
  readonly writeBuffer: readonly unknown[] = [];
  readonly request: IncomingMessage;
  readyState = 'open';

  constructor(
    { headers, query }: Handshake,
    private readonly wire: InMemoryWire,
  ) {
    super();
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: this.remoteAddress });
    this.request = Object.assign(new IncomingMessage(socket), {
      method: 'GET',
      url: '/',
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
      _query: query, // where engine.io puts it
    });
  }

  send(packet: Packet): void {
    for (const chunk of this.wire.encode(packet)) this.emit('data', chunk);
  }

  /** What socket.io calls to send. */
  write(chunk: unknown): void {
    this.wire.receive(chunk);
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.emit('close', 'forced close');
  }
}
