import type { Events, Undeclared } from './declared.ts';
import type { AnswerOf, ErrorLike, SentWith } from './event-arguments.ts';
import type { Finding, IsAny, Mistake } from './mistake.ts';

/** The names of the events of a contract. */
export type EventOf<Listens> = Listens extends Undeclared ? never : keyof Listens & string;

/** What a request of an event sends. */
export type RequestArguments<Listens, Event> = Event extends keyof Listens ? SentWith<Listens[Event]> : never;

/** The body of an event: what is sent first. */
export type BodyOf<Listens, Event> = RequestArguments<Listens, Event>[0];

/** The answer to a request. One that is an error is none: the promise is rejected with it. */
export type RequestAnswer<Listens, Event> = Event extends keyof Listens
  ? Exclude<AnswerOf<Listens[Event]>, { readonly error: ErrorLike }>
  : never;

/** An event of the contract, or that it has none of this name. */
export type KnownEvent<Listens, Event extends string> = Event extends keyof Listens
  ? Event
  : Mistake<Finding<`the contract has no event '${Event}'`, keyof Listens & string>>;

/**
 * An event of a contract that is given by its name. The compiler infers `{ listens: object }` where none is given:
 * then it is no event, and what is wrong, if anything is, is what the contract of the socket says.
 */
export type NamedEvent<Types extends { listens: object }, Event extends string, OfSocket> = {
  listens: object;
} extends Types
  ? Exclude<OfSocket, string>
  : KnownEvent<Events<Types, 'listens'>, Event>;

/** An event that nothing is known of: no contract, or no literal name. Otherwise what is wrong with the request. */
export type Unchecked<Listens, Event extends string> = Listens extends Undeclared
  ? Event
  : string extends Event
    ? Event
    : Event extends keyof Listens
      ? Mistake<Finding<`the contract says that '${Event}' is sent with something else`, SentWith<Listens[Event]>>>
      : Mistake<Finding<`the contract has no event '${Event}'`, keyof Listens & string>>;

/** A contract is no type of an answer. Alone it does not tell the compiler which answer it is. */
export type NoContract<Answer, Event> = [Answer] extends [{ listens: object }]
  ? IsAny<Answer> extends true
    ? Event
    : [Answer] extends [never]
      ? Event
      : Mistake<
          Finding<
            'beside a contract the event is the second type argument; a ClientSocket of the contract needs none',
            keyof Answer['listens'] & string
          >
        >
  : Event;
