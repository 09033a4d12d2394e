import { expect } from 'chai';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from '../../src';
import { TestGateway } from '../../src/testing';

interface MessageData {
  data: string;
}
const messageData = Joi.object<MessageData>({ data: Joi.string().required() });
const left: string[] = [];

@WebSocketGateway({ path: '/ws', cors: { origin: '*' } })
class EventGateway extends GatewayBase {
  @SubscribeMessage('my_event')
  my_event(@WsBody(messageData) message: MessageData): WsResponse {
    return new WsResponse('my_response', { data: message.data }, { to: this.context.sid });
  }

  @SubscribeMessage
  my_broadcast_event(@WsBody(messageData) message: MessageData): void {
    this.context.server.emit('my_response', { data: message.data });
  }

  @OnConnected()
  connect(): void {
    this.context.server.to(this.context.sid).emit('my_response', { data: 'Connected', count: 0 });
  }

  @OnDisconnected()
  disconnect(): void {
    left.push(this.context.sid);
  }
}

describe('the test cases of the reference documentation', () => {
  const testClient = TestGateway.createTestModule({ gateways: [EventGateway] });

  it('a client connects, gets the event of @OnConnected and its own event back', async () => {
    await testClient.runWithServer(async (ctx) => {
      ctx.sio.on('connect', () => ctx.sio.emit('my_event', { data: "I'm connected!" }));
      await ctx.connect();
      expect(await ctx.waitFor('my_response', { count: 2 })).to.deep.equal([
        { data: 'Connected', count: 0 },
        { data: "I'm connected!" },
      ]);
      const { id } = ctx.sio;
      await ctx.disconnect();
      expect(left).to.include(id);
    });
  });

  it('a broadcast reaches every client', async () => {
    await testClient.runWithServer(async (ctx) => {
      const other = ctx.newSocketClientContext();
      await ctx.connect();
      await other.connect();
      ctx.sio.emit('my_broadcast_event', { data: 'Testing Broadcast' });
      for (const client of [ctx, other]) {
        expect(await client.waitFor('my_response', { count: 2 })).to.deep.equal([
          { data: 'Connected', count: 0 },
          { data: 'Testing Broadcast' },
        ]);
      }
    });
  });
});
