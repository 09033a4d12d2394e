import 'reflect-metadata';
import { createServer } from 'node:http';
import express from 'express';
import { Container } from 'inversify';
import Joi from 'joi';
import { attachGateways, SubscribeMessage, UseGuards, WebSocketGateway, WsBody, WsParam } from '../../../src';
import { asyncApiDocument, clientTypes } from '../../../src/docs';
import { ready } from './ready';

const schema = Joi.object<{ text: string }>({ text: Joi.string().required() });
const nobody = () => false;

@WebSocketGateway({ namespace: '/chat' })
class ChatGateway {
  @SubscribeMessage()
  echo(@WsBody(schema) message: { text: string }) {
    return message;
  }

  @SubscribeMessage()
  @UseGuards(nobody)
  refused() {
    return 'let through';
  }

  @SubscribeMessage()
  thrown() {
    throw new Error('from the handler');
  }

  @SubscribeMessage()
  nothing() {
    // returns nothing
  }
}

@WebSocketGateway({ namespace: '/guarded' })
@UseGuards(nobody)
class GuardedGateway {}

@WebSocketGateway({ namespace: '/rooms/:id' })
class RoomGateway {
  @SubscribeMessage()
  room(@WsParam('id') id: string) {
    return id;
  }
}

const silent = () => undefined;

const app = express();
const httpServer = createServer(app);
const gateways = attachGateways(app, httpServer, new Container(), {
  gateways: [ChatGateway, GuardedGateway, RoomGateway],
  logger: { debug: silent, info: silent, warn: silent, error: silent },
});
httpServer.listen(0, '127.0.0.1', () => {
  const asyncApi = JSON.stringify(asyncApiDocument(gateways.registry, { info: { title: 'Chat', version: '1.0.0' } }));
  void clientTypes(gateways.registry).then((written) => ready(httpServer, { asyncApi, clientTypes: written }));
});
