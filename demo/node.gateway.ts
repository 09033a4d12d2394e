import Joi from 'joi';
import {
  Describe,
  Emits,
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsResponse,
} from '../src';
import type { NodeContract } from './node.contract';

/** In production nobody ends a process from a page. */
const MAY_BE_KILLED = process.env.NODE_ENV !== 'production';

const NODE = { number: Number(process.env.NODE_NUMBER), pid: process.pid, mayBeKilled: MAY_BE_KILLED };

const node = Joi.object({
  number: Joi.number().integer().required(),
  pid: Joi.number().integer().required(),
  mayBeKilled: Joi.boolean().required(),
});

/** Attached where several nodes serve the demo. */
@WebSocketGateway({ path: '/chat-ws', namespace: '/node' })
@Emits('node', node, { description: 'The node that serves you' })
export class NodeGateway extends GatewayBase<NodeContract> {
  /** Runs for clients that have recovered their session, too: they may come from another node. */
  @OnConnected()
  greet() {
    return new WsResponse('node', NODE);
  }

  /** As a fault would: nothing is closed, and nobody is told. */
  @SubscribeMessage
  @UseGuards(() => MAY_BE_KILLED)
  @Describe({ summary: 'Kills the node that serves you, in development' })
  kill_node(): void {
    process.kill(process.pid, 'SIGKILL');
  }
}
