import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { GatewayBase, OnDisconnected, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { listenersOf } from '../../support/application';
import { leftOver } from '../../support/resources';
import { transports } from '../../support/transports';

const MODULES = 200;

@WebSocketGateway({ path: '/many' })
class ManyGateway extends GatewayBase {
  @SubscribeMessage('echo')
  echo(text: string): string {
    return text;
  }

  @OnDisconnected()
  left(): void {}
}

describe(`${MODULES} modules, one after the other in one process`, () => {
  it('leave no port, handle or listener open', async function () {
    this.timeout(60_000);
    const kit = TestGateway.createTestModule({ gateways: [ManyGateway] });
    const once = async (index: number): Promise<void> => {
      await using ctx = await kit.start();
      await ctx.connect({ transports: [transports[index % transports.length]!] });
      expect(await ctx.request('echo', String(index))).to.equal(String(index));
    };
    await eventLoopTurn(); // mocha starts its own timer when it gets the promise
    const before = { resources: process.getActiveResourcesInfo(), listeners: listenersOf(process) };
    for (let index = 0; index < MODULES; index += 1) await once(index);
    expect(await leftOver(before.resources)).to.deep.equal([]);
    expect(listenersOf(process)).to.deep.equal(before.listeners);
  });
});
