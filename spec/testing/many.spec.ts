import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { GatewayBase, OnDisconnected, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestGateway } from '../../src/testing';
import { listenersOf } from '../support/application';
import { transports } from '../support/transports';

const MODULES = 200;

@WebSocketGateway('/many')
class ManyGateway extends GatewayBase {
  @SubscribeMessage('echo')
  echo(text: string): string {
    return text;
  }

  @OnDisconnected()
  left(): void {}
}

/** How many of each kind of handle keep the process alive. */
function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe(`${MODULES} modules, one after the other in one process`, () => {
  it('leave no port, no handle and no listener behind', async function () {
    this.timeout(60_000);
    const kit = TestGateway.createTestModule({ gateways: [ManyGateway] });
    const once = async (index: number): Promise<void> => {
      await using ctx = await kit.start();
      await ctx.connect({ transports: [transports[index % transports.length]!] });
      expect(await ctx.request('echo', String(index))).to.equal(String(index));
    };
    await eventLoopTurn(); // mocha starts its own timer when it gets the promise
    const before = { handles: handles(), listeners: listenersOf(process) };
    for (let index = 0; index < MODULES; index += 1) await once(index);
    await settled(before.handles);
    expect(handles()).to.deep.equal(before.handles);
    expect(listenersOf(process)).to.deep.equal(before.listeners);
  });
});

/** What was closed goes a few turns later: at most a second's worth of them. */
async function settled(expected: Record<string, number>): Promise<void> {
  const deadline = performance.now() + 1_000;
  while (performance.now() < deadline && JSON.stringify(handles()) !== JSON.stringify(expected)) await eventLoopTurn();
}
