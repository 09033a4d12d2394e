import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { Container } from 'inversify';
import type { Socket } from 'socket.io';
import { WebSocketServer } from 'ws';
import { attachGateways } from '../../src';
import { selfSigned } from '../support/certificate';
import { RawClient } from '../support/raw-client';
import { BurstGateway, countWrites, MANY, numbers, start, type Writes } from './bursts';

/** How many writes it takes to send a client so many frames that were emitted in one tick. */
async function writesFor(frames: number, client: RawClient, writes: Writes): Promise<number> {
  client.frames.length = 0;
  writes.count = 0;
  client.send('burst', frames);
  await client.times('number', frames);
  return writes.count;
}

/** Emits numbers as if each were sent by another member of a room, in one turn. Gives whether that has paused meanwhile. */
async function emitInTicks(
  namespace: { emit(event: string, number: number): unknown },
  count: number,
): Promise<boolean> {
  let longest = 0;
  for (let number = 0; number < count; number += 1) {
    const begun = performance.now();
    namespace.emit('number', number);
    await tick();
    longest = Math.max(longest, performance.now() - begun);
  }
  return longest > 1;
}

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('the frames for a client within one tick', () => {
  it('leave in two writes at most: the first, then all others', async () => {
    const { application, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    expect(await writesFor(1, client, writes)).to.equal(1);
    expect(await writesFor(MANY, client, writes)).to.be.at.most(2);
  });

  it('leave one by one with coalesceWrites: false', async () => {
    const { application, writes } = await start({ coalesceWrites: false });
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    expect(await writesFor(MANY, client, writes)).to.equal(MANY);
  });

  it('leave at once where there is one', async () => {
    const { application, host, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    writes.count = 0;
    host.of(BurstGateway).emit('number', 0);
    expect(writes.count).to.equal(1);
    await client.times('number', 1);
  });

  it('leave at the end of the turn but for the first, with the frames of later ticks, when several clients were written to', async () => {
    let writesOfTurn = Number.POSITIVE_INFINITY;
    let hasPaused = true; // as a busy machine does: what is held leaves then
    for (let attempt = 0; attempt < 20 && hasPaused; attempt += 1) {
      const { application, host, writes } = await start();
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      await using other = await RawClient.connect(application.url, '/bursts');
      writes.count = 0;
      hasPaused = await emitInTicks(host.of(BurstGateway), 100);
      writesOfTurn = writes.count;
      for (const each of [client, other]) {
        await each.times('number', 100);
        expect(each.received('number')).to.deep.equal(numbers(100));
      }
    }
    expect(hasPaused, 'the machine pauses all the time').to.equal(false);
    expect(writesOfTurn).to.equal(2);
  });

  it('are held for the turn no more, once they had to wait for somebody who computes', async () => {
    const { application, host, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    await using other = await RawClient.connect(application.url, '/bursts');
    await emitInTicks(host.of(BurstGateway), 2);
    compute(50);
    await new Promise(setImmediate);
    writes.count = 0;
    await emitInTicks(host.of(BurstGateway), 3);
    expect(writes.count).to.equal(6);
    for (const each of [client, other]) await each.times('number', 5);
  });

  it('do not cause a volatile frame to be dropped', async () => {
    const received: number[] = [];
    for (const coalesceWrites of [false, true]) {
      const { application, host } = await start({ coalesceWrites });
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      await using other = await RawClient.connect(application.url, '/bursts');
      for (const [number] of numbers(100)) {
        // As if each had been sent by another member of the room, in the same turn.
        const namespace = host.of(BurstGateway);
        (number! % 2 === 0 ? namespace.volatile : namespace).emit('number', number);
        for (let ticks = 0; ticks < 4; ticks += 1) await tick();
      }
      host.of(BurstGateway).emit('last');
      for (const each of [client, other]) {
        await each.times('last', 1);
        received.push(each.received('number').length);
      }
    }
    expect(received).to.deep.equal([100, 100, 100, 100]);
  });

  it('leave at once for a single client while those for others wait for the end of the turn', async () => {
    const { application, host, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    await using other = await RawClient.connect(application.url, '/bursts');
    await using third = await RawClient.connect(application.url, '/bursts');
    const sockets = [...host.of(BurstGateway).sockets.values()] as unknown as [Socket, Socket, Socket];
    writes.count = 0;
    for (const socket of sockets.slice(0, 2)) socket.emit('number', 0);
    await tick();
    expect(writes.count).to.equal(2); // the first of each leaves at once
    sockets[2].emit('number', 0);
    expect(writes.count).to.equal(3);
    await Promise.all([client, other, third].map((each) => each.times('number', 1)));
  });

  it('leave with the answer to the upgrade, when a client connects', async () => {
    const { application, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    await client.until(({ frames }) => frames.length === 0);
    expect(writes.count, 'of the upgrade with the open packet, and of the namespace').to.equal(2);
  });

  it('leave with the answer to the upgrade, also once others had to wait for somebody who computes', async () => {
    const { application, host, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    await using other = await RawClient.connect(application.url, '/bursts');
    await emitInTicks(host.of(BurstGateway), 2);
    compute(50);
    for (const each of [client, other]) await each.times('number', 2);
    writes.count = 0;
    await using late = await RawClient.connect(application.url, '/bursts');
    await late.until(({ frames }) => frames.length === 0);
    expect(writes.count, 'of the upgrade with the open packet, and of the namespace').to.equal(2);
  });

  it('leave in few writes for a client that has upgraded from polling', async () => {
    const { application, writes } = await start();
    await using _application = application;
    const client = application.client('/bursts', { transports: ['polling', 'websocket'] });
    const received: number[] = [];
    const all = new Promise<void>((resolve) => {
      client.on('number', (number: number) => received.push(number) === MANY && resolve());
    });
    client.connect();
    await Promise.all([once(client as never, 'connect'), once(client.io.engine as never, 'upgrade')]);
    await client.emitWithAck('number?', 0); // the upgrade is done at the server, too
    writes.count = 0;
    client.emit('burst', MANY);
    await all;
    expect(writes.count).to.be.at.most(3); // the answer to the last poll may be one of them
    expect(received).to.deep.equal(numbers(MANY).flat());
  });

  it('leave in two writes over TLS', async () => {
    const app = express();
    const server = createSecureServer(selfSigned, app);
    const writes = countWrites(server, 'secureConnection');
    await using _host = attachGateways(app, server, new Container(), { gateways: [BurstGateway] });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = await RawClient.connect(url, '/bursts', { rejectUnauthorized: false });
    expect(await writesFor(MANY, client, writes)).to.be.at.most(2);
    expect(client.received('number')).to.deep.equal(numbers(MANY));
    await client.close();
    server.close();
  });

  it('leave one by one with a WebSocket engine that does not expose its connection', async () => {
    /** An engine whose sockets keep their TCP connection to themselves. */
    class OtherEngine extends WebSocketServer {
      override handleUpgrade(...[request, socket, head, callback]: Parameters<WebSocketServer['handleUpgrade']>): void {
        super.handleUpgrade(request, socket, head, (client, ...rest) => {
          callback(Object.create(client, { _socket: { value: undefined } }) as typeof client, ...rest);
        });
      }
    }
    const { application, writes } = await start({ server: { wsEngine: OtherEngine } });
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    expect(await writesFor(MANY, client, writes)).to.equal(MANY);
  });
});

function tick(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(() => process.nextTick(resolve)); // the first may come before the one that is waited for
  });
}
