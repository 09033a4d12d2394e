import 'reflect-metadata';
import { createServer } from 'node:http';
import express from 'express';
import { Container } from 'inversify';
import { attachGateways, GatewayBase, SubscribeMessage, WebSocketGateway } from '../../src';

/** An application that says good-bye and ends its process in the same breath. */
@WebSocketGateway({ path: '/last-words' })
class LastWordsGateway extends GatewayBase {
  @SubscribeMessage('end')
  end(): void {
    this.context.socket.emit('good-bye', 'all');
    process.exit(0);
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
attachGateways(app, server, new Container(), { gateways: [LastWordsGateway] });
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
