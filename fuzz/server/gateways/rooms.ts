import Joi from 'joi';
import {
  GatewayBase,
  type GatewayContext,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WsBody,
  WsParam,
  WsResponse,
} from '../../../src';
import { checkEntrance, violation } from '../witness';

/** Of the pattern `/rooms/:roomId`. */
export class RoomGateway extends GatewayBase {
  @OnConnected()
  connected(@WsParam('roomId', Joi.number().integer().min(0).required()) roomId: number): void {
    checkEntrance(this.context);
    if (!Number.isInteger(roomId)) violation('a hook ran with a parameter that its schema refuses', roomId);
  }

  @SubscribeMessage()
  say(@WsBody(Joi.string().max(200)) text: string): WsResponse {
    return WsResponse.broadcast('said', text.length);
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

const isInvited = ({ environment }: GatewayContext): boolean => !environment.params.name?.startsWith('x');

/** Of the pattern `/names/:name`: any name, and a guard that refuses some. */
@UseGuards(isInvited)
export class NameGateway extends GatewayBase {
  @OnConnected()
  connected(@WsParam('name') name: string): void {
    checkEntrance(this.context);
    if (name.startsWith('x')) violation('the guard of a pattern was passed', name);
  }

  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}
