import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { RawClient } from '../support/raw-client';
import { BurstGateway } from './bursts';

describe('the exit event of the process', () => {
  it('has one listener for all paths, until the last host is closed', async () => {
    const gateways = Array.from({ length: 12 }, (_, index) => {
      @WebSocketGateway({ path: `/path-${index}` })
      class PathGateway extends BurstGateway {}
      return PathGateway;
    });
    await using application = new TestApplication();
    await using other = new TestApplication();
    // Hosts that other specs are still closing share the listener.
    const listeners = (): number => process.listeners('exit').filter(({ name }) => name === 'releaseForGood').length;
    const before = listeners();
    const [many, one] = [application.attach({ gateways }), other.attach({ gateways: [BurstGateway] })];
    expect(listeners()).to.equal(1);
    await many.close();
    expect(listeners()).to.equal(1);
    await one.close();
    expect(listeners()).to.be.at.most(before);
  });
});

describe('an event of a process that ends, or is busy', () => {
  for (const [when, event, word] of [
    ['right before process.exit()', 'end', 'all'],
    ["in a listener to 'exit'", 'end later', 'at exit'],
  ] as const) {
    it(`reaches its client when it is emitted ${when}`, () => lastWords(event, word));
  }

  for (const mode of ['coalesced', 'plain']) {
    it(`reaches all clients when it is emitted in several ticks before it, ${mode}`, async () => {
      const child = start(mode);
      const [{ port }] = (await once(child, 'message')) as [AddressInfo];
      const clients: RawClient[] = [];
      while (clients.length < 6) clients.push(await RawClient.connect(`http://127.0.0.1:${port}`, '/last-words'));
      clients[0]!.send('end for all');
      await Promise.all(clients.map(({ closed }) => closed));
      for (const client of clients) expect(client.received('good-bye')).to.deep.equal([['one'], ['two'], ['three']]);
    });
  }

  for (const [when, isLater] of [
    ['at once', false],
    ['after a tick', true],
  ] as const) {
    it(`does not wait until its handler has computed, where it is emitted ${when}`, async () => {
      const child = start();
      const folder = await mkdtemp(join(tmpdir(), 'gateways-exit-'));
      try {
        const [{ port }] = (await once(child, 'message')) as [AddressInfo];
        const clients: RawClient[] = [];
        while (clients.length < 3) clients.push(await RawClient.connect(`http://127.0.0.1:${port}`, '/last-words'));
        const file = join(folder, 'enough');
        clients[0]!.send('compute', { isLater, file });
        await Promise.all(clients.map((client) => client.times('early', 1)));
        for (const client of clients) expect(client.received('late')).to.deep.equal([]);
        await writeFile(file, ''); // until then it computes
        await Promise.all(clients.map((client) => client.times('late', 1)));
      } finally {
        child.kill();
        await rm(folder, { recursive: true });
      }
    });
  }

  function start(mode = 'coalesced'): ChildProcess {
    const swc = ['--require', require.resolve('@swc-node/register')];
    return fork(join(__dirname, 'exit-after-emit.ts'), [mode], { execArgv: swc });
  }

  async function lastWords(event: string, word: string): Promise<void> {
    const child = start();
    const exited = once(child, 'exit');
    const [{ port }] = (await once(child, 'message')) as [AddressInfo];
    const client = await RawClient.connect(`http://127.0.0.1:${port}`, '/last-words');
    client.send(event);
    await client.closed;
    expect(client.received('good-bye')).to.deep.equal([[word]]);
    expect(await exited).to.deep.equal([0, null]);
  }
});
