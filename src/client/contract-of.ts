import type { Socket as ImportedSocket } from 'socket.io-client' with { 'resolution-mode': 'import' };
import type { Socket as RequiredSocket } from 'socket.io-client' with { 'resolution-mode': 'require' };
import type { Declared, Events, Undeclared } from '../contract/types/declared';
import type { ErrorPayload } from '../errors';

/** socket.io's own map of events with nothing said: every name, any arguments. */
type AnyEvents = ImportedSocket extends ImportedSocket<infer Any> ? Any : never;

/** What a client hears: the events that the gateway emits, and errors. */
export type HeardEvents<Types> =
  Events<Types, 'emits'> extends Undeclared ? AnyEvents : WithError<Declared<Types, 'emits', AnyEvents>>;

type WithError<Emits> = 'error' extends keyof Emits ? Emits : Emits & { error(error: ErrorPayload): void };

/** What a client may send. */
export type SentEvents<Types> = Declared<Types, 'listens', AnyEvents>;

/** The contract that a socket knows. socket.io-client has two of them, one for `import` and one for `require`. */
export type ContractOf<Used> =
  Used extends ImportedSocket<infer _Heard, infer Listens>
    ? Events<{ listens: Listens }, 'listens'>
    : Used extends RequiredSocket<infer _Heard, infer Listens>
      ? Events<{ listens: Listens }, 'listens'>
      : Undeclared;
