import 'reflect-metadata';
import { createServer } from 'node:http';
import { IsString } from 'class-validator';
import { Server } from 'socket.io';
import { MessageAck, MessageBody, NspParam, OnMessage, SocketController, SocketControllers } from 'socket-controllers';
import { UseInterceptor } from 'socket-controllers/decorators/UseInterceptor'; // its index has it not
import { Container, Service } from 'typedi';
import { ready } from './ready';

class Message {
  @IsString()
  text!: string;
}

type Ack = (answer: unknown) => void;

/** It has no guards for events. An interceptor that throws is the nearest. */
const nobody = {
  use(): never {
    throw new Error('refused');
  },
};

@SocketController('/chat')
@Service()
class ChatController {
  @OnMessage('echo')
  echo(@MessageBody() message: Message, @MessageAck() ack: Ack) {
    ack(message);
  }

  @OnMessage('returned')
  returned() {
    return 'the value';
  }

  @OnMessage('refused')
  @UseInterceptor(nobody)
  refused(@MessageAck() ack: Ack) {
    ack('let through');
  }

  @OnMessage('thrown')
  thrown() {
    throw new Error('from the handler');
  }

  @OnMessage('nothing')
  nothing() {
    // returns nothing
  }
}

@SocketController('/guarded')
@UseInterceptor(nobody)
@Service()
class GuardedController {}

@SocketController('/rooms/:id')
@Service()
class RoomController {
  @OnMessage('room')
  room(@NspParam('id') id: string, @MessageAck() ack: Ack) {
    ack(id);
  }
}

const httpServer = createServer();
const io = new Server(httpServer);
new SocketControllers({ io, container: Container, controllers: [ChatController, GuardedController, RoomController] });
httpServer.listen(0, '127.0.0.1', () => ready(httpServer));
