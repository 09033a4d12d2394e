import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import { Container } from 'inversify';
import type { Socket } from 'socket.io';
import { WebSocketServer } from 'ws';
import { attachGateways, type AttachOptions, GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { selfSigned } from '../support/certificate';
import { RawClient } from '../support/raw-client';

const MANY = 1_000;

@WebSocketGateway('/bursts')
class BurstGateway extends GatewayBase {
  @SubscribeMessage('burst')
  burst(count: number): void {
    for (let number = 0; number < count; number += 1) this.context.socket.emit('number', number);
  }

  /** In turn: to the client, to its room, to everyone. */
  @SubscribeMessage('mixed')
  mixed(count: number): void {
    const { socket, namespace, sid } = this.context;
    const targets = [socket, namespace.to(sid), namespace] as const;
    for (let number = 0; number < count; number += 1) targets[number % targets.length]!.emit('number', number);
  }

  @SubscribeMessage('number?')
  number(number: number): number {
    return number;
  }

  @SubscribeMessage('leave')
  leave(count: number, closes: boolean): void {
    this.burst(count);
    this.context.socket.disconnect(closes);
  }
}

const numbers = (count: number): number[][] => Array.from({ length: count }, (_, number) => [number]);

/** An application with the gateway, and how often it has written to any of its clients. */
async function start(options: AttachOptions = {}) {
  const application = await new TestApplication().listen();
  const host = application.attach({ gateways: [BurstGateway], ...options });
  return { application, host, writes: countWrites(application.httpServer, 'connection') };
}

interface Writes {
  count: number;
}

/** Counts what the connections of a server hand to the system, one `_write` or `_writev` for each time. */
function countWrites(server: HttpServer, event: 'connection' | 'secureConnection'): Writes {
  const writes: Writes = { count: 0 };
  server.on(event, (connection: NetSocket) => {
    for (const method of ['_write', '_writev'] as const) {
      const original = Reflect.get(connection, method) as (...args: unknown[]) => unknown;
      Reflect.set(connection, method, function (this: NetSocket, ...args: unknown[]) {
        writes.count += 1;
        return original.apply(this, args);
      });
    }
  });
  return writes;
}

/** How many writes it takes to send a client so many frames that were emitted in one tick. */
async function writesFor(frames: number, client: RawClient, writes: Writes): Promise<number> {
  client.frames.length = 0;
  writes.count = 0;
  client.send('burst', frames);
  await client.times('number', frames);
  return writes.count;
}

describe('the frames that go to a client within one tick', () => {
  it('leave in two writes at the most: the first, and then all others', async () => {
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

  it('do not wait for the end of the turn', async () => {
    const { application, host, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    writes.count = 0;
    host.of(BurstGateway).emit('number', 0);
    expect(writes.count).to.equal(0);
    await tick();
    expect(writes.count).to.equal(1);
    await client.times('number', 1);
  });

  it('wait for it where several clients were written to, and leave with what else comes for them', async () => {
    const { application, host, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    await using other = await RawClient.connect(application.url, '/bursts');
    writes.count = 0;
    for (const [number] of numbers(100)) {
      host.of(BurstGateway).emit('number', number);
      await tick();
    }
    expect(writes.count).to.equal(0);
    for (const each of [client, other]) {
      await each.times('number', 100);
      expect(each.received('number')).to.deep.equal(numbers(100));
    }
    expect(writes.count).to.be.at.most(2 * 2);
  });

  it('do not let a volatile one be dropped that would not be otherwise', async () => {
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

  it('let a lone answer go, also while others wait for the end of the turn', async () => {
    const { application, host, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    await using other = await RawClient.connect(application.url, '/bursts');
    await using third = await RawClient.connect(application.url, '/bursts');
    const sockets = [...host.of(BurstGateway).sockets.values()] as unknown as [Socket, Socket, Socket];
    writes.count = 0;
    for (const socket of sockets.slice(0, 2)) socket.emit('number', 0);
    await tick();
    expect(writes.count).to.equal(0);
    sockets[2].emit('number', 0);
    await tick();
    expect(writes.count).to.equal(1);
    await Promise.all([client, other, third].map((each) => each.times('number', 1)));
  });

  it('leave with the answer to the upgrade, when a client connects', async () => {
    const { application, writes } = await start();
    await using _application = application;
    await using client = await RawClient.connect(application.url, '/bursts');
    await client.until(({ frames }) => frames.length === 0);
    expect(writes.count, 'of the upgrade with the open packet, and of the namespace').to.equal(2);
  });

  it('leave so also for a client that came by polling', async () => {
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

  it('leave so over TLS', async () => {
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

  it('leave as ever with a WebSocket engine that shows no connection', async () => {
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

for (const coalesceWrites of [true, false]) {
  describe(`frames with coalesceWrites: ${coalesceWrites}`, () => {
    it('keep their order, whoever they were emitted to', async () => {
      const { application } = await start({ coalesceWrites });
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      await using other = await RawClient.connect(application.url, '/bursts');
      client.send('mixed', MANY);
      await client.times('number', MANY);
      expect(client.received('number')).to.deep.equal(numbers(MANY));
      const toEveryone = numbers(MANY).filter(([number]) => number! % 3 === 2);
      await other.times('number', toEveryone.length);
      expect(other.received('number')).to.deep.equal(toEveryone);
    });

    it('keep their order among acknowledgements', async () => {
      const { application } = await start({ coalesceWrites });
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      for (let number = 0; number < MANY; number += 1) client.socket.send(`42${number}["number?",${number}]`);
      await client.until(({ frames }) => frames.length === MANY);
      expect(client.frames).to.deep.equal(numbers(MANY).map(([number]) => `43${number}[${number}]`));
    });

    it('are all there before the client is disconnected', async () => {
      const { application } = await start({ coalesceWrites });
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      client.send('leave', MANY, false);
      await client.until(({ frames }) => frames.includes('41'));
      expect(client.received('number')).to.deep.equal(numbers(MANY));
      expect(client.frames.at(-1)).to.equal('41');
    });

    it('are all there before the connection is closed', async () => {
      const { application } = await start({ coalesceWrites });
      await using _application = application;
      const client = await RawClient.connect(application.url, '/bursts');
      client.send('leave', MANY, true);
      await client.closed;
      expect(client.received('number')).to.deep.equal(numbers(MANY));
    });

    it('are all there before the host is closed', async () => {
      const { application, host } = await start({ coalesceWrites });
      await using _application = application;
      const client = await RawClient.connect(application.url, '/bursts');
      const [socket] = host.of(BurstGateway).sockets.values() as unknown as [Socket];
      for (const [number] of numbers(MANY)) socket.emit('number', number);
      await Promise.all([host.close(), client.closed]);
      expect(client.received('number')).to.deep.equal(numbers(MANY));
    });

    it('arrive over polling, in order', async () => {
      const { application } = await start({ coalesceWrites });
      await using _application = application;
      const client = await application.connect('/bursts', { transports: ['polling'] });
      const received: number[] = [];
      const all = new Promise<void>((resolve) => {
        client.on('number', (number: number) => received.push(number) === MANY && resolve());
      });
      client.emit('mixed', MANY);
      await all;
      expect(received).to.deep.equal(numbers(MANY).flat());
    });

    it('wait in the same place for a client that does not read, and nothing of them is lost', async () => {
      const { application, host } = await start({ coalesceWrites });
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      const [socket] = host.of(BurstGateway).sockets.values() as unknown as [Socket];
      const text = 'x'.repeat(64 * 1024);
      client.socket.pause();
      let sent = 0;
      // Two turns after each: one that takes the frame to the connection, one that takes it to the kernel.
      for (; waiting(socket) < 20 && sent < MANY; sent += 1) {
        socket.emit('number', sent, text);
        await turn();
        await turn();
      }
      expect(waiting(socket), 'packets that engine.io holds back').to.equal(20);
      client.socket.resume();
      await client.times('number', sent);
      expect(client.received('number').map(([number]) => [number])).to.deep.equal(numbers(sent));
      expect(waiting(socket)).to.equal(0);
    });
  });
}

/** What backpressure is read from: how many packets wait for the transport. */
function waiting({ conn }: Socket): number {
  return (Reflect.get(conn, 'writeBuffer') as readonly unknown[]).length;
}

function tick(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(() => process.nextTick(resolve)); // the first may come before the one that is waited for
  });
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('the end of the process', () => {
  it('is listened to once, however many paths there are, and until the last is closed', async () => {
    const gateways = Array.from({ length: 12 }, (_, index) => {
      @WebSocketGateway(`/path-${index}`)
      class PathGateway extends BurstGateway {}
      return PathGateway;
    });
    await using application = new TestApplication();
    await using other = new TestApplication();
    const before = process.listenerCount('exit');
    const [many, one] = [application.attach({ gateways }), other.attach({ gateways: [BurstGateway] })];
    expect(process.listenerCount('exit')).to.equal(before + 1);
    await many.close();
    expect(process.listenerCount('exit')).to.equal(before + 1);
    await one.close();
    expect(process.listenerCount('exit')).to.equal(before);
  });
});

describe('an event that is emitted at the end of the process', () => {
  for (const [when, event, word] of [
    ['right before process.exit()', 'end', 'all'],
    ["in a listener to 'exit'", 'end later', 'at exit'],
  ] as const) {
    it(`still reaches its client: ${when}`, () => lastWords(event, word));
  }

  async function lastWords(event: string, word: string): Promise<void> {
    const swc = ['--require', require.resolve('@swc-node/register')];
    const child = fork(join(__dirname, 'exit-after-emit.ts'), { execArgv: swc });
    const exited = once(child, 'exit');
    const [{ port }] = (await once(child, 'message')) as [AddressInfo];
    const client = await RawClient.connect(`http://127.0.0.1:${port}`, '/last-words');
    client.send(event);
    await client.closed;
    expect(client.received('good-bye')).to.deep.equal([[word]]);
    expect(await exited).to.deep.equal([0, null]);
  }
});
