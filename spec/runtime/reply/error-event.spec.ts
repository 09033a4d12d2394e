import { expect } from 'chai';
import { GatewayBase, OnConnected, SubscribeMessage, WebSocketException, WebSocketGateway } from '../../../src';
import { GatewayError } from '../../../src/client';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';

@WebSocketGateway({ path: '/ws' })
class FailingGateway extends GatewayBase {
  @SubscribeMessage()
  refuse(): never {
    throw new WebSocketException(4000, 'refused');
  }

  @SubscribeMessage()
  unserialisable(): bigint {
    return 1n;
  }
}

@WebSocketGateway({ path: '/ws', namespace: '/greeting' })
class GreetingGateway extends GatewayBase {
  @OnConnected()
  connected(): never {
    throw new WebSocketException(4001, 'not today');
  }
}

const gateways = [FailingGateway, GreetingGateway] as const;
const always = TestGateway.createTestModule({ gateways });
const unacknowledged = TestGateway.createTestModule({
  gateways,
  options: { errorEvent: 'unacknowledged', logger: new RecordingLogger() },
});

async function codeOf(request: Promise<unknown>): Promise<number> {
  const error: unknown = await request.catch((reason: unknown) => reason);
  expect(error).to.be.instanceOf(GatewayError);
  return (error as GatewayError).code;
}

describe('errorEvent', () => {
  overBothTransports((run) => {
    it("'always', the default, tells a client that asked for an acknowledgement twice", () =>
      run(always, async (ctx) => {
        expect(await codeOf(ctx.request('refuse'))).to.equal(4000);
        expect(await ctx.waitFor('error')).to.include({ code: 4000, event: 'refuse' });
      }));

    it("'unacknowledged' tells a client that asked for an acknowledgement once", () =>
      run(unacknowledged, async (ctx) => {
        expect(await codeOf(ctx.request('refuse'))).to.equal(4000);
        expect(await codeOf(ctx.request('nothing handles it'))).to.equal(1003);
        expect(await codeOf(ctx.request('unserialisable'))).to.equal(1011);
        await ctx.expectNone('error');
      }));

    it("'unacknowledged' still emits the error where no acknowledgement was asked for", () =>
      run(unacknowledged, async (ctx) => {
        ctx.sio.emit('refuse');
        expect(await ctx.waitFor('error')).to.include({ code: 4000, event: 'refuse' });
      }));

    it("'unacknowledged' still emits the error of @OnConnected, which has no acknowledgement", () =>
      run(unacknowledged, async (ctx) => {
        const client = ctx.newSocketClientContext({ namespace: '/greeting' });
        await client.connect();
        expect(await client.waitFor('error')).to.include({ code: 4001, event: 'connect' });
      }));
  });
});
