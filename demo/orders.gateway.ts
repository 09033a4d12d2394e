import { inject } from 'inversify';
import Joi from 'joi';
import {
  Describe,
  GatewayBase,
  Idempotent,
  MemoryIdempotencyStore,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
} from '../src';
import { type OrderBook, Orders } from './orders';
import type { User } from './session-auth-provider';
import type { OrdersContract } from './showcase.contract';

const id = Joi.string()
  .pattern(/^[a-z0-9]{1,20}:\d{1,9}$/i, 'customer:number')
  .required();

interface OrdersTypes extends OrdersContract {
  user: User;
}

/** Requests that change something, and are answered when it is done. A request that comes again gets the same answer. */
@WebSocketGateway({ path: '/chat-ws', namespace: '/orders' })
@Describe({ summary: 'Orders that are placed once' })
export class OrdersGateway extends GatewayBase<OrdersTypes> {
  constructor(@inject(Orders) private readonly orders: OrderBook) {
    super();
  }

  @SubscribeMessage
  @Idempotent({
    store: (container) => container.get(MemoryIdempotencyStore), // in a cluster it is that of all nodes
    key: ({ user }) => (user as User).details.name ?? '', // the container knows the provider of users
  })
  @Describe({ summary: 'Places an order, and answers with its number', examples: ['ada:1'] })
  place(@WsBody(id) order: string) {
    return this.orders.place(order);
  }

  @SubscribeMessage
  @Describe({ summary: 'The orders of a customer, each as often as it was placed', examples: ['ada'] })
  placed(@WsBody(Joi.string().alphanum().max(20).required()) customer: string) {
    return this.orders.of(customer);
  }
}
