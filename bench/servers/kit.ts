import 'reflect-metadata';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { SubscribeMessage, WebSocketGateway } from '../../src';
import { TestGateway } from '../../src/testing';

// Not a server to be measured: it starts servers, as tests do, and tells how long each took until a client was there.

const STARTS = 50;

@WebSocketGateway()
class EchoGateway {
  @SubscribeMessage('message')
  echo(message: unknown) {
    return message;
  }
}

async function withKit(): Promise<number> {
  const started = performance.now();
  const ctx = await TestGateway.createTestModule({ gateways: [EchoGateway] }).start();
  await ctx.connect();
  const ms = performance.now() - started;
  await ctx.close();
  return ms;
}

async function byHand(): Promise<number> {
  const started = performance.now();
  const httpServer = createServer(express());
  const server = new Server(httpServer);
  server.on('connection', (socket) => {
    socket.on('message', (message: unknown, ack: (answer: unknown) => void) => ack(message));
  });
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const { port } = httpServer.address() as AddressInfo; // it listens on TCP
  const client = io(`http://127.0.0.1:${port}`, { forceNew: true });
  await new Promise<void>((resolve) => client.on('connect', resolve));
  const ms = performance.now() - started;
  client.disconnect();
  await server.close();
  return ms;
}

async function measure(): Promise<void> {
  const times: { kit: number[]; byHand: number[] } = { kit: [], byHand: [] };
  for (let start = 0; start < STARTS; start++) {
    times.kit.push(await withKit());
    times.byHand.push(await byHand());
  }
  process.send?.(times);
}

void measure();
