import type { Socket } from 'socket.io-client';
import type { HeardEvents, SentEvents } from './contract-of';

/**
 * The socket of a client that knows the contract of its gateway: what it may emit, with the acknowledgement, and what it
 * hears, the `error` event among it.
 *
 * ```ts
 * import type { ChatContract } from '../server/chat.contract';
 * const socket: ClientSocket<ChatContract> = io('/chat');
 * ```
 */
export type ClientSocket<Types> = Socket<HeardEvents<Types>, SentEvents<Types>>;
