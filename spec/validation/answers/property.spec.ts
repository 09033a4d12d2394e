import { expect } from 'chai';
import fc from 'fast-check';
import type { ErrorPayload, Schema } from '../../../src';
import type { Newable } from '../../../src/container';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { answerTo, largestPacket } from '../../support/wire';
import { payloads, schemas } from './schemas';

/** BOUNDED_ANSWERS=5000 looks longer; BOUNDED_ANSWERS_SEED=… runs a failure again. */
const { BOUNDED_ANSWERS = '300', BOUNDED_ANSWERS_SEED } = process.env;
const seed = BOUNDED_ANSWERS_SEED === undefined ? Date.now() % 1_000_000 : Number(BOUNDED_ANSWERS_SEED);
const SCHEMAS = 60;
const MOST_BYTES = 8_192;

/** A namespace whose handshake, and whose one event, take what a schema takes. */
function gatewaysOf(schema: Schema, index: number) {
  @WebSocketGateway({ path: '/property', namespace: `/s${index}`, handshake: { auth: schema } })
  class GuardedGateway extends GatewayBase {}

  @WebSocketGateway({ path: '/property', namespace: `/e${index}` })
  class EventGateway extends GatewayBase {
    @SubscribeMessage('event')
    event(@WsBody(schema) _body: unknown): void {
      // Whatever it takes is fine.
    }
  }
  return [GuardedGateway, EventGateway];
}

describe('whatever the schema and whatever the payload', () => {
  it(`no answer has more than 8 kB, at connect or to an event, and none is an internal error (seed ${seed})`, async function () {
    this.timeout(Number(BOUNDED_ANSWERS) * 200);
    const logger = new RecordingLogger();
    const kit = TestGateway.createTestModule({
      gateways: fc.sample(schemas, { numRuns: SCHEMAS, seed }).flatMap(gatewaysOf) as [Newable],
      options: { logger, limits: { maxNamespaces: 2 * SCHEMAS + 1, maxRefusedConnects: Number.MAX_SAFE_INTEGER } },
    });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect({ transports: ['websocket'] });
      const largest = largestPacket(ctx);
      const { io } = ctx.sio;
      const refusalOf = (error: ErrorPayload | undefined): number | undefined => error?.code;
      const codes = new Map<number | undefined, number>();
      await fc.assert(
        fc.asyncProperty(fc.nat(SCHEMAS - 1), payloads, async (index, payload) => {
          const body = { key: payload };
          const socket = io.socket(`/e${index}`);
          const [answer] = (await answerTo({ sio: socket }, 'event', body)) as [{ error?: ErrorPayload }?];
          const refused = await new Promise<ErrorPayload | undefined>((resolve) => {
            const guarded = io.socket(`/s${index}`);
            guarded.removeAllListeners().disconnect();
            guarded.auth = body;
            guarded.on('connect_error', (error: Error & { data?: ErrorPayload }) => resolve(error.data));
            guarded.on('connect', () => resolve(undefined));
            guarded.connect();
          });
          for (const code of [refusalOf(answer?.error), refusalOf(refused)]) {
            codes.set(code, (codes.get(code) ?? 0) + 1);
            expect(code).to.be.oneOf([undefined, 1007]);
          }
          expect(largest()).to.be.at.most(MOST_BYTES);
        }),
        { numRuns: Number(BOUNDED_ANSWERS), seed },
      );
      expect(codes.get(1007), 'refusals').to.be.above(Number(BOUNDED_ANSWERS));
      expect(largest(), 'the largest answer').to.be.above(MOST_BYTES / 2);
      expect(logger.at('error')).to.deep.equal([]);
    });
  });
});
