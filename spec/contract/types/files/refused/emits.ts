import {
  GatewayBase,
  type GatewayHost,
  OnConnected,
  OnDisconnected,
  OnUnknownEvent,
  SubscribeMessage,
  WsResponse,
} from 'inversify-express-gateways';

interface Emits {
  said(message: { text: string }): void;
  ready(): void;
  pair(left: string, right: number): void;
}

class ChatGateway extends GatewayBase<{ emits: Emits }> {}

export class Responses extends ChatGateway {
  // refused: the gateway emits no event 'no_such_event'
  @SubscribeMessage
  misspelt() {
    return new WsResponse('no_such_event');
  }

  // refused: the event 'said' carries other data", { given: { txt: string; }; declared: [message: { text: string; }]; }
  @SubscribeMessage
  data() {
    return new WsResponse('said', { txt: 'a' });
  }

  // refused: the event 'said' carries other data
  @SubscribeMessage()
  async toRoom() {
    return new WsResponse('said', 'a', { to: 'room' });
  }

  // refused: the gateway emits no event 'sid'
  @SubscribeMessage('x', 'y')
  broadcast() {
    return WsResponse.broadcast('sid', { text: 'a' });
  }

  // refused: the event 'ready' carries other data
  @SubscribeMessage
  broadcastData() {
    return WsResponse.broadcast('ready', 1);
  }

  // refused: the event 'pair' carries other data
  @SubscribeMessage
  oneOfTwo() {
    return new WsResponse('pair', 'left');
  }

  // refused: the gateway emits no event 'other'
  @SubscribeMessage
  sometimes() {
    return Math.random() > 0.5 ? new WsResponse('said', { text: 'a' }) : new WsResponse('other', 1);
  }

  // refused: the gateway emits no event 'item'
  @SubscribeMessage
  async *stream() {
    yield new WsResponse('said', { text: 'a' });
    yield new WsResponse('item', 1);
  }

  // refused: the event 'said' carries other data
  @SubscribeMessage
  async *end() {
    yield 1;
    return new WsResponse('said', 2);
  }

  // refused: the gateway emits no event 'arrow'
  @SubscribeMessage('arrow')
  readonly arrow = () => new WsResponse('arrow');
}

export class Hooks extends ChatGateway {
  // refused: the gateway emits no event 'hello'
  @OnConnected()
  connected() {
    return new WsResponse('hello');
  }

  // refused: the event 'said' carries other data
  @OnDisconnected()
  disconnected() {
    return WsResponse.broadcast('said', 1);
  }

  // refused: the gateway emits no event 'what'
  @OnUnknownEvent()
  async unknown() {
    return new WsResponse('what');
  }
}

export function announce(host: GatewayHost): void {
  // refused: '"sayd"' is not assignable
  host.of(ChatGateway).to('room').emit('sayd');
  // refused: Argument of type 'number' is not assignable to parameter of type '{ text: string; }'
  host.of(ChatGateway).to('room').emit('said', 1);
  // refused: Expected 3 arguments, but got 2
  host.of(ChatGateway).to(['a', 'b']).emit('pair', 'left');
}
