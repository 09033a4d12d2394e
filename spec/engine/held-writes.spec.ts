import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import express from 'express';
import { Container } from 'inversify';
import type { Namespace, Socket } from 'socket.io';
import type { WebSocket } from 'ws';
import { attachGateways } from '../../src';
import { selfSigned } from '../support/certificate';
import { RawClient } from '../support/raw-client';
import { BurstGateway, start } from './bursts';

/** More ticks than socket.io takes to send something. */
async function ticks(): Promise<void> {
  for (let count = 0; count < 8; count += 1) await new Promise<void>((resolve) => process.nextTick(resolve));
}

/** Emits 0, 1, 2 to all, as if each were sent by another member of a room, in one turn. */
async function broadcastInOneTurn(namespace: Namespace): Promise<void> {
  for (const number of [0, 1, 2]) {
    namespace.emit('number', number);
    await ticks();
  }
}

const webSocketOf = (socket: Socket): WebSocket =>
  (socket.conn.transport as unknown as { readonly socket: WebSocket }).socket;
const tcpOf = (socket: Socket): { destroy(): void; end(): void } =>
  (webSocketOf(socket) as unknown as { readonly _socket: { destroy(): void; end(): void } })._socket;

const endings: Readonly<Record<string, (socket: Socket) => void>> = {
  'conn.close(true)': ({ conn }) => conn.close(true),
  'conn.close()': ({ conn }) => conn.close(),
  'disconnect(true)': (socket) => socket.disconnect(true),
  'terminate()': (socket) => webSocketOf(socket).terminate(),
  'destroy()': (socket) => tcpOf(socket).destroy(),
  'end()': (socket) => tcpOf(socket).end(),
};

for (const coalesceWrites of [true, false]) {
  describe(`what is emitted in one turn, with coalesceWrites: ${coalesceWrites}`, () => {
    for (const [title, end] of Object.entries(endings)) {
      it(`is not lost by ${title}`, async () => {
        const { application, host } = await start({ coalesceWrites });
        await using _application = application;
        const clients = await Promise.all([0, 1].map(() => RawClient.connect(application.url, '/bursts')));
        const namespace = host.of(BurstGateway) as Namespace;
        await broadcastInOneTurn(namespace);
        for (const socket of namespace.sockets.values()) end(socket);
        await Promise.all(clients.map(({ closed }) => closed));
        for (const client of clients) expect(client.received('number')).to.deep.equal([[0], [1], [2]]);
      });
    }

    it('is not overtaken by what is sent past engine.io', async () => {
      const { application, host } = await start({ coalesceWrites });
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      await using _other = await RawClient.connect(application.url, '/bursts');
      const namespace = host.of(BurstGateway) as Namespace;
      await broadcastInOneTurn(namespace);
      for (const socket of namespace.sockets.values()) webSocketOf(socket).send('42["number",3]');
      await client.times('number', 4);
      expect(client.received('number')).to.deep.equal([[0], [1], [2], [3]]);
    });

    it('does not keep volatile events from leaving behind it, also before any has left', async () => {
      const { application, host } = await start({ coalesceWrites });
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      await using _other = await RawClient.connect(application.url, '/bursts');
      const namespace = host.of(BurstGateway) as Namespace;
      for (let round = 0; round < 20; round += 1) {
        await broadcastInOneTurn(namespace);
        namespace.volatile.emit('volatile', round);
        await turn();
        await turn();
      }
      namespace.emit('last');
      await client.times('last', 1);
      expect(client.received('volatile')).to.have.length(20);
    });

    it('does not keep volatile events of the next turn from leaving, over TLS', async () => {
      const app = express();
      const server = createSecureServer(selfSigned, app).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const host = attachGateways(app, server, new Container(), { gateways: [BurstGateway], coalesceWrites });
      const { port } = server.address() as AddressInfo;
      const client = await RawClient.connect(`https://127.0.0.1:${port}`, '/bursts', { rejectUnauthorized: false });
      const namespace = host.of(BurstGateway) as Namespace;
      const [socket] = [...namespace.sockets.values()];
      for (let round = 0; round < 20; round += 1) {
        for (let count = 0; count < 3; count += 1) socket!.emit('number', count);
        await turn();
        socket!.volatile.emit('volatile', round);
        for (let turns = 0; turns < 20; turns += 1) await turn();
      }
      socket!.emit('last');
      await client.times('last', 1);
      expect(client.received('volatile')).to.have.length(20);
      await Promise.all([host.close(), client.closed]);
      server.close();
    });
  });
}

describe('what is held of a client', () => {
  it('is not more than 64 kB, and the callbacks of it come in order', async () => {
    const { application, host, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    await using _other = await RawClient.connect(application.url, '/bursts');
    const namespace = host.of(BurstGateway) as Namespace;
    const [socket] = [...namespace.sockets.values()];
    await broadcastInOneTurn(namespace);
    writes.count = 0;
    const called: number[] = [];
    const text = 'x'.repeat(20_000);
    for (let number = 0; number < 20; number += 1) {
      webSocketOf(socket!).send(`42["text",${number},"${text}"]`, () => called.push(number));
      await ticks();
      if (number === 2) expect(writes.count).to.equal(0);
    }
    expect(writes.count).to.be.above(0); // the turn is not over
    await client.times('text', 20);
    expect(called).to.deep.equal(Array.from({ length: 20 }, (_, number) => number));
  });
});
