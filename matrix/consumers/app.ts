// What a user of the published package writes, whatever compiles it. It closes what it opened, and so exits by itself.
import 'reflect-metadata';
import { strict as assert } from 'node:assert';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Container, inject, injectable } from 'inversify';
import {
  attachGateways,
  GatewayBase,
  GatewayHost,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
} from 'inversify-express-gateways';
import { GatewayError, request } from 'inversify-express-gateways/client';
import { TestGateway } from 'inversify-express-gateways/testing';
import Joi from 'joi';
import { io } from 'socket.io-client';

interface Message {
  text: string;
}
const message = Joi.object<Message>({ text: Joi.string().required() });

@injectable()
class ChatLog {
  readonly messages: Message[] = [];
}

@WebSocketGateway({ path: '/chat-ws', namespace: '/chat' })
class ChatGateway extends GatewayBase {
  constructor(@inject(ChatLog) private readonly log: ChatLog) {
    super();
  }

  @SubscribeMessage('say')
  say(@WsBody(message) said: Message): number {
    return this.log.messages.push(said);
  }
}

async function main(): Promise<void> {
  const container = new Container();
  container.bind(ChatLog).toSelf().inSingletonScope();
  container.bind(ChatGateway).toSelf().inSingletonScope();
  const app = express();
  const httpServer = createServer(app);
  const host = attachGateways(app, httpServer, container);
  assert.equal(container.get(GatewayHost), host);
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));

  const client = io(`http://127.0.0.1:${(httpServer.address() as AddressInfo).port}/chat`, { path: '/chat-ws' });
  assert.equal(await request(client, 'say', { text: 'hello' }), 1);
  await assert.rejects(request(client, 'say', {}), (error) => error instanceof GatewayError && error.code === 1007);
  client.disconnect();
  await host.close();
  await new Promise((resolve) => httpServer.close(resolve));

  const bind = (doubles: Container): void => void doubles.bind(ChatLog).toSelf().inSingletonScope();
  await TestGateway.createTestModule({ gateways: [ChatGateway], bind }).runWithServer(async (ctx) => {
    await ctx.connect();
    assert.equal(await ctx.request('say', { text: 'hello' }), 1);
  });
  console.log('ok');
}

void main();
