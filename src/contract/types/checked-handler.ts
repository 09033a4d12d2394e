import type { PayloadFindings, ResponseFindings } from './checked-response';
import type { Undeclared } from './declared';
import type { AckOf, AnswerOf, SentWith, WithoutVoid } from './event-arguments';
import type { Checked, Finding, IsAny } from './mistake';
import type { OnWire } from './on-wire';
import type { ReplyIn, ResponsesIn, Result } from './result';
import type { TakesBody } from './taken-body';
import type { EmitsOf, ListensOf } from './types-of';

/** What a decorator without parentheses gets. */
export type AppliedTo = [target: object, name: string | symbol, descriptor?: PropertyDescriptor];

/** The arguments of `@SubscribeMessage`: events, or the method itself, where it has no parentheses. */
export type SubscriberArguments<Args extends unknown[]> = Args extends [
  infer Target extends object,
  infer Name,
  ...unknown[],
]
  ? [target: CheckedSubscriber<Target, Name, Name>, name: Name, descriptor?: PropertyDescriptor]
  : Args;

/** What `@SubscribeMessage` gives: the decorator of a method that handles events, or nothing where it is one itself. */
export type SubscriberDecorator<Args extends unknown[]> = Args extends string[]
  ? CheckedHandler<Args[number]>
  : undefined;

/**
 * Checks a method that handles events: that the contract has them, and the method's parameters and its reply against
 * it; its responses against what the gateway emits.
 *
 * @typeParam Events `never` for the method's own name
 */
type CheckedHandler<Events> = <Target extends object, Name extends string | symbol>(
  target: CheckedSubscriber<Target, Name, [Events] extends [never] ? Name : Events>,
  name: Name,
  descriptor?: PropertyDescriptor,
) => void;

type CheckedSubscriber<Target, Name, Event> = Checked<
  Target,
  | SubscriberFindings<ListensOf<Target>, EmitsOf<Target>, Target, Name, Event>
  | (Name extends keyof Target ? ResponseFindings<EmitsOf<Target>, Result<Target[Name]>> : never)
>;

type SubscriberFindings<Listens, Emits, Target, Name, Event> = Listens extends Undeclared
  ? never
  : NameFindings<Listens, Name, Event> | EventFindings<Listens, Emits, Target, Name, Event>;

/** A decorated parameter knows the name of its method alone. */
type NameFindings<Listens, Name, Event> = Name extends keyof Listens
  ? string extends Event
    ? never
    : Name extends Event
      ? never
      : Finding<'the method has the name of another event of the contract', Name>
  : never;

type EventFindings<Listens, Emits, Target, Name, Event> = Event extends string
  ? string extends Event
    ? never
    : Event extends keyof Listens
      ? Name extends keyof Target
        ? MethodFindings<Listens[Event], Emits, Target[Name], Event>
        : never
      : Finding<`the contract has no event '${Event}'`, keyof Listens & string>
  : never;

type MethodFindings<Declared, Emits, Method, Event extends string> =
  BodyFindings<SentWith<Declared>, Method> | ReplyFindings<Declared, Emits, Method, Result<Method>, Event>;

type BodyFindings<Sent extends readonly unknown[], Method> = Method extends (...args: infer Args) => void
  ? TakesBody<Sent, Args> extends true
    ? never
    : Finding<'no parameter takes what the contract says that clients send', { contract: Sent; parameters: Args }>
  : never;

type ReplyFindings<Declared, Emits, Method, Value, Event extends string> = [AckOf<Declared>] extends [never]
  ? UnaskedFindings<Emits, Value, Event>
  : AnswerFindings<AnswerOf<Declared>, ReplyIn<Value>, Method>;

type AnswerFindings<Answer, Reply, Method> =
  Answers<Reply, Answer> extends true
    ? never
    : [Reply] extends [undefined]
      ? AnsweredLater<Method> extends infer Later
        ? [Later] extends [never]
          ? Finding<'the reply is not what the contract says', { reply: Reply; contract: Answer }>
          : true extends (Later extends unknown ? Answers<Later, Answer> : never)
            ? never
            : Finding<'the acknowledgement is not what the contract says', { answer: Later; contract: Answer }>
        : never
      : Finding<'the reply is not what the contract says', { reply: Reply; contract: Answer }>;

type Answers<Reply, Answer> =
  IsAny<Reply> extends true
    ? true
    : unknown extends Reply
      ? true
      : [Reply] extends [Answer]
        ? true
        : [OnWire<Reply>] extends [Answer]
          ? true
          : false;

/** What the functions among a method's parameters take last: one may be the acknowledgement, of `@WsAck()`. */
type AnsweredLater<Method> = Method extends (...args: infer Args) => void
  ? LastParameter<Extract<Required<Args>[number], (...args: never[]) => unknown>>
  : never;

type LastParameter<Callback> = Callback extends (...args: infer Args) => unknown
  ? Required<Args> extends readonly [...unknown[], infer Last]
    ? Last
    : undefined
  : never;

/** Without an acknowledgement a value is emitted under the event's own name, and so it has to be declared there. */
type UnaskedFindings<Emits, Value, Event extends string> = Emits extends Undeclared
  ? never
  : [Exclude<PlainIn<Value>, undefined>] extends [never]
    ? never
    : Event extends keyof Emits
      ? PayloadFindings<Emits[Event], Event, Exclude<PlainIn<Value>, undefined>>
      : Finding<'the contract has no acknowledgement for this reply', { reply: Value }>;

/** What is neither a response nor a stream. */
type PlainIn<Value> =
  IsAny<Value> extends true
    ? never
    : unknown extends Value
      ? never
      : WithoutVoid<Exclude<Value, ResponsesIn<Value> | AsyncIterable<unknown>>>;
