import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, SubscribeMessage, UseGuards, WebSocketGateway, WsBody } from '../../src';
import { TestApplication } from '../support/application';
import { RecordingLogger } from '../support/recording-logger';
import { transports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';

function never(): boolean {
  return false;
}

@WebSocketGateway({ path: '/flood', namespace: '/open' })
class OpenGateway extends GatewayBase {
  @SubscribeMessage
  say(@WsBody(Joi.string().required()) text: string) {
    return text;
  }

  @SubscribeMessage
  @UseGuards(never)
  guarded() {
    return 'never';
  }
}

@WebSocketGateway({ path: '/flood', namespace: '/members' })
@UseGuards(never)
class MemberGateway extends GatewayBase {}

for (const transport of transports) {
  describe(`A client that is refused over and over, over ${transport},`, () => {
    const logger = new RecordingLogger();
    const refused = (): string[] => logger.lines.filter((line) => line.includes('refused'));
    async function serve(): Promise<TestApplication> {
      logger.clear();
      const application = new TestApplication();
      application.attach({ gateways: [OpenGateway, MemberGateway], logger });
      return application.listen();
    }

    it('does not fill the log: the first lines of each kind are whole, and the others are counted when it leaves', async () => {
      await using application = await serve();
      const sio = await application.connect('/flood', { namespace: '/open', transports: [transport] });
      for (let time = 0; time < 30; time += 1) {
        await answerTo({ sio }, 'say', time);
        await answerTo({ sio }, `made-up-${time}`);
      }
      await answerTo({ sio }, 'guarded');
      sio.disconnect();
      await until(() => refused().some((line) => line.includes('has left')), 'the end is told of');
      const say = 'info: OpenGateway.say refused "say": the payload is invalid: "body" ("body" must be a string)';
      const unknown = (time: number): string => `info: /open refused "made-up-${time}": 1003 "Unknown event"`;
      const more = '; more of it is counted until the client leaves';
      expect(refused()).to.deep.equal([
        ...[say, unknown(0), say, unknown(1), say + more, unknown(2) + more],
        'info: OpenGateway.guarded refused "guarded": the guard never returned false; only true lets pass',
        'info: A client that was refused has left: OpenGateway.say validation 30 times, /open handler unknown event 30 times',
      ]);
    });

    it('does not fill it by connecting over and over either', async () => {
      await using application = await serve();
      const options = { namespace: '/members', transports: [transport] };
      for (let time = 0; time < 30; time += 1) await application.connect('/flood', options).catch(() => undefined);
      const lines = refused();
      expect(lines).to.have.length(20);
      expect(lines[0]).to.equal(
        'info: A client was refused in "/members": the guard never returned false; only true lets pass',
      );
      expect(lines[19]).to.equal(`${lines[0]}; more of it from this address is counted for a minute`);
      await application.connect('/flood', { ...options, namespace: '/nowhere' }).catch(() => undefined);
      expect(refused()).to.have.length(21); // of another kind
    });

    it('is told of again a minute later, with how often it was', async () => {
      await using application = await serve();
      const options = { namespace: '/members', transports: [transport] };
      const connect = (): Promise<unknown> => application.connect('/flood', options).catch(() => undefined);
      for (let time = 0; time < 25; time += 1) await connect();
      const now = performance.now.bind(performance);
      performance.now = () => now() + 60_000;
      try {
        await connect();
      } finally {
        performance.now = now;
      }
      expect(refused().at(-1)).to.match(/; 5 more of it came from this address since it was told of the last time$/);
    });
  });
}
