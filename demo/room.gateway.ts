import Joi from 'joi';
import { Describe, Emits, GatewayBase, SubscribeMessage, WebSocketGateway, WsBody, WsParam, WsResponse } from '../src';
import type { RoomContract } from './showcase.contract';

/** A namespace for each room: whoever connects to `/rooms/tea` hears what is said there, and nothing else. */
@WebSocketGateway({ path: '/chat-ws', namespace: '/rooms/:roomId' })
@Emits('said', Joi.object({ room: Joi.string().required(), text: Joi.string().required() }))
export class RoomGateway extends GatewayBase<RoomContract> {
  @SubscribeMessage
  @Describe({ summary: 'Says something in this room', examples: ['Tea?'] })
  say(@WsParam('roomId') room: string, @WsBody(Joi.string().trim().max(200).required()) text: string) {
    return WsResponse.broadcast('said', { room, text }); // to this room alone
  }
}
