import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Container } from 'inversify';
import {
  attachGateways,
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
} from 'inversify-express-gateways';
import Joi from 'joi';
import type { Item, ListContract } from './contract.js';

@WebSocketGateway({ namespace: '/list' })
class ListGateway extends GatewayBase<ListContract> {
  readonly #items: Item[] = [];

  @OnConnected()
  connected() {
    this.context.socket.emit('items', this.#items);
  }

  @SubscribeMessage
  add(@WsBody(Joi.string().trim().min(2).max(40).required()) text: string) {
    const item = { id: this.#items.length + 1, text };
    this.#items.push(item);
    this.context.namespace.emit('items', this.#items);
    return item;
  }
}

const container = new Container();
container.bind(ListGateway).toSelf().inSingletonScope();

const app = express();
const httpServer = createServer(app);
attachGateways(app, httpServer, container);
app.use(express.static('dist')); // what `vite build` has written

httpServer.listen(process.env.PORT ?? 3000, () => {
  console.log(`http://localhost:${(httpServer.address() as AddressInfo).port}`);
});
