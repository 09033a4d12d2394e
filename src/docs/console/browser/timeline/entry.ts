import type { Why } from '../../../why/why';

/** What an entry of the timeline tells of. */
export type EntryKind = 'sent' | 'answer' | 'received' | 'error' | 'connection';

export const KINDS: readonly EntryKind[] = ['sent', 'answer', 'received', 'error', 'connection'];

/** In words, for filters and for whoever does not see the sign. */
export const KIND_NAMES: Readonly<Record<EntryKind, string>> = {
  sent: 'Sent',
  answer: 'Answers',
  received: 'Received',
  error: 'Errors',
  connection: 'Connections',
};

export const KIND_SIGNS: Readonly<Record<EntryKind, string>> = {
  sent: '↑',
  answer: '↩',
  received: '↓',
  error: '!',
  connection: '●',
};

/** One line of the timeline. Arguments are redacted already. */
export interface Entry {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly connection: ConnectionLabel;
  readonly kind: EntryKind;
  /** The event, or what happened to the connection: `connected`. */
  readonly name: string;
  readonly args: readonly unknown[];
  /** From the sent event to this answer. */
  readonly ms?: number;
  /** The entry of the event that this answers. */
  readonly answers?: number;
  /** Of a sent event: the entry that answers it, whether it still waits for one. */
  readonly answeredBy?: number;
  readonly isWaiting?: boolean;
  /** Of a sent event and of a client that has connected or was refused, in development. */
  readonly why?: Why;
  /** The items of a stream, which came for an event that was sent; the newest ones. */
  readonly stream?: Stream;
}

export interface Stream {
  readonly count: number;
  readonly newest: readonly unknown[];
  readonly isOpen: boolean;
}

/** The connection of an entry, as it was then. */
export interface ConnectionLabel {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly namespace: string;
  /** The namespace as the contract has it: `/rooms/:roomId`. */
  readonly template: string;
  readonly auth?: unknown;
  readonly query?: unknown;
}

/** What happened, before it has its place in the timeline. */
export type NewEntry = Omit<Entry, 'id' | 'at'>;
