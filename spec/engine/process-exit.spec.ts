import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
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

describe('an event of a process that ends', () => {
  for (const [when, event, word] of [
    ['right before process.exit()', 'end', 'all'],
    ["in a listener to 'exit'", 'end later', 'at exit'],
  ] as const) {
    it(`reaches its client when it is emitted ${when}`, () => lastWords(event, word));
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
