import type { Namespace, Server, Socket } from 'socket.io';
import type { Declared } from './types/declared';

/**
 * The types that a gateway carries, all optional: an interface with these members is the parameter of
 * {@link GatewayBase}. Event maps are written as for socket.io.
 *
 * @see https://socket.io/docs/v4/typescript/
 */
export interface GatewayTypes {
  /**
   * Events that clients may send, with what the acknowledgement takes:
   * `{ say(message: Message, ack: (answer: Said) => void): void }`. A client imports it with `import type`.
   */
  listens?: object;
  /** Events that the server emits to clients: `{ my_response(message: Message): void }`. */
  emits?: object;
  /** `socket.data`. */
  data?: unknown;
  /** Events between servers: `serverSideEmit`. */
  serverEvents?: object;
  /** `context.user`. */
  user?: unknown;
}

/** socket.io's own map of events with nothing said: every name, any arguments. */
type AnyEvents = Server extends Server<infer Listens> ? Listens : never;

type Emits<Types> = Declared<Types, 'emits', AnyEvents>;
type ServerEvents<Types> = Declared<Types, 'serverEvents', AnyEvents>;
/** The type of `context.user`; untyped where the gateway declares none. */
export type GatewayUser<Types> = Declared<Types, 'user', Socket['data']>;

type Data<Types> = Declared<Types, 'data', Socket['data']>;

export type GatewayServer<Types> = Server<AnyEvents, Emits<Types>, ServerEvents<Types>, Data<Types>>;
export type GatewayNamespace<Types> = Namespace<AnyEvents, Emits<Types>, ServerEvents<Types>, Data<Types>>;
export type GatewaySocket<Types> = Socket<AnyEvents, Emits<Types>, ServerEvents<Types>, Data<Types>>;
