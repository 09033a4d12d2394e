import { expect } from 'chai';
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

describe('a stream', () => {
  const kit = TestGateway.createTestModule({ gateways: [FastGateway] });

  overBothTransports((run, transport) => {
    it('goes no faster than its client reads, and no item is lost', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        const goOn = stopReading(ctx, transport);
        let answer: unknown;
        const answered = new Promise<void>((resolve) => {
          ctx.sio.emit('fast', (value: unknown) => {
            answer = value;
            resolve();
          });
        });
        const produced = await standstill(other);
        expect(produced).to.be.within(1, ITEMS - 1);
        expect(answer).to.equal(undefined);
        goOn();
        await answered;
        expect(answer).to.equal(ITEMS);
        expect(ctx.received('fast')).to.have.length(ITEMS);
      }));

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
