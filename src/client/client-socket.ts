import type { Socket } from 'socket.io-client';
import type { Declared, Events, Undeclared } from '../contract/types/declared.ts';
import type { ErrorLike } from '../contract/types/event-arguments.ts';

/**
 * The socket of a client that knows the contract of its gateway: what it may emit, with the acknowledgement, and what it
 * hears, the `error` event among it.
 *
 * ```ts
 * import type { ChatContract } from '../server/chat.contract';
 * const socket: ClientSocket<ChatContract> = io('/chat');
 * ```
 */
export type ClientSocket<Types> = Socket<Heard<Types>, Declared<Types, 'listens', AnyEvents>>;

/** socket.io's own map of events with nothing said: every name, any arguments. */
type AnyEvents = Socket extends Socket<infer Any> ? Any : never;

type Heard<Types> =
  Events<Types, 'emits'> extends Undeclared ? AnyEvents : WithError<Declared<Types, 'emits', AnyEvents>>;

type WithError<Emits> = 'error' extends keyof Emits ? Emits : Emits & { error(error: ErrorLike): void };

/** The contract that a socket knows. */
export type ContractOf<Used> =
  Used extends Socket<infer _Heard, infer Listens> ? Events<{ listens: Listens }, 'listens'> : Undeclared;
