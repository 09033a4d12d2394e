import type { WsResponse } from '../../response';
import type { Undeclared } from './declared';
import type { Checked, IsAny, Mistake } from './mistake';
import type { OnWire } from './on-wire';
import type { ResponsesIn, Result } from './result';
import type { EmitsOf } from './types-of';

/** A decorator of a hook whose method may return a `WsResponse`. */
export type CheckedHook = <Target extends object, Name extends string | symbol>(
  target: Checked<Target, ResponsesOfMethod<Target, Name>>,
  name: Name,
  descriptor?: PropertyDescriptor,
) => void;

type ResponsesOfMethod<Target, Name> = Name extends keyof Target
  ? ResponseVerdict<EmitsOf<Target>, Result<Target[Name]>>
  : true;

/** Looks at all responses in a result: is there such an event, and does it carry such data? */
export type ResponseVerdict<Emits, Value> = Emits extends Undeclared ? true : EachResponse<Emits, ResponsesIn<Value>>;

type EachResponse<Emits, Response> =
  Response extends WsResponse<infer Data, infer Event> ? EachEvent<Emits, Event, Data> : true;

type EachEvent<Emits, Event extends string, Data> = string extends Event
  ? true
  : Event extends keyof Emits
    ? PayloadVerdict<Emits[Event], Event, Data>
    : Mistake<`the gateway emits no event '${Event}'`, keyof Emits & string>;

/** Does an event carry such data, as its one argument? */
export type PayloadVerdict<Declared, Event extends string, Data> =
  IsAny<Data> extends true
    ? true
    : unknown extends Data
      ? true
      : Declared extends (...args: infer Args) => unknown
        ? [Packed<Data>] extends [Args]
          ? true
          : [Packed<OnWire<Data>>] extends [Args]
            ? true
            : Mistake<`the event '${Event}' carries other data`, { given: Data; declared: Args }>
        : true;

type Packed<Data> = [Data] extends [undefined] ? [] : [data: Data];
