import type { Socket } from 'socket.io-client';
import type { Events, Undeclared } from '../contract/types/declared';
import type { ErrorPayload } from '../errors';

/**
 * The socket of a client that knows the contract of its gateway: what it may emit, with the acknowledgement, and what it
 * hears, the `error` event among it.
 *
 * ```ts
 * import type { ChatTypes } from '../server/chat.types';
 * const socket: ClientSocket<ChatTypes> = io('/chat');
 * ```
 */
export type ClientSocket<Types> = Socket<Heard<Events<Types, 'emits'>>, Sent<Events<Types, 'listens'>>>;

/** socket.io's own map of events with nothing said: every name, any arguments. */
type AnyEvents = Socket extends Socket<infer Any> ? Any : never;

type Heard<Emits> = Emits extends Undeclared
  ? AnyEvents
  : 'error' extends keyof Emits
    ? Emits
    : Emits & { error(error: ErrorPayload): void };

type Sent<Listens> = Listens extends Undeclared ? AnyEvents : Listens;

/** The contract that a socket knows. */
export type ContractOf<Used> =
  Used extends Socket<infer _Heard, infer Listens> ? Events<{ listens: Listens }, 'listens'> : Undeclared;
