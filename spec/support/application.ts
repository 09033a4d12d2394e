import type { EventEmitter } from 'node:events';
import { createServer, get, type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { Container } from 'inversify';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { attachGateways, attachGatewaysAsync, type AttachOptions, type GatewayHost } from '../../src';

/** What an HTTP server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An Express application with its HTTP server and a container, to attach gateways to by hand. */
export class TestApplication {
  readonly app = express();
  readonly httpServer = createServer(this.app);
  readonly #clients: Socket[] = [];
  readonly #hosts: GatewayHost[] = [];

  constructor(readonly container = new Container()) {}

  /** Attaches what the container holds, or `options` name; closed with the application. */
  attach(options: AttachOptions = {}, container = this.container): GatewayHost {
    const host = attachGateways(this.app, this.httpServer, container, options);
    this.#hosts.push(host);
    return host;
  }

  async attachAsync(options: AttachOptions = {}, container = this.container): Promise<GatewayHost> {
    const host = await attachGatewaysAsync(this.app, this.httpServer, container, options);
    this.#hosts.push(host);
    return host;
  }

  /** The hosts that were attached, in order. */
  get hosts(): readonly GatewayHost[] {
    return this.#hosts;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.httpServer.listen(0, '127.0.0.1', resolve);
    });
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.httpServer.address() as AddressInfo).port}`; // it listens on TCP
  }

  /** A client of `path`, not connected yet. */
  client(path: string, options: Partial<ManagerOptions & SocketOptions> & { namespace?: string } = {}): Socket {
    const { namespace = '/', ...rest } = options;
    const client = io(this.url + namespace, {
      path,
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      ...rest,
    });
    this.#clients.push(client);
    return client;
  }

  /** A client of `path` that was let in; rejects where it was not. */
  async connect(...args: Parameters<TestApplication['client']>): Promise<Socket> {
    const client = this.client(...args);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', resolve).once('connect_error', reject);
      client.connect();
    });
    return client;
  }

  /** A plain HTTP request. */
  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      get(this.url + path, { headers, agent: false }, (response) => {
        answerOf(response).then(resolve, reject);
      }).on('error', reject);
    });
  }

  /** An upgrade to WebSocket by hand; a connection that is opened so is closed again at once. */
  upgrade(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const upgrade = this.upgradeRequest(path, headers);
      upgrade.on('response', (response) => {
        answerOf(response).then(resolve, reject);
      });
      upgrade.on('upgrade', (response: IncomingMessage, socket: NetSocket) => {
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '' });
      });
      upgrade.on('error', reject);
      upgrade.end();
    });
  }

  /** The request for such an upgrade, not sent yet. */
  upgradeRequest(path: string, headers: Record<string, string> = {}): ReturnType<typeof request> {
    return request(this.url + path, {
      agent: false,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await Promise.all(this.#hosts.map((host) => host.close({ timeoutMs: 1_000 })));
    if (!this.httpServer.listening) return;
    this.httpServer.closeAllConnections();
    await new Promise((resolve) => this.httpServer.close(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

/** The next event of that name that a client receives. */
export function next<Payload = unknown>(client: Socket, event: string): Promise<Payload> {
  return new Promise((resolve) => client.once(event, resolve));
}

/** How many listeners an emitter has for each of its events. */
export function listenersOf(emitter: Pick<EventEmitter, 'eventNames' | 'listenerCount'>): Record<string, number> {
  return Object.fromEntries(emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]));
}
