import { expect } from 'chai';
import { Container } from 'inversify';
import Joi from 'joi';
import { Server } from 'socket.io';
import {
  GatewayBase,
  OnConnected,
  OnDisconnected,
  SubscribeMessage,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
  WsStatus,
} from '../../src';
import { TestGateway } from '../../src/testing';
import { next, TestApplication } from '../support/application';
import { deferred } from '../support/deferred';

interface MessageBody {
  data: string;
}
const messageBody = Joi.object<MessageBody>({ data: Joi.string().required() });

// In the order of the reference documentation; its section on tests is in reference.spec.ts.
describe('the examples of the reference documentation', () => {
  describe('Gateways', () => {
    it('a class is a gateway with a path and a name, and need not extend anything', async () => {
      @WebSocketGateway({ path: '/events-ws', name: 'event-gateway' })
      class EventGateway {}

      await TestGateway.createTestModule({ gateways: [EventGateway] }).runWithServer(async (ctx) => {
        expect(ctx.host.registry.gateways.map(({ path, name }) => ({ path, name }))).to.deep.equal([
          { path: '/events-ws', name: 'event-gateway' },
        ]);
        await ctx.connect({ path: '/events-ws/' });
        expect(ctx.sio.connected).to.equal(true);
      });
    });
  });

  describe('Overview', () => {
    it('a gateway listens at /socket.io, in the namespace that it names', async () => {
      @WebSocketGateway({ path: '/socket.io', namespace: 'events' })
      class EventGateway {}

      await TestGateway.createTestModule({ gateways: [EventGateway] }).runWithServer(async (ctx) => {
        await ctx.connect({ path: '/socket.io', namespace: '/events' });
        expect(ctx.host.of(EventGateway).name).to.equal('/events');
        expect(ctx.host.of(EventGateway).sockets.has(String(ctx.sio.id))).to.equal(true);
      });
    });

    it('a gateway takes the options of the socket server, such as its transports', async () => {
      @WebSocketGateway({ path: '/socket.io', transports: ['websocket'] })
      class EventGateway extends GatewayBase {}

      await TestGateway.createTestModule({ gateways: [EventGateway] }).runWithServer(async (ctx) => {
        let refusal: unknown;
        await ctx.connect({ transports: ['polling'] }).catch((error: unknown) => {
          refusal = error;
        });
        expect(refusal).to.be.instanceOf(Error);
        const other = ctx.newSocketClientContext();
        await other.connect({ transports: ['websocket'] });
        expect(other.sio.connected).to.equal(true);
      });
    });

    it("a handler of 'events' answers its client with the same data", async () => {
      @WebSocketGateway({ path: '/socket.io', transports: ['websocket'] })
      class EventGateway extends GatewayBase {
        @SubscribeMessage('events')
        handleEvent(@WsBody() data: string): string {
          return data;
        }
      }

      await TestGateway.createTestModule({ gateways: [EventGateway] }).runWithServer(async (ctx) => {
        await ctx.connect({ transports: ['websocket'] });
        ctx.sio.emit('events', 'the exact same data');
        expect(await ctx.waitFor('events')).to.equal('the exact same data');
      });
    });

    it('a schema checks the body of a handler', async () => {
      @WebSocketGateway({ path: '/socket.io', transports: ['websocket'] })
      class EventGateway extends GatewayBase {
        @SubscribeMessage('events')
        async handleEvent(@WsBody(messageBody) data: MessageBody): Promise<MessageBody> {
          return data;
        }
      }

      await TestGateway.createTestModule({ gateways: [EventGateway] }).runWithServer(async (ctx) => {
        await ctx.connect({ transports: ['websocket'] });
        ctx.sio.emit('events', { data: 'hello' });
        expect(await ctx.waitFor('events')).to.deep.equal({ data: 'hello' });
        ctx.sio.emit('events', { text: 'hello' });
        expect(await ctx.waitFor('error')).to.deep.include({ code: WsStatus.INVALID_FRAME_PAYLOAD_DATA });
      });
    });

    it('a gateway is registered by binding it in the container', async () => {
      @WebSocketGateway({ path: '/socket.io' })
      class EventGateway extends GatewayBase {
        @SubscribeMessage('events')
        handleEvent(@WsBody() data: string): string {
          return data;
        }
      }
      const container = new Container();
      container.bind(EventGateway).toSelf().inSingletonScope();

      await using application = new TestApplication(container);
      application.attach();
      await application.listen();
      const socket = await application.connect('/socket.io');
      const answer = next(socket, 'events');
      socket.emit('events', 'registered');
      expect(await answer).to.equal('registered');
    });

    it("the context gives a handler its server, its client's id and the handshake", async () => {
      @WebSocketGateway({ path: '/socket.io', transports: ['websocket'] })
      class EventGateway extends GatewayBase {
        @SubscribeMessage('events')
        async handleEvent(@WsBody(messageBody) data: MessageBody): Promise<void> {
          expect(this.context.server).to.be.instanceOf(Server);
          expect(this.context.sid).to.be.a('string');
          expect(this.context.environment.headers).to.be.an('object');
          await Promise.resolve();
          this.context.server.emit('my_custom_event', { ...data, sid: this.context.sid });
        }
      }

      await TestGateway.createTestModule({ gateways: [EventGateway] }).runWithServer(async (ctx) => {
        const other = ctx.newSocketClientContext();
        await ctx.connect({ transports: ['websocket'] });
        await other.connect({ transports: ['websocket'] });
        ctx.sio.emit('events', { data: 'hello' });
        for (const client of [ctx, other]) {
          expect(await client.waitFor('my_custom_event')).to.deep.equal({ data: 'hello', sid: ctx.sio.id });
        }
        await ctx.expectNone('error');
      });
    });
  });

  it('WsResponse: a response names the event of its data', async () => {
    @WebSocketGateway({ path: '/socket.io', transports: ['websocket'] })
    class EventGateway extends GatewayBase {
      @SubscribeMessage('events')
      async handleEvent(@WsBody(messageBody) data: MessageBody): Promise<WsResponse<MessageBody>> {
        return new WsResponse('events', data);
      }
    }

    await TestGateway.createTestModule({ gateways: [EventGateway] }).runWithServer(async (ctx) => {
      const heard: MessageBody[] = [];
      ctx.sio.on('events', (data: MessageBody) => heard.push(data));
      await ctx.connect({ transports: ['websocket'] });
      ctx.sio.emit('events', { data: 'hello' });
      await ctx.waitFor('events');
      expect(heard).to.deep.equal([{ data: 'hello' }]);
    });
  });

  it('Gateway Connection and Disconnection Handling: methods run when clients connect and disconnect', async () => {
    const left = deferred<string>();

    @WebSocketGateway({ path: '/socket.io', transports: ['websocket'] })
    class EventGateway extends GatewayBase {
      @OnConnected()
      connect(): void {
        this.context.server.to(this.context.sid).emit('my_response', { data: 'Connected', count: 0 });
      }

      @OnDisconnected()
      disconnect(): void {
        left.resolve(this.context.sid);
      }

      @SubscribeMessage('events')
      handleEvent(@WsBody(messageBody) data: MessageBody): WsResponse<MessageBody> {
        return new WsResponse('events', data);
      }
    }

    await TestGateway.createTestModule({ gateways: [EventGateway] }).runWithServer(async (ctx) => {
      await ctx.connect({ transports: ['websocket'] });
      expect(await ctx.waitFor('my_response')).to.deep.equal({ data: 'Connected', count: 0 });
      const { id } = ctx.sio;
      await ctx.disconnect();
      expect(await left.promise).to.equal(id);
    });
  });

  it('Exceptions: the error of a handler reaches its client as the `error` event', async () => {
    @WebSocketGateway({ path: '/socket.io', transports: ['websocket'] })
    class EventGateway extends GatewayBase {
      @SubscribeMessage('events')
      handleEvent(@WsBody(messageBody) _data: MessageBody): void {
        throw new WebSocketException(WsStatus.MESSAGE_TOO_BIG, 'Message is too big');
      }
    }

    await TestGateway.createTestModule({ gateways: [EventGateway] }).runWithServer(async (ctx) => {
      const errors: unknown[] = [];
      ctx.sio.on('error', (error: unknown) => errors.push(error));
      await ctx.connect({ transports: ['websocket'] });
      ctx.sio.emit('events', { data: 'hello' });
      await ctx.waitFor('error');
      expect(errors).to.deep.equal([{ code: 1009, reason: 'Message is too big', event: 'events' }]);
    });
  });
});
