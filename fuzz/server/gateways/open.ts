import Joi from 'joi';
import { setImmediate as turn } from 'node:timers/promises';
import {
  GatewayBase,
  OnConnected,
  OnUnknownEvent,
  SubscribeMessage,
  WsArgs,
  WsAuth,
  WsBody,
  WsResponse,
} from '../../../src';
import { checkEntrance, checkLimits, violation } from '../witness';

/** Takes every event, whatever its name and its arguments. */
export class RelayGateway extends GatewayBase {
  @OnUnknownEvent()
  relay(@WsArgs() args: unknown[]): WsResponse {
    checkEntrance(this.context);
    checkLimits(this.context);
    return new WsResponse('relayed', args.length);
  }
}

/** Gives back what it gets, to its client and, through the adapter, to others. */
export class EchoGateway extends GatewayBase {
  @OnConnected()
  async connected(@WsAuth() _auth: unknown): Promise<void> {
    await this.context.socket.join('listeners');
  }

  @SubscribeMessage()
  echo(@WsBody() value: unknown): unknown {
    checkLimits(this.context);
    return value;
  }

  @SubscribeMessage()
  spread(@WsArgs() args: unknown[]): WsResponse {
    checkLimits(this.context);
    // As they came: in an array of its own, one of the depth that a client may send would be too deep to be sent.
    this.context.namespace.to('listeners').emit('spread', ...args);
    return new WsResponse('spread', args.length, { to: 'listeners' });
  }
}

/** One event of a client at a time. */
export class SerialGateway extends GatewayBase {
  @SubscribeMessage()
  async step(@WsBody(Joi.number()) _number: number): Promise<string> {
    const { socket } = this.context;
    if (running.has(socket)) violation('two events of a client ran at once in serial order');
    running.add(socket);
    await turn();
    running.delete(socket);
    return 'done';
  }
}

const running = new Set<object>();
