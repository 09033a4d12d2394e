import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, SubscribeMessage, UseGuards, WebSocketException, WebSocketGateway, WsBody } from '../../src';
import { TestGateway } from '../../src/testing';
import { RecordingLogger } from '../support/recording-logger';
import { overBothTransports } from '../support/transports';
import { answerTo } from '../support/wire';

const [LINE, CSI, TURNED, FORMAT] = ['\nERROR: on fire', '\u009b31m', '\u202egnp.exe', '%c%s%o%d%%'] as const;
const HOSTILE = `${LINE}${CSI}${TURNED}${FORMAT}\u2028\u0000`;

@WebSocketGateway({ path: '/forged', namespace: '/rooms/:room' })
class ForgedGateway extends GatewayBase {
  @SubscribeMessage
  strict(@WsBody(Joi.object({ data: Joi.string() })) _body: object) {
    return 'fine';
  }

  @SubscribeMessage
  @UseGuards(({ message }) => {
    throw new WebSocketException(4001, String(message));
  })
  guarded() {
    return 'never';
  }
}

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({ gateways: [ForgedGateway], options: { logger } });

/** Everything of the lines that a terminal or a logger would see. */
function written(): string {
  const texts = (['debug', 'info', 'warn', 'error'] as const).flatMap((level) => logger.at(level));
  return texts.flatMap(({ message, fields }) => [message, ...Object.values(fields).map(String)]).join('|');
}

function expectNothingForged(): void {
  const text = written();
  expect(text).to.include('on fire');
  for (const forged of ['\n', '\u009b', '\u202e', '\u2028', '\u0000', '%c', '%s', '%o', '%d', '%%']) {
    expect(text).not.to.include(forged);
  }
}

describe('no client forges a line or a format in the log', () => {
  beforeEach(() => logger.clear());

  overBothTransports((run) => {
    const namespace = '/rooms/7';

    it('by the name of an event', () =>
      run(
        kit,
        async (ctx) => {
          await answerTo(ctx, HOSTILE);
        },
        { namespace },
      ).then(expectNothingForged));

    it('by a key of a payload', () =>
      run(
        kit,
        async (ctx) => {
          await answerTo(ctx, 'strict', { [HOSTILE]: 1 });
        },
        { namespace },
      ).then(expectNothingForged));

    it('by what a guard makes a reason of', () =>
      run(
        kit,
        async (ctx) => {
          await answerTo(ctx, 'guarded', HOSTILE);
        },
        { namespace },
      ).then(expectNothingForged));

    it('by the name of a namespace', () =>
      kit
        .runWithServer(async (ctx) => {
          await ctx.connect({ namespace: `/${HOSTILE}` }).catch(() => undefined);
        })
        .then(expectNothingForged));

    it('by a parameter of a namespace, which is shown as it was encoded', () =>
      run(
        kit,
        async (ctx) => {
          await answerTo(ctx, 'nobody');
        },
        { namespace: '/rooms/a%0Ab%25c' },
      ).then(() => {
        expect(written()).to.include('/rooms/a%0Ab%25c'.replace('%0A', '%0A')).and.not.to.include('\n');
      }));
  });
});
