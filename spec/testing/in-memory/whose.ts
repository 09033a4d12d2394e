import { expect } from 'chai';
import { inject, injectable } from 'inversify';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsAuth,
  WsBody,
  WsHeader,
  WsParam,
  WsQuery,
} from '../../../src';
import { type DispatchOptions, TestGateway } from '../../../src/testing';

@injectable()
export class Clock {
  now(): string {
    return 'now';
  }
}

export class StoppedClock extends Clock {
  override now(): string {
    return 'noon';
  }
}

/** What guards and @OnConnected saw: the event and the user. */
export const seen: unknown[] = [];

@WebSocketGateway({ path: '/whose', namespace: 'desk' })
@UseGuards((context) => {
  seen.push([context.event, context.user]);
  return true;
})
export class WhoseGateway extends GatewayBase {
  constructor(@inject(Clock) private readonly clock: Clock) {
    super();
  }

  @OnConnected()
  connected(): void {
    seen.push(['@OnConnected', this.context.user]);
  }

  @SubscribeMessage('who?')
  who(): unknown {
    return this.context.user;
  }

  @SubscribeMessage('when?')
  when(): string {
    return this.clock.now();
  }

  @SubscribeMessage('what?')
  what(
    @WsAuth('token') token: unknown,
    @WsHeader('x-custom') header: unknown,
    @WsQuery('page', Joi.number()) page: unknown,
  ): object {
    const { address, auth, secure } = this.context.environment;
    return { token, header, page, auth, address, secure };
  }

  @SubscribeMessage('where?')
  where(): string {
    return this.context.namespace.name;
  }

  @SubscribeMessage('strictly')
  strictly(@WsBody(Joi.number()) body: unknown): unknown {
    return body;
  }
}

@WebSocketGateway({ path: '/pattern', namespace: '/rooms/:room' })
export class PatternGateway extends GatewayBase {
  @SubscribeMessage('where?')
  where(@WsParam('room') room: string): object {
    this.context.namespace.emit('asked');
    return { namespace: this.context.namespace.name, room };
  }
}

@WebSocketGateway({ path: '/expression', namespace: /^\/floors\/(?<floor>\d+)$/ })
export class ExpressionGateway extends GatewayBase {
  @SubscribeMessage('where?')
  where(@WsParam('floor') floor: string): object {
    return { namespace: this.context.namespace.name, floor };
  }
}

/** What WhoseGateway acknowledges. */
export async function answer(event: string, payload?: unknown, options: DispatchOptions = {}): Promise<unknown> {
  const bind: DispatchOptions['bind'] = (container) => container.bind(Clock).toSelf();
  const { ack, error } = await TestGateway.dispatch(WhoseGateway, event, payload, { bind, ...options });
  expect(error).to.equal(undefined);
  return ack;
}
