import { expect } from 'chai';
import { injectable } from 'inversify';
import Joi from 'joi';
import {
  GatewayBase,
  type GatewayContext,
  type Guard,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
  WsStatus,
} from '../../src';
import { GatewayError, TestGateway } from '../../src/testing';
import { transports } from '../support/transports';

interface MessageBody {
  data: string;
}
const messageBody = Joi.object<MessageBody>({ data: Joi.string().required() });

/** As a guard of HTTP would, but for what it throws. */
@injectable()
class MyCustomGuards implements Guard {
  canActivate({ environment }: GatewayContext): boolean {
    if (environment.headers.authorization === undefined) {
      throw new WebSocketException(WsStatus.POLICY_VIOLATION, 'Sign in first');
    }
    return environment.headers.authorization === 'Bearer of good news';
  }
}

@WebSocketGateway({ path: '/socket.io' })
class HandlerGateway extends GatewayBase {
  @UseGuards(MyCustomGuards)
  @SubscribeMessage('events')
  async handleEvent(@WsBody(messageBody) data: MessageBody): Promise<WsResponse> {
    return new WsResponse('events', data);
  }
}

@UseGuards(MyCustomGuards)
@WebSocketGateway({ path: '/socket.io' })
class EventGateway extends GatewayBase {
  @OnConnected()
  async connect(): Promise<void> {
    this.context.server.to(this.context.sid).emit('my_response', { data: 'Connected', count: 0 });
  }
}

const bind = (container: { bind(guard: typeof MyCustomGuards): { toSelf(): unknown } }): void =>
  void container.bind(MyCustomGuards).toSelf();

for (const transport of transports) {
  describe(`the guards of the reference documentation, over ${transport}`, () => {
    const signedIn = { transports: [transport], extraHeaders: { authorization: 'Bearer of good news' } };

    it('guard an event at the level of its handler', async () => {
      const testClient = TestGateway.createTestModule({ gateways: [HandlerGateway], bind });
      await testClient.runWithServer(async (ctx) => {
        await ctx.connect({ transports: [transport] });
        ctx.sio.emit('events', { data: 'hello' });
        expect(await ctx.waitFor('error')).to.deep.equal({ code: 1008, reason: 'Sign in first', event: 'events' });
        const other = ctx.newSocketClientContext(signedIn);
        await other.connect();
        other.sio.emit('events', { data: 'hello' });
        expect(await other.waitFor('events')).to.deep.equal({ data: 'hello' });
      });
    });

    it('guard a gateway at the level of its class, also at connect', async () => {
      const testClient = TestGateway.createTestModule({ gateways: [EventGateway], bind });
      await testClient.runWithServer(async (ctx) => {
        const refusal = await ctx.connect({ transports: [transport] }).catch((error: unknown) => error);
        expect(refusal)
          .to.be.an.instanceOf(GatewayError)
          .that.includes({ code: 1008, reason: 'Sign in first', event: 'connect' });
        await ctx.connect(signedIn);
        expect(await ctx.waitFor('my_response')).to.deep.equal({ data: 'Connected', count: 0 });
      });
    });
  });
}
