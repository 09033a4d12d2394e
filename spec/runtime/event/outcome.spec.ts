import { expect } from 'chai';
import type { Socket } from 'socket.io';
import {
  GatewayBase,
  type GatewayHost,
  OnConnected,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
} from '../../../src';
import { TestApplication } from '../../support/application';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { answerTo, recordWire } from '../../support/wire';

const fault = new Error('a fault');

@WebSocketGateway({ path: '/outcomes', ordering: 'serial' })
class OutcomeGateway extends GatewayBase {
  @OnConnected()
  async connected() {
    await new Promise((resolve) => setImmediate(resolve));
  }

  @SubscribeMessage
  async works() {
    await new Promise((resolve) => setImmediate(resolve));
    return 'done';
  }

  @SubscribeMessage
  async fails() {
    await Promise.resolve();
    throw fault;
  }

  @SubscribeMessage
  refuses() {
    throw new WebSocketException(4001, 'No');
  }
}

type Listener = (...args: unknown[]) => unknown;

/** What a listener gave to whoever has put itself around it, as the instrumentations of tracers do. */
function wrapListeners(host: GatewayHost): PromiseLike<unknown>[] {
  const given: PromiseLike<unknown>[] = [];
  host.of(OutcomeGateway).use((socket: Socket, next) => {
    const on = socket.on.bind(socket) as (event: string, listener: Listener) => Socket;
    socket.on = ((event: string, listener: Listener) =>
      on(event, (...args) => {
        const result = listener(...args) as PromiseLike<unknown> | undefined;
        if (typeof result?.then !== 'function') return result;
        // As they do it: what they throw on is awaited by nobody.
        const told = result.then(
          (value) => value,
          (error: unknown) => {
            throw error as Error;
          },
        );
        given.push(result);
        return told;
      })) as Socket['on'];
    next();
  });
  return given;
}

for (const transport of transports) {
  describe(`the listener of an event, over ${transport}, gives`, () => {
    async function givenFor(event: string): Promise<readonly [PromiseLike<unknown>]> {
      await using application = new TestApplication();
      const host = application.attach({ gateways: [OutcomeGateway], logger: new RecordingLogger() });
      const given = wrapListeners(host);
      await application.listen();
      const sio = await application.connect('/outcomes', { transports: [transport] });
      const wire = recordWire({ sio });
      await answerTo({ sio }, event);
      await answerTo({ sio }, 'works');
      expect(wire.repeatedAcknowledgements).to.equal(0);
      return [given[0]!]; // in a list, as it would be awaited itself
    }

    it('a promise that is fulfilled when the event was answered', async () => {
      let isFulfilled = false;
      const [outcome] = await givenFor('works');
      await outcome.then(() => (isFulfilled = true));
      expect(isFulfilled).to.equal(true);
    });

    for (const event of ['fails', 'refuses']) {
      it(`a promise that is rejected with what an event has failed of, as '${event}', and no rejection is unhandled`, async () => {
        const reasons: unknown[] = [];
        const [outcome] = await givenFor(event);
        await outcome.then(
          () => reasons.push('fulfilled'),
          (error: unknown) => reasons.push(error),
        );
        expect(reasons).to.have.length(1);
        expect(String(reasons[0])).to.match(/a fault|No/);
      });
    }

    it('nothing to those who ask for failures alone, as Node does with captureRejections: it would emit them', async () => {
      const reasons: unknown[] = [];
      const [outcome] = await givenFor('fails');
      await outcome.then(undefined, (error: unknown) => reasons.push(error));
      expect(reasons).to.deep.equal([]);
    });
  });
}
