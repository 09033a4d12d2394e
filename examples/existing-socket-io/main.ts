import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Container } from 'inversify';
import {
  attachGateways,
  GatewayBase,
  OnDisconnected,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
} from 'inversify-express-gateways';
import Joi from 'joi';
import { Server } from 'socket.io';

const app = express();
const httpServer = createServer(app);

// What was there before, and stays as it was.
const io = new Server(httpServer);
io.on('connection', (socket) => {
  socket.on('whoami', (ack) => ack(socket.id));
  socket.on('move', (x, y) => socket.broadcast.emit('moved', socket.id, x, y));
});

// What is new: a gateway in the same namespace, for the same clients.
@WebSocketGateway()
class ChatGateway extends GatewayBase {
  @SubscribeMessage
  say(@WsBody(Joi.string().trim().max(200).required()) text: string) {
    this.context.namespace.emit('said', { from: this.context.sid, text });
    return { length: text.length };
  }

  @OnDisconnected()
  left() {
    this.context.namespace.emit('said', { from: this.context.sid, text: '(has left)' });
  }
}

const container = new Container();
container.bind(ChatGateway).toSelf().inSingletonScope();
const gateways = attachGateways(app, httpServer, container, { io });

// Closing takes the gateway out; the server of socket.io, its clients and its handlers stay.
app.post('/without-gateways', async (_request, response) => {
  await gateways.close();
  response.sendStatus(204);
});

httpServer.listen(process.env.PORT ?? 3000, () => {
  console.log(`http://localhost:${(httpServer.address() as AddressInfo).port}`);
});
