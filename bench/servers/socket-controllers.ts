import 'reflect-metadata';
import { createServer } from 'node:http';
import express from 'express';
import { Server, Socket } from 'socket.io';
import {
  ConnectedSocket,
  MessageAck,
  MessageBody,
  OnMessage,
  SocketController,
  SocketControllers,
} from 'socket-controllers';
import { Container, Service } from 'typedi';
import { parse, Refusal } from './message';
import { serve } from './serve';

// It has no validation, and errors of handlers reach nobody's acknowledgement: both are written in the handler.

@SocketController()
@Service()
class EventController {
  @OnMessage('message')
  echo(
    @ConnectedSocket() socket: Socket,
    @MessageBody() body: unknown,
    @MessageAck() ack: ((answer: unknown) => void) | null,
  ): void {
    try {
      const message = parse(body);
      if (ack) ack(message);
      else socket.emit('message', message);
    } catch (thrown) {
      const { code, reason } = thrown instanceof Refusal ? thrown : new Refusal(1011, 'Something went wrong');
      const error = { code, reason, event: 'message' };
      socket.emit('error', error);
      ack?.({ error });
    }
  }
}

const httpServer = createServer(express());
const io = new Server(httpServer);
new SocketControllers({
  io,
  container: Container,
  controllers: [EventController],
  transformOption: { transform: false }, // the payload is Joi's to transform
});
serve(httpServer, () => io.engine.clientsCount);
