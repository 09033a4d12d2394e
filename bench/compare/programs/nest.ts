import 'reflect-metadata';
import type { Server as HttpServer } from 'node:http';
import { type CanActivate, Logger, Module, UseGuards, UsePipes, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { MessageBody, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { IsString } from 'class-validator';
import { ready } from './ready';

class Message {
  @IsString()
  text!: string;
}

class Nobody implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

const validation = new ValidationPipe({ exceptionFactory: (errors) => new WsException(errors) });

@WebSocketGateway({ namespace: '/chat' })
class ChatGateway {
  @SubscribeMessage('echo')
  @UsePipes(validation)
  echo(@MessageBody() message: Message) {
    return message;
  }

  @SubscribeMessage('refused')
  @UseGuards(Nobody)
  refused() {
    return 'let through';
  }

  @SubscribeMessage('thrown')
  thrown() {
    throw new Error('from the handler');
  }

  @SubscribeMessage('nothing')
  nothing() {
    // returns nothing
  }
}

@WebSocketGateway({ namespace: '/guarded' })
@UseGuards(Nobody)
class GuardedGateway {}

// The type of its option has a RegExp, and none of its decorators gives what it has matched.
@WebSocketGateway({ namespace: /^\/rooms\/(?<id>[^/]+)$/ })
class RoomGateway {
  @SubscribeMessage('room')
  room() {
    return 'unknown';
  }
}

@Module({ providers: [ChatGateway, GuardedGateway, RoomGateway, Nobody] })
class CompareModule {}

async function start(): Promise<void> {
  Logger.overrideLogger(false);
  const app = await NestFactory.create(CompareModule, { logger: false });
  app.useWebSocketAdapter(new IoAdapter(app));
  await app.listen(0, '127.0.0.1');
  ready(app.getHttpServer() as HttpServer);
}

void start();
