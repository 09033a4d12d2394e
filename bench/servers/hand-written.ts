import { createServer } from 'node:http';
import express from 'express';
import { Server, type Socket } from 'socket.io';
import { Latency, type Message, parse, Refusal, TOKEN } from './message';
import { refuse } from './refused';
import { eventNames, scenario } from './scenario';
import { serve } from './serve';

// What someone writes who knows socket.io well: the schema prepared once, one `try` around everything a client can
// cause, every acknowledgement answered, no promise where nothing is waited for.

type Ack = (...values: unknown[]) => void;

function dispatch(socket: Socket, event: string): void {
  socket.on(event, (...args: unknown[]) => {
    const ack = takeAck(args);
    try {
      const message = parse(args[0]);
      if (ack) ack(message);
      else socket.emit(event, message);
    } catch (error) {
      fail(socket, event, error, ack);
    }
  });
}

function around(socket: Socket, event: string): void {
  socket.on(event, async (...args: unknown[]) => {
    const ack = takeAck(args);
    try {
      assertSignedIn(socket);
      const message = parse(args[0]);
      const answer = await timed(() => message);
      if (ack) ack(answer);
      else socket.emit(event, answer);
    } catch (error) {
      fail(socket, event, error, ack);
    }
  });
}

function assertSignedIn(socket: Socket): void {
  if (socket.handshake.auth.token !== TOKEN) throw new Refusal(1008, 'Authorization Failed');
}

const latency = new Latency();

async function timed(next: () => Message | Promise<Message>): Promise<Message> {
  const started = performance.now();
  try {
    return await next();
  } finally {
    latency.record(performance.now() - started);
  }
}

function emit(socket: Socket, event: string): void {
  socket.on(event, (...args: unknown[]) => {
    const ack = takeAck(args);
    try {
      const message = parse(args[0]);
      socket.emit('reply', message);
      ack?.(message);
    } catch (error) {
      fail(socket, event, error, ack);
    }
  });
}

function broadcast(socket: Socket, event: string): void {
  socket.on(event, (...args: unknown[]) => {
    const ack = takeAck(args);
    try {
      socket.nsp.emit('news', parse(args[0]));
      ack?.();
    } catch (error) {
      fail(socket, event, error, ack);
    }
  });
}

function refused(socket: Socket, event: string): void {
  socket.on(event, (...args: unknown[]) => {
    const ack = takeAck(args);
    try {
      ack?.(refuse(args[0]));
    } catch (error) {
      fail(socket, event, error, ack);
    }
  });
}

function takeAck(args: unknown[]): Ack | undefined {
  return typeof args.at(-1) === 'function' ? (args.pop() as Ack) : undefined;
}

function fail(socket: Socket, event: string, thrown: unknown, ack: Ack | undefined): void {
  const { code, reason } = thrown instanceof Refusal ? thrown : new Refusal(1011, 'Something went wrong');
  if (code === 1011) console.error(thrown);
  const error = { code, reason, event };
  socket.emit('error', error);
  ack?.({ error });
}

const listen = { dispatch, around, emit, broadcast, refuse: refused }[scenario.does];

const httpServer = createServer(express());
const io = new Server(httpServer);
io.on('connection', (socket) => {
  for (const event of eventNames) listen(socket, event);
});
serve(httpServer, () => io.engine.clientsCount);
