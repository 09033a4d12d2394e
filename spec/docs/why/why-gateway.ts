import { setTimeout as pause } from 'node:timers/promises';
import { injectable } from 'inversify';
import Joi from 'joi';
import {
  GatewayBase,
  type GatewayContext,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  UseInterceptors,
  WebSocketGateway,
  WsBody,
} from '../../../src';

@injectable()
export class Member {
  canActivate() {
    return undefined as unknown as boolean; // a `return` was forgotten
  }
}

@injectable()
export class Cache {
  intercept() {
    return 'from the cache';
  }
}

/** Lets nobody in without a code of four letters. */
@injectable()
export class Porter {
  canActivate({ environment }: GatewayContext) {
    if (environment.auth.code === 'open') return true;
    throw new Error('the password of the database is hunter2');
  }
}

@WebSocketGateway({
  path: '/why-ws',
  namespace: '/why-club',
  handshake: { auth: Joi.object({ code: Joi.string().length(4).required() }) },
})
@UseGuards(Porter)
export class ClubGateway extends GatewayBase {
  @OnConnected()
  async greets() {
    await pause(30);
  }

  @SubscribeMessage
  hello() {
    return 'hello';
  }
}

@WebSocketGateway({ path: '/why-ws', namespace: '/why-members' })
@UseGuards(Member)
export class MemberGateway extends GatewayBase {
  @SubscribeMessage
  hello() {
    return 'hello';
  }
}

/** Each event is decided by another step. */
@WebSocketGateway({ path: '/why-ws', namespace: '/why' })
export class WhyGateway extends GatewayBase {
  @SubscribeMessage
  async works(@WsBody(Joi.object({ text: Joi.string().required() })) { text }: { text: string }) {
    await pause(30);
    return text;
  }

  @SubscribeMessage
  @UseGuards(Member)
  guarded() {
    return 'never';
  }

  @SubscribeMessage
  @UseInterceptors(Cache)
  cached() {
    return 'never';
  }

  @SubscribeMessage
  fails() {
    throw new Error('the password of the database is hunter2');
  }

  @SubscribeMessage
  async *counts() {
    yield 1;
    await pause(1);
    yield 2;
  }
}
