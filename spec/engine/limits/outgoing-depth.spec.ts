import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsBody, WsResponse } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { busAdapter } from '../../support/bus-adapter';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';
import { nested } from '../../support/hostile-values';

@WebSocketGateway()
class ShareGateway extends GatewayBase {
  @SubscribeMessage()
  share(@WsBody() value: unknown): WsResponse {
    return WsResponse.broadcast('shared', value);
  }

  @SubscribeMessage()
  share_nested(@WsBody() levels: number): WsResponse {
    return WsResponse.broadcast('shared', nested(levels));
  }
}

const kit = (maxDepth: number, logger = new RecordingLogger()) =>
  TestGateway.createTestModule({
    gateways: [ShareGateway],
    options: { limits: { maxDepth }, server: { adapter: busAdapter }, logger },
  });

overBothTransports((run) => {
  describe('what is sent through the adapter of a cluster', () => {
    it('may be nested as deeply as what a client may send', () =>
      run(kit(150), async (ctx) => {
        await ctx.request('share', nested(150));
        expect(await ctx.waitFor('shared')).to.deep.equal(nested(150));
      }));

    it('does not reach other nodes when it is nested deeper', () =>
      run(kit(150), async (ctx) => {
        expect(await answerTo(ctx, 'share_nested', 151)).to.have.nested.property('[0].error.code', 1011);
        await ctx.request('share_nested', 150);
        expect(await ctx.waitFor('shared')).to.deep.equal(nested(150)); // the first that has come
      }));

    it('is an error that names the levels of the option when it is nested deeper', () => {
      const logger = new RecordingLogger();
      return run(kit(150, logger), async (ctx) => {
        await answerTo(ctx, 'share_nested', 151);
        expect(String(logger.at('error')[0]?.fields.err)).to.include('nested deeper than 150 ');
      });
    });
  });
});
