import { expect } from 'chai';
import {
  GatewayBase,
  OnUnknownEvent,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsBody,
} from '../../../src';
import Joi from 'joi';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { answerTo, largestPacket } from '../../support/wire';

const longName = 'x'.repeat(900_000);
const cutName = `${'x'.repeat(63)}…`;
const subscribed = 's'.repeat(100);

@WebSocketGateway({ path: '/strict' })
class StrictGateway extends GatewayBase {
  @SubscribeMessage(subscribed)
  subscribed(@WsBody(Joi.string()) body: string): string {
    return body;
  }
}

@WebSocketGateway({ path: '/catch-all' })
class CatchAllGateway extends GatewayBase {
  @OnUnknownEvent()
  unknown(@WsBody() reason: string): number {
    if (reason === 'unexpected') throw new Error(reason);
    if (reason) throw new WebSocketException(4_000, reason);
    return this.context.event.length;
  }
}

const logger = new RecordingLogger();
const options = { logger, limits: { maxEventNameLength: longName.length } };
const strict = TestGateway.createTestModule({ gateways: [StrictGateway], options });
const catchAll = TestGateway.createTestModule({ gateways: [CatchAllGateway], options });

describe('the name of an event that is long', () => {
  beforeEach(() => logger.clear());

  overBothTransports((run) => {
    it('is cut in the answer to an event that nothing handles', () =>
      run(strict, async (ctx) => {
        const largest = largestPacket(ctx);
        const error = { code: 1003, reason: 'Unknown event', event: cutName };
        expect(await answerTo(ctx, longName)).to.deep.equal([{ error }]);
        expect(await ctx.waitFor('error')).to.deep.equal(error);
        expect(largest()).to.be.below(500);
      }));

    it('is cut in every error that a method for unknown events throws', () =>
      run(catchAll, async (ctx) => {
        expect(await answerTo(ctx, longName, 'refused')).to.deep.equal([
          { error: { code: 4_000, reason: 'refused', event: cutName } },
        ]);
        expect(await answerTo(ctx, longName, 'unexpected')).to.deep.equal([
          { error: { code: 1011, reason: 'Something went wrong', event: cutName } },
        ]);
      }));

    it('is cut also where it is the name of a handled event', () =>
      run(strict, async (ctx) => {
        expect(await answerTo(ctx, subscribed, 'fine')).to.deep.equal(['fine']);
        expect(await answerTo(ctx, subscribed, 1)).to.have.nested.property('[0].error.event', `${'s'.repeat(63)}…`);
      }));

    it('is not cut in the middle of a surrogate pair', () =>
      run(strict, async (ctx) => {
        const [{ error }] = (await answerTo(ctx, `${'x'.repeat(62)}🔑🔑`)) as [{ error: { event: string } }];
        expect(error.event).to.equal(`${'x'.repeat(62)}…`);
      }));

    it('is whole for the method that handles it', () =>
      run(catchAll, async (ctx) => {
        expect(await answerTo(ctx, longName)).to.deep.equal([longName.length]);
      }));
  });

  it('is cut in the log', () =>
    strict.runWithServer(async (ctx) => {
      await ctx.connect();
      await answerTo(ctx, longName);
      expect(
        logger
          .at('info')
          .map(({ message }) => message)
          .join('\n'),
      )
        .to.include(cutName)
        .and.not.to.include('x'.repeat(65));
    }));
});
