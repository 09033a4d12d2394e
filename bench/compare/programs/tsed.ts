import 'reflect-metadata';
import { Server as HttpServer } from 'node:http';
import '@tsed/ajv';
import { PlatformExpress } from '@tsed/platform-express';
import { Configuration, inject } from '@tsed/di';
import { Required } from '@tsed/schema';
import '@tsed/socketio';
import { Args, Input, SocketMiddleware, SocketService, SocketUseBefore } from '@tsed/socketio';
import { ready } from './ready';

class Message {
  @Required()
  text!: string;
}

/** It has no guards. A middleware that throws is the nearest. */
@SocketMiddleware()
class Nobody {
  use(): never {
    throw new Error('refused');
  }
}

@SocketService('/chat')
class ChatService {
  @Input('echo')
  echo(@Args(0) message: Message) {
    return message;
  }

  @Input('refused')
  @SocketUseBefore(Nobody)
  refused() {
    return 'let through';
  }

  @Input('thrown')
  thrown() {
    throw new Error('from the handler');
  }

  @Input('nothing')
  nothing() {
    // returns nothing
  }
}

@SocketService('/guarded')
@SocketUseBefore(Nobody)
class GuardedService {}

// The decorator takes a text, and gives it to `io.of`.
@SocketService('/rooms/:id')
class RoomService {
  @Input('room')
  room() {
    return 'unknown';
  }
}

@Configuration({
  httpPort: '127.0.0.1:0',
  httpsPort: false,
  logger: { level: 'off', disableRoutesSummary: true },
  socketIO: {},
  imports: [ChatService, GuardedService, RoomService, Nobody],
})
class CompareServer {}

async function start(): Promise<void> {
  const platform = await PlatformExpress.bootstrap(CompareServer);
  await platform.listen();
  ready(inject(HttpServer));
}

void start();
