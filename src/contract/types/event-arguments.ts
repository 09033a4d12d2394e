import type { IsAny } from './mistake.ts';

/** The parameters of an event as the contract has them, the acknowledgement among them. */
type Listed<Event> = Event extends (...args: infer Args) => unknown ? Args : [];

type Callback = (...args: never[]) => unknown;

/** The acknowledgement of an event: its last parameter, where that is a function; `never` without one. */
export type AckOf<Event> =
  Required<Listed<Event>> extends readonly [...unknown[], infer Last] ? Extract<Last, Callback> : never;

/** What a client sends with an event: its parameters without the acknowledgement. */
export type SentWith<Event> = WithoutAck<Listed<Event>>;

/** In two steps, as a tuple keeps the names of its members in the first alone, which has no optional ones. */
type WithoutAck<Args extends readonly unknown[]> = Args extends readonly [...infer Before, infer Last]
  ? Last extends Callback
    ? Before
    : Args
  : WithoutOptionalAck<Args>;

type WithoutOptionalAck<Args extends readonly unknown[]> = Args extends readonly []
  ? []
  : Args extends readonly [infer First, ...infer Rest]
    ? [First, ...WithoutOptionalAck<Rest>]
    : Required<Args> extends readonly [infer Only]
      ? Only extends Callback
        ? []
        : Args
      : number extends Args['length']
        ? Args
        : Args extends readonly [(infer First)?, ...infer Rest]
          ? [First?, ...WithoutOptionalAck<Rest>]
          : Args;

/**
 * What an acknowledgement takes; `undefined` without one. Where errors come first, as with `acks: 'errorFirst'` and with
 * `socket.timeout()`, it is the second parameter.
 */
export type AnswerOf<Event> = [AckOf<Event>] extends [never] ? undefined : AnswerIn<Required<Parameters<AckOf<Event>>>>;

type AnswerIn<Args extends readonly unknown[]> = Args extends readonly [unknown, infer Answer]
  ? Answer
  : Args extends readonly [infer Answer]
    ? IsError<Answer> extends true
      ? undefined
      : WithoutVoid<Answer>
    : undefined;

/** An answer that is always `null`, and one that may be anything, are no errors. */
type IsError<Answer> =
  IsAny<Answer> extends true
    ? false
    : [Exclude<Answer, null>] extends [never]
      ? false
      : [Exclude<Answer, null>] extends [ErrorLike]
        ? true
        : false;

/** An error as a client gets it, whatever the contract calls it. */
export interface ErrorLike {
  readonly code: number;
  readonly reason: unknown;
  readonly event: string;
}

/** `undefined` for what returns nothing. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- what a method without a result returns
export type WithoutVoid<Type> = Type extends void ? undefined : Type;
