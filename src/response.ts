import { brand } from './contract/shared-between-copies';

const isResponse = brand('WsResponse');

export interface WsResponseOptions {
  /** The room or rooms of the namespace to emit to, instead of this client. An empty list has no receiver. */
  to?: string | readonly string[];
}

/**
 * A handler returns it to choose the name of the event, or its receivers. Where an acknowledgement was asked for, the data
 * is its answer too.
 *
 * ```ts
 * return new WsResponse('my_response', data);                          // to this client
 * return new WsResponse('my_response', data, { to: 'room' });          // to a room, or to several
 * return WsResponse.broadcast('my_response', data);                    // to everyone in the namespace
 * ```
 */
export class WsResponse<Data = unknown, Event extends string = string> {
  readonly to: 'client' | 'namespace' | readonly string[];

  constructor(
    readonly event: Event,
    readonly data?: Data,
    { to }: WsResponseOptions = {},
  ) {
    this.to = to === undefined ? 'client' : [to].flat();
  }

  /** Emits to every client of the namespace, the sender included. */
  static broadcast<Data = unknown, Event extends string = string>(event: Event, data?: Data): WsResponse<Data, Event> {
    return new NamespaceResponse(event, data);
  }

  /** `true` for a response, also one of another copy of this package; a value that only looks like one is none. */
  static is(value: unknown): value is WsResponse {
    return typeof value === 'object' && value !== null && isResponse in value;
  }
}

class NamespaceResponse<Data, Event extends string> extends WsResponse<Data, Event> {
  override readonly to = 'namespace';
}

Object.defineProperty(WsResponse.prototype, isResponse, { value: true });
