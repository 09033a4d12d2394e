import { expect } from 'chai';
import fc from 'fast-check';
import { type ErrorPayload, GatewayBase, type Schema, SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import type { Newable } from '../../../src/container';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { answerTo, largestPacket } from '../../support/wire';
import { payloads, schemas } from './schemas';

/** BOUNDED_ANSWERS=5000 looks longer, BOUNDED_ANSWERS_SEED=… elsewhere. In CI a failure is to be the change's. */
const { BOUNDED_ANSWERS = '200', BOUNDED_ANSWERS_SEED = '1' } = process.env;
const numRuns = Number(BOUNDED_ANSWERS);
const seed = Number(BOUNDED_ANSWERS_SEED);
const SCHEMAS = 60;
const MOST_BYTES = 8_192;

/** Its client gets all packets, of the other namespaces too. */
@WebSocketGateway({ path: '/property' })
class RootGateway extends GatewayBase {}

/** One for whose handshake a schema stands, and one with an event that it stands for. */
function gatewaysOf(schema: Schema, index: number): Newable[] {
  @WebSocketGateway({ path: '/property', namespace: `/connect${index}`, handshake: { auth: schema } })
  class ConnectGateway extends GatewayBase {}

  @WebSocketGateway({ path: '/property', namespace: `/event${index}` })
  class EventGateway extends GatewayBase {
    @SubscribeMessage('event')
    event(@WsBody(schema) _body: unknown): void {
      // Whatever it takes is fine.
    }
  }
  return [ConnectGateway, EventGateway];
}

type Manager = Parameters<typeof answerTo>[0]['sio']['io'];

async function errorOfEvent(io: Manager, index: number, body: unknown): Promise<ErrorPayload | undefined> {
  const sio = io.socket(`/event${index}`).connect();
  const [answer] = (await answerTo({ sio }, 'event', body)) as [{ error: ErrorPayload }?];
  sio.disconnect();
  return answer?.error;
}

function errorOfConnect(io: Manager, index: number, auth: object): Promise<ErrorPayload | undefined> {
  const socket = io.socket(`/connect${index}`);
  socket.removeAllListeners();
  socket.auth = { ...auth };
  return new Promise((resolve) => {
    socket.on('connect_error', ({ data }: Error & { data?: ErrorPayload }) => resolve(data));
    socket.on('connect', () => {
      socket.disconnect();
      resolve(undefined);
    });
    socket.connect();
  });
}

describe('whatever the schema and whatever the payload', () => {
  it(`no answer has more than 8 kB, at connect or to an event, and none is an internal error (seed ${seed})`, async function () {
    this.timeout(numRuns * 500);
    const logger = new RecordingLogger();
    const kit = TestGateway.createTestModule({
      gateways: [RootGateway, ...fc.sample(schemas, { numRuns: SCHEMAS, seed }).flatMap(gatewaysOf)],
      options: { logger, limits: { maxNamespaces: 2 * SCHEMAS + 1, maxRefusedConnects: Number.MAX_SAFE_INTEGER } },
    });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect({ transports: ['websocket'] });
      const largest = largestPacket(ctx);
      const { io } = ctx.sio;
      let refusals = 0;
      await fc.assert(
        fc.asyncProperty(fc.nat(SCHEMAS - 1), payloads, async (index, payload) => {
          const body = { key: payload };
          for (const error of [await errorOfEvent(io, index, body), await errorOfConnect(io, index, body)]) {
            if (error) refusals += 1;
            expect(error?.code).to.be.oneOf([undefined, 1007]);
          }
          expect(largest()).to.be.at.most(MOST_BYTES);
        }),
        { numRuns, seed },
      );
      expect(refusals).to.be.above(numRuns);
      expect(largest(), 'the largest answer').to.be.above(MOST_BYTES / 2);
      expect(logger.at('error')).to.deep.equal([]);
    });
  });
});
