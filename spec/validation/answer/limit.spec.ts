import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, type ValidationIssue, WebSocketGateway, WsBody } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { overBothTransports } from '../../support/transports';
import { largestPacket } from '../../support/wire';
import { issuesOf } from '../issues';
import { joiVersions } from '../joi-versions';

const [Joi] = Object.values(joiVersions) as [(typeof joiVersions)[string]];
const numbers = Joi.object().pattern(Joi.string(), Joi.number()).prefs({ abortEarly: false });
const texts = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`n${index}`, 'x']));
/** As long as they may be, of characters that take six bytes each. */
const longName = '\u0001'.repeat(128);
const longNamespace = `/${'n'.repeat(255)}`;

@WebSocketGateway({ path: '/limit', namespace: longNamespace })
class LimitGateway extends GatewayBase {
  @SubscribeMessage('event', longName)
  event(@WsBody(numbers) _body: object): void {
    // Whatever it takes is fine.
  }
}

@WebSocketGateway({ path: '/limit', handshake: { auth: numbers } })
class HandshakeGateway extends GatewayBase {}

const kit = (maxIssuesBytes: number) =>
  TestGateway.createTestModule({ gateways: [LimitGateway], options: { limits: { maxIssuesBytes } } });

describe('limits.maxIssuesBytes', () => {
  overBothTransports((run) => {
    for (const most of [2_000, 8_192, 20_000]) {
      it(`is the most that an answer has, and an answer makes use of it: ${most}`, () =>
        run(kit(most), async (ctx) => {
          const largest = largestPacket(ctx);
          expect((await issuesOf(ctx, 'event', texts)).at(-1)).to.include({ type: 'more' });
          await ctx.waitFor('error');
          expect(largest()).to.be.within(most / 2, most);
        }));

      it(`holds for the longest names of namespaces and events, too: ${most}`, () =>
        run(kit(most), async (ctx) => {
          const largest = largestPacket(ctx);
          await issuesOf(ctx, longName, texts);
          await ctx.waitFor('error');
          expect(largest()).to.be.at.most(most);
        }));
    }

    it('leaves room to say how many issues there are, however low it is', () =>
      run(kit(1), async (ctx) => {
        const more = { in: 'body', path: [], type: 'more', message: '…and 500 more' };
        expect(await issuesOf(ctx, 'event', texts)).to.deep.equal([more]);
      }));
  });

  it('holds at connect', () =>
    TestGateway.createTestModule({
      gateways: [HandshakeGateway],
      options: { limits: { maxIssuesBytes: 1_500 } },
    }).runWithServer(async (ctx) => {
      const refusal: unknown = await ctx.connect({ auth: texts }).catch((error: unknown) => error);
      const { reason } = refusal as { reason: ValidationIssue[] };
      expect(Buffer.byteLength(JSON.stringify(reason))).to.be.within(500, 1_500);
      expect(reason.at(-1)?.message).to.match(/^…and 4\d\d more$/);
    }));
});
