import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { Socket } from 'socket.io';
import { RawClient } from '../support/raw-client';
import { BurstGateway, MANY, numbers, start } from './bursts';

for (const coalesceWrites of [true, false]) {
  describe(`frames with coalesceWrites: ${coalesceWrites}`, () => {
    it('keep their order when they are emitted to the client, its room and the namespace in turn', async () => {
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

    it('all arrive before the client is disconnected', async () => {
      const { application } = await start({ coalesceWrites });
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      client.send('leave', MANY, false);
      await client.until(({ frames }) => frames.includes('41'));
      expect(client.received('number')).to.deep.equal(numbers(MANY));
      expect(client.frames.at(-1)).to.equal('41');
    });

    it('all arrive before the connection is closed', async () => {
      const { application } = await start({ coalesceWrites });
      await using _application = application;
      const client = await RawClient.connect(application.url, '/bursts');
      client.send('leave', MANY, true);
      await client.closed;
      expect(client.received('number')).to.deep.equal(numbers(MANY));
    });

    it('all arrive before the host is closed', async () => {
      const { application, host } = await start({ coalesceWrites });
      await using _application = application;
      const client = await RawClient.connect(application.url, '/bursts');
      const [socket] = host.of(BurstGateway).sockets.values() as unknown as [Socket];
      for (const [number] of numbers(MANY)) socket.emit('number', number);
      await Promise.all([host.close(), client.closed]);
      expect(client.received('number')).to.deep.equal(numbers(MANY));
    });

    it('all arrive before the host is closed, also where they are compressed', async () => {
      const { application, host } = await start({ coalesceWrites, server: { perMessageDeflate: { threshold: 0 } } });
      await using _application = application;
      const client = await RawClient.connect(application.url, '/bursts');
      const code = new Promise<number>((resolve) => client.socket.once('close', resolve));
      const [socket] = host.of(BurstGateway).sockets.values() as unknown as [Socket];
      for (const [number] of numbers(MANY)) socket.emit('number', number);
      await host.close();
      expect(await code).to.equal(1005);
      expect(client.received('number')).to.deep.equal(numbers(MANY));
      expect(client.received('error')).to.have.nested.property('[0][0].code', 1001);
    });

    it('do not keep a host from closing whose client reads nothing, where they are compressed', async () => {
      const { application, host } = await start({ coalesceWrites, server: { perMessageDeflate: { threshold: 0 } } });
      await using _application = application;
      const client = await RawClient.connect(application.url, '/bursts');
      client.socket.pause();
      const [socket] = host.of(BurstGateway).sockets.values() as unknown as [Socket];
      for (let count = 0; count < 20; count += 1) socket.emit('text', randomBytes(200_000).toString('base64'));
      await host.close({ timeoutMs: 500 });
      expect(host.servers.get('/bursts')?.engine.clientsCount).to.equal(0);
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

    it('wait in engine.io’s buffer for a client that does not read, and none is lost', async () => {
      const { application, host } = await start({ coalesceWrites });
      await using _application = application;
      await using client = await RawClient.connect(application.url, '/bursts');
      const [socket] = host.of(BurstGateway).sockets.values() as unknown as [Socket];
      const text = 'x'.repeat(64 * 1024);
      client.socket.pause();
      let sent = 0;
      // Two turns after each: one that takes the frame to the connection, one that takes it to the kernel.
      for (; waiting(socket) < 12 && sent < MANY; sent += 1) {
        socket.emit('number', sent, text);
        await turn();
        await turn();
      }
      expect(waiting(socket), 'packets that engine.io holds back').to.equal(12);
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

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
