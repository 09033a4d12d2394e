// What a user of the published package tests, whatever runs it: only the line that imports `describe` and `it` differs.
import 'reflect-metadata';
import { strict as assert } from 'node:assert';
import express from 'express';
import { type Container, inject, injectable } from 'inversify';
import {
  GatewayBase,
  type GatewayContext,
  type GatewayHost,
  type Guard,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
  WsStatus,
} from 'inversify-express-gateways';
import { GatewayError } from 'inversify-express-gateways/client';
import { TestGateway } from 'inversify-express-gateways/testing';
import Joi from 'joi';
import { afterEach, beforeEach, describe, it } from 'vitest';

interface Message {
  room: string;
  text: string;
}

interface Chat {
  emits: { welcome(name: string): void; said(from: string, text: string): void; closing_time(hour: number): void };
  user: string;
}

const message = Joi.object<Message>({ room: Joi.string().required(), text: Joi.string().max(20).required() });

@injectable()
class Members {
  nameOf(token: unknown): string | undefined {
    return token === 'open sesame' ? 'Ada' : undefined;
  }
}

@injectable()
class SignedIn implements Guard<Chat> {
  constructor(@inject(Members) private readonly members: Members) {}

  canActivate(context: GatewayContext<Chat>): boolean {
    const name = this.members.nameOf(context.environment.auth.token);
    if (name === undefined) throw new WebSocketException(4401, 'Sign in first');
    context.user = name;
    return true;
  }
}

@WebSocketGateway({ path: '/chat-ws', namespace: '/chat' })
@UseGuards(SignedIn)
class ChatGateway extends GatewayBase<Chat> {
  @OnConnected()
  welcome(): void {
    this.context.socket.emit('welcome', this.context.user);
  }

  @SubscribeMessage('join')
  async join(@WsBody(Joi.string().required()) room: string): Promise<string> {
    await this.context.socket.join(room);
    return room;
  }

  @SubscribeMessage('say')
  say(@WsBody(message) { room, text }: Message): void {
    this.context.namespace.to(room).emit('said', this.context.user, text);
  }

  @SubscribeMessage('whisper')
  whisper(@WsBody(message) { text }: Message): WsResponse<string> {
    return new WsResponse('whispered', text.toLowerCase());
  }
}

@WebSocketGateway({ path: '/egg-timer' })
class EggTimer {
  static timer: NodeJS.Timeout;

  @SubscribeMessage('boil')
  boil(): void {
    EggTimer.timer = setTimeout(() => undefined, 240_000);
  }
}

const app = express().post('/closing-time', (request, response) => {
  (request.app.locals.gateways as GatewayHost).of(ChatGateway).emit('closing_time', 23);
  response.sendStatus(204);
});
const bind = (container: Container): void => {
  container.bind(Members).toSelf();
  container.bind(SignedIn).toSelf();
};
const auth = { token: 'open sesame' };
// So long would a connection stay that somebody has forgotten, and the process with it: the runner would be ended first.
const options = { server: { pingInterval: 600_000 } };
const chat = TestGateway.createTestModule({ gateways: [ChatGateway], bind, app, options });

describe('a chat that is started before each test', () => {
  let ctx: Awaited<ReturnType<typeof chat.start>>;

  beforeEach(async () => {
    ctx = await chat.start();
  });

  afterEach(() => ctx.close());

  it('welcomes a member', async () => {
    await ctx.connect({ auth });
    assert.equal(await ctx.waitFor('welcome'), 'Ada');
  });

  it('refuses a stranger', async () => {
    await assert.rejects(ctx.connect(), new GatewayError(4401, 'Sign in first', 'connect'));
    assert.equal(ctx.sio.connected, false);
  });

  it('tells a room what is said there, and nobody else', async () => {
    const listener = ctx.newSocketClientContext({ auth });
    const passerby = ctx.newSocketClientContext({ auth });
    await Promise.all([ctx.connect({ auth }), listener.connect(), passerby.connect()]);
    assert.equal(await ctx.request('join', 'kitchen'), 'kitchen');
    await listener.request('join', 'kitchen');
    ctx.sio.emit('say', { room: 'kitchen', text: 'Tea is ready' });
    assert.deepEqual(await ctx.waitFor('said'), ['Ada', 'Tea is ready']);
    assert.deepEqual(await listener.waitFor('said'), ['Ada', 'Tea is ready']);
    await passerby.expectNone('said');
  });

  it('refuses what is no message', async () => {
    await ctx.connect({ auth });
    const isRefusal = (error: unknown): boolean =>
      error instanceof GatewayError && error.code === WsStatus.INVALID_FRAME_PAYLOAD_DATA;
    await assert.rejects(ctx.request('say', { room: 'kitchen' }), isRefusal);
  });

  it('tells who did not ask for an answer, too', async () => {
    await ctx.connect({ auth });
    ctx.sio.emit('say', { room: 'kitchen', text: 'far too long to be said in a chat' });
    await ctx.expectNone('said');
    const errors = ctx.errors.map(({ code, event }) => ({ code, event }));
    assert.deepEqual(errors, [{ code: WsStatus.INVALID_FRAME_PAYLOAD_DATA, event: 'say' }]);
  });

  it('announces what came over HTTP', async () => {
    await ctx.connect({ auth });
    await ctx.http.post('/closing-time').expect(204);
    assert.equal(await ctx.waitFor('closing_time'), 23);
  });
});

describe('a chat that a test starts', () => {
  it('runs in a block', async () => {
    const heard = await chat.runWithServer(async (ctx) => {
      await ctx.connect({ auth });
      return ctx.request('whisper', { room: 'kitchen', text: 'HELLO' });
    });
    assert.equal(heard, 'hello');
  });

  it('runs to the end of the test', async () => {
    await using ctx = await chat.start();
    await ctx.connect({ auth });
    await ctx.disconnect();
    assert.deepEqual(ctx.received('welcome'), ['Ada']);
  });

  it('needs no server for an event', async () => {
    const whisper = { room: 'kitchen', text: 'HELLO' };
    const { ack, error, emitted } = await TestGateway.dispatch(ChatGateway, 'whisper', whisper, {
      bind,
      context: { auth },
    });
    assert.equal(error, undefined);
    assert.equal(ack, 'hello');
    assert.deepEqual(emitted, [{ event: 'whispered', args: ['hello'], to: 'client' }]);
  });

  it('is refused without a server just the same', async () => {
    const { error } = await TestGateway.dispatch(ChatGateway, 'join', 'kitchen', { bind });
    assert.deepEqual(error, { code: 4401, reason: 'Sign in first', event: 'connect' });
  });
});

describe('closing', () => {
  it('tells of a timer that still runs', async () => {
    const ctx = await TestGateway.createTestModule({ gateways: [EggTimer] }).start();
    await ctx.connect();
    await ctx.request('boil');
    await assert.rejects(ctx.close(), /a timer that was started .*chat\.test/);
    clearTimeout(EggTimer.timer);
  });
});
