import { expect } from 'chai';
import { stream } from '../../../../src/client';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../../src';
import { type TestClient, TestGateway } from '../../../../src/testing';
import { overBothTransports, type Transport } from '../../../support/transports';
import { answerTo } from '../../../support/wire';

/** Far more than the buffers of the two kernels hold, so that what is produced piles up somewhere, or is not produced. */
const ITEMS = 800;
const ITEM = 'x'.repeat(24 * 1024);
/** For so many round trips of another client nothing happens before we call it standstill. */
const STILL = 25;

@WebSocketGateway({ path: '/backpressure' })
class FastGateway extends GatewayBase {
  #produced = 0;

  @SubscribeMessage('fast')
  async *fast(): AsyncGenerator<string, number> {
    for (let item = 0; item < ITEMS; item += 1) {
      this.#produced += 1;
      yield ITEM;
    }
    return this.#produced;
  }

  @SubscribeMessage('produced')
  produced(): number {
    return this.#produced;
  }
}

/** Keeps a client from reading; gives what lets it go on. */
function stopReading(client: TestClient, transport: Transport): () => void {
  const { transport: live } = client.sio.io.engine;
  if (transport === 'websocket') {
    const { ws } = live as unknown as { ws: { pause(): void; resume(): void } };
    ws.pause();
    return () => ws.resume();
  }
  const polling = live as unknown as { doPoll(): void };
  const poll = polling.doPoll.bind(polling);
  let skipped = false;
  polling.doPoll = () => {
    skipped = true;
  };
  return () => {
    polling.doPoll = poll;
    if (skipped) poll();
  };
}

/** How many items were produced when no more are. */
async function standstill(client: TestClient): Promise<number> {
  let last = -1;
  for (let still = 0; still < STILL; still += 1) {
    const [produced] = (await answerTo(client, 'produced')) as [number];
    if (produced !== last) still = 0;
    last = produced;
  }
  return last;
}

/** Reads all items as one of these clients does; gives how many they were. */
const readers: Readonly<Record<string, (client: TestClient) => Promise<number>>> = {
  'as events': async (client) => {
    expect(await answerTo(client, 'fast')).to.deep.equal([ITEMS]);
    return client.received('fast').length;
  },
  'with stream()': async ({ sio }) => {
    let items = 0;
    for await (const item of stream(sio, 'fast')) items += Number(item === ITEM);
    return items;
  },
};

describe('a stream', () => {
  const kit = TestGateway.createTestModule({ gateways: [FastGateway] });

  overBothTransports((run, transport) => {
    for (const [how, read] of Object.entries(readers)) {
      it(`goes no faster than its client reads ${how}, and no item is lost`, () =>
        run(kit, async (ctx, join) => {
          const other = await join();
          const goOn = stopReading(ctx, transport);
          let isRead = false as boolean; // set in a callback
          const items = read(ctx).finally(() => (isRead = true));
          const produced = await standstill(other);
          expect(produced).to.be.within(1, ITEMS - 1);
          expect(isRead).to.equal(false);
          goOn();
          expect(await items).to.equal(ITEMS);
        }));
    }

    it('ends when its client leaves without having read it', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        const goOn = stopReading(ctx, transport);
        ctx.sio.emit('fast');
        const produced = await standstill(other);
        expect(produced).to.be.within(1, ITEMS - 1);
        await ctx.disconnect();
        await ctx.idle();
        goOn();
        expect(await answerTo(other, 'produced')).to.deep.equal([produced]);
      }));
  });
});
