import { expect } from 'chai';
import { GatewayBase, OnDisconnected, SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import { request } from '../../../src/client';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';

/** What is left of a client that sends too large a message. */
interface Outcome {
  readonly rejection: string;
  /** Why it was disconnected, as the client sees it. */
  readonly reason: string;
  /** Why it has left, as the gateway sees it. */
  readonly left: string;
  readonly handled: number;
  readonly lines: readonly string[];
}

async function send(transport: string, characters: number, server = {}): Promise<Outcome> {
  const gone = deferred<string>();
  let handled = 0;
  @WebSocketGateway({ path: '/ws' })
  class SizeGateway extends GatewayBase {
    @SubscribeMessage()
    size(@WsBody() text: string): number {
      handled++;
      return text.length;
    }

    @OnDisconnected()
    left(): void {
      gone.resolve(this.context.reason ?? '');
    }
  }
  const logger = new RecordingLogger();
  await using application = await new TestApplication().listen();
  application.attach({ gateways: [SizeGateway], logger, server });
  const client = await application.connect('/ws', { transports: [transport] });
  const disconnected = new Promise<string>((resolve) => client.once('disconnect', resolve));
  const rejection = await request({ socket: client, timeoutMs: 8_000 }, 'size', 'x'.repeat(characters)).then(
    () => {
      client.disconnect();
      return '';
    },
    (error: unknown) => String(error),
  );
  const reason = await disconnected;
  const lines = logger.lines.filter((line) => !line.startsWith('debug'));
  return { rejection, reason, left: await gone.promise, handled, lines };
}

describe('A message that is larger than maxHttpBufferSize', () => {
  const seen = {
    websocket: { reason: 'transport close', left: 'transport error' },
    polling: { reason: 'transport error', left: 'transport close' },
  };
  for (const transport of transports) {
    it(`reaches no handler, and its request is rejected as the connection closes, over ${transport}`, async () => {
      const { rejection, ...outcome } = await send(transport, 1_000_000);
      expect(outcome).to.deep.equal({ ...seen[transport], handled: 0, lines: [] });
      expect(rejection).to.match(/was not answered: disconnected/);
    });

    it(`is handled where the option allows it, over ${transport}`, async () => {
      expect(await send(transport, 1_000_000, { maxHttpBufferSize: 2_000_000 })).to.include({
        rejection: '',
        handled: 1,
      });
    });

    it(`may be smaller than the default, over ${transport}`, async () => {
      const { handled, reason } = await send(transport, 2_000, { maxHttpBufferSize: 1_000 });
      expect({ handled, reason }).to.deep.equal({ handled: 0, reason: seen[transport].reason });
    });
  }
});
