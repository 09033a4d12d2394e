import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import express from 'express';
import { Container } from 'inversify';
import { attachGateways, GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';

const MOST_MS = 10_000;

/** An application that says good-bye and ends its process in the same breath. */
@WebSocketGateway({ path: '/last-words' })
class LastWordsGateway extends GatewayBase {
  @SubscribeMessage('end')
  end(): void {
    this.context.socket.emit('good-bye', 'all');
    process.exit(0);
  }

  /** To everyone, in three ticks of one turn. */
  @SubscribeMessage('end for all')
  async endForAll(): Promise<void> {
    for (const word of ['one', 'two', 'three']) {
      this.context.namespace.emit('good-bye', word);
      await new Promise<void>((resolve) => process.nextTick(resolve));
    }
    process.exit(0);
  }

  /** Computes after its first frame, which goes to everyone, until that file is there. */
  @SubscribeMessage('compute')
  async compute({ isLater, file }: { isLater: boolean; file: string }): Promise<void> {
    if (isLater) await new Promise<void>((resolve) => process.nextTick(resolve));
    this.context.namespace.emit('early');
    const end = performance.now() + MOST_MS;
    while (!existsSync(file) && performance.now() < end);
    this.context.namespace.emit('late');
  }

  @SubscribeMessage('end later')
  endLater(): void {
    const { socket } = this.context;
    process.on('exit', () => socket.emit('good-bye', 'at exit'));
    process.exit(0);
  }
}

const app = express();
const server = createServer(app);
const coalesceWrites = process.argv[2] !== 'plain';
attachGateways(app, server, new Container(), { gateways: [LastWordsGateway], coalesceWrites });
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
