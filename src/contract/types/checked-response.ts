import type { WsResponse } from '../../response';
import type { Undeclared } from './declared';
import type { Checked, Finding, IsAny } from './mistake';
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
  ? ResponseFindings<EmitsOf<Target>, Result<Target[Name]>>
  : never;

/** Looks at all responses in a result: is there such an event, and does it carry such data? */
export type ResponseFindings<Emits, Value> = Emits extends Undeclared ? never : EachResponse<Emits, ResponsesIn<Value>>;

type EachResponse<Emits, Response> =
  Response extends WsResponse<infer Data, infer Event> ? EachEvent<Emits, Event, Data> : never;

type EachEvent<Emits, Event extends string, Data> = string extends Event
  ? never
  : Event extends keyof Emits
    ? PayloadFindings<Emits[Event], Event, Data>
    : Finding<`the gateway emits no event '${Event}'`, keyof Emits & string>;

/** Does an event carry such data, as its one argument? */
export type PayloadFindings<Declared, Event extends string, Data> =
  IsAny<Data> extends true
    ? never
    : unknown extends Data
      ? never
      : Declared extends (...args: infer Args) => unknown
        ? [Packed<Data>] extends [Args]
          ? never
          : [Packed<OnWire<Data>>] extends [Args]
            ? never
            : Finding<`the event '${Event}' carries other data`, { given: Data; declared: Args }>
        : never;

type Packed<Data> = [Data] extends [undefined] ? [] : [data: Data];
