import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import type { Socket } from 'socket.io-client';
import { GatewayBase, RateLimit, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { MINUTE } from '../workshop';

const EVENTS = 10_000;
const POINTS = 100;
const USABLE_MS = 500; // on a busy machine with two processors
const BOUND_BYTES = 256 * 1024; // for 10,000 events: not one object for each

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

@WebSocketGateway()
class FloodedGateway extends GatewayBase {
  @SubscribeMessage()
  @RateLimit({ points: POINTS, durationMs: MINUTE })
  limited(): string {
    return 'answered';
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

/** Counts of what came back for a flood: acknowledgements by what they said, and `error` events. */
interface Answers {
  answered: number;
  refused: number;
  repeated: number;
  errors: number;
}

/** Sends all events within one turn, and resolves when each of them has been acknowledged. */
function flood(client: Socket): Promise<Answers> {
  const answers: Answers = { answered: 0, refused: 0, repeated: 0, errors: 0 };
  const acknowledged = new Set<number>();
  client.on('error', () => (answers.errors += 1));
  return new Promise((resolve) => {
    for (let event = 0; event < EVENTS; event += 1) {
      client.emit('limited', (answer: string | { error: { code: number } }) => {
        if (acknowledged.has(event)) answers.repeated += 1;
        acknowledged.add(event);
        if (answer === 'answered') answers.answered += 1;
        else if (typeof answer === 'object' && answer.error.code === 1013) answers.refused += 1;
        if (acknowledged.size === EVENTS) resolve(answers);
      });
    }
  });
}

/** Asks again and again until `done`, and gives how long each answer took, the shortest first. */
async function roundTripTimes(client: Socket, done: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  while (!done.aborted) {
    const begun = performance.now();
    await client.emitWithAck('hello');
    times.push(performance.now() - begun);
  }
  return times.sort((one, other) => one - other);
}

describe('one client that sends 10,000 events at once', () => {
  async function flooded(check: (application: TestApplication) => Promise<void>): Promise<void> {
    await using application = await new TestApplication().listen();
    // Its client reads in the same process, when the server has answered: not before, as one elsewhere would.
    application.attach({ gateways: [FloodedGateway], limits: { maxBufferedBytes: 32 * 1024 * 1024 } });
    await check(application);
  }

  it('gets an answer to each: a result within its rate limit, 1013 beyond', () =>
    flooded(async (application) => {
      const client = await application.connect('/socket.io');
      expect(await flood(client)).to.deep.equal({
        answered: POINTS,
        refused: EVENTS - POINTS,
        repeated: 0,
        errors: EVENTS - POINTS,
      });
    })).timeout(60_000);

  it('does not delay the answers to other clients for long', () =>
    flooded(async (application) => {
      const other = await application.connect('/socket.io');
      const workerData = { url: application.url, event: 'limited', count: EVENTS };
      const flooding = new Worker(require.resolve('./flood-client.cjs'), { workerData });
      await once(flooding, 'message');
      const done = new AbortController();
      const [[acknowledged], times] = await Promise.all([
        (once(flooding, 'message') as Promise<[number]>).finally(() => done.abort()),
        roundTripTimes(other, done.signal),
      ]);
      expect(acknowledged).to.equal(EVENTS);
      expect(times[Math.floor(times.length / 2)]).to.be.below(USABLE_MS);
    })).timeout(60_000);

  it('leaves nothing in the memory of the server', () =>
    flooded(async (application) => {
      const floodOnce = async (): Promise<number> => {
        const client = await application.connect('/socket.io');
        await flood(client);
        client.removeAllListeners();
        collectGarbage();
        return process.memoryUsage().heapUsed;
      };
      const heaps = [await floodOnce(), await floodOnce(), await floodOnce(), await floodOnce()];
      const growths = heaps.slice(1).map((heap, index) => heap - heaps[index]!);
      expect(Math.min(...growths)).to.be.below(BOUND_BYTES); // what is left by each flood would be in all of them
    })).timeout(60_000);
});
