import { toStandardJsonSchema } from '@valibot/to-json-schema';
import Joi from 'joi';
import * as v from 'valibot';
import { z } from 'zod';
import {
  Describe,
  Emits,
  GatewayBase,
  OnConnected,
  Returns,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsArgs,
  WsBody,
  WsParam,
  WsResponse,
  WsStatus,
} from '../../../src';

const order = Joi.object({
  customer: Joi.object({ name: Joi.string().min(2).required(), email: Joi.string().email({ tlds: false }) }).required(),
  lines: Joi.array()
    .items(Joi.object({ article: Joi.string().required(), amount: Joi.number().integer().min(1).required() }))
    .min(1)
    .required(),
  priority: Joi.string().valid('low', 'normal', 'high').required(),
  due: Joi.date().iso(),
  gift: Joi.boolean(),
  labels: Joi.object().pattern(Joi.string(), Joi.string()),
  delivery: Joi.alternatives(
    Joi.object({ by: Joi.string().valid('post').required(), street: Joi.string().required() }),
    Joi.object({ by: Joi.string().valid('pick-up').required(), shop: Joi.number().required() }),
  ),
});

interface Tree {
  name: string;
  children: Tree[];
}

const tree: z.ZodType<Tree> = z.object({
  name: z.string(),
  get children() {
    return z.array(tree);
  },
});

const payment = toStandardJsonSchema(v.object({ method: v.picklist(['card', 'cash']), amount: v.number() }));

/** Counts as long as somebody listens; `counting` is how many do. */
export const counting = { now: 0 };

@WebSocketGateway({ path: '/shop-ws', namespace: '/shop', connectionStateRecovery: {} })
@Describe({ summary: 'Orders of a small shop', tags: ['shop'] })
export class ShopGateway extends GatewayBase {
  @SubscribeMessage()
  @Describe({
    summary: 'Places an order',
    description: 'Everybody is told of it.',
    tags: ['orders'],
    examples: [{ customer: { name: 'Ada' }, lines: [{ article: 'tea', amount: 2 }], priority: 'normal' }],
  })
  @Returns(Joi.object({ number: Joi.number().required() }))
  @Emits('ordered', Joi.object({ number: Joi.number() }), { description: 'Somebody has ordered.' })
  order(@WsBody(order) placed: { customer: { name: string } }) {
    this.context.namespace.emit('ordered', { number: 7, by: placed.customer.name });
    return { number: 7 };
  }

  @SubscribeMessage()
  @Describe({ deprecated: true, tags: ['orders'] })
  old_order(): void {
    // nobody sends it any more
  }

  @SubscribeMessage()
  grow(@WsBody(tree) grown: Tree) {
    return { leaves: grown.children.length };
  }

  @SubscribeMessage()
  pay(@WsBody(payment) paid: { method: string }) {
    return paid.method;
  }

  @SubscribeMessage()
  add(@WsArgs(0, Joi.number().required()) one: number, @WsArgs(1, Joi.number().required()) other: number) {
    return one + other;
  }

  @SubscribeMessage()
  scan(@WsBody(Joi.binary().required()) picture: Buffer) {
    return picture;
  }

  @SubscribeMessage()
  async *count() {
    counting.now += 1;
    try {
      for (let number = 1; !this.context.signal.aborted; number += 1) {
        yield { number };
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    } finally {
      counting.now -= 1;
    }
  }

  @SubscribeMessage()
  async never(): Promise<void> {
    await new Promise((resolve) => this.context.signal.addEventListener('abort', resolve));
  }

  @SubscribeMessage()
  login(@WsBody(Joi.object().unknown()) { user }: { user: string }) {
    return { user, accessToken: 'secret-of-the-server' };
  }

  @SubscribeMessage()
  ring(): WsResponse {
    return WsResponse.broadcast('rang', { times: 3 });
  }

  /** As often as one likes, as fast as it goes. */
  @SubscribeMessage()
  flood(@WsBody('times', Joi.number().required()) times: number) {
    for (let number = 0; number < times; number += 1) this.context.socket.emit('drop', { number });
  }
}

function member({ environment }: { environment: { auth: Record<string, unknown> } }): boolean {
  if (environment.auth.code === 'sesame') return true;
  throw new WebSocketException(WsStatus.POLICY_VIOLATION, [
    { in: 'auth', path: ['code'], type: 'code.unknown', message: 'nobody knows this code' },
  ]);
}

@WebSocketGateway({
  path: '/shop-ws',
  namespace: '/club',
  handshake: { auth: Joi.object({ code: Joi.string().required() }) },
})
@UseGuards(member)
export class ClubGateway extends GatewayBase {
  @SubscribeMessage()
  hello() {
    return 'hello, member';
  }
}

@WebSocketGateway({ path: '/shop-ws', namespace: '/rooms/:roomId' })
export class RoomGateway extends GatewayBase {
  @OnConnected()
  welcome(@WsParam('roomId') roomId: string): void {
    this.context.socket.emit('welcome', { roomId });
  }

  @SubscribeMessage()
  say(@WsBody('text', Joi.string().required()) text: string): WsResponse {
    return WsResponse.broadcast('said', { text });
  }
}
