import type { WsResponse } from '../../response';
import type { WithoutVoid } from './event-arguments';
import type { IsAny } from './mistake';

/** An async iterable, such as what an async generator returns; of others the type says nothing of the last value. */
interface Stream<Item = unknown, Last = unknown> {
  [Symbol.asyncIterator](): AsyncIterator<Item, Last, never>;
}

/** What a method's result is when it is there: promises are awaited. `unknown` for a member that is no method. */
export type Result<Method> = Method extends (...args: never[]) => infer Returned ? Awaited<Returned> : unknown;

/** The reply in a result, which is the answer of the acknowledgement: the data of a response, the last value of a stream. */
export type ReplyIn<Value> =
  IsAny<Value> extends true
    ? Value
    : Value extends WsResponse<infer Data>
      ? Data
      : Value extends Stream<unknown, infer Last>
        ? DataOf<Last>
        : WithoutVoid<Value>;

type DataOf<Value> =
  IsAny<Value> extends true ? Value : Value extends WsResponse<infer Data> ? Data : WithoutVoid<Value>;

/** All responses in a result: itself, the items of a stream, and its last value. */
export type ResponsesIn<Value> =
  IsAny<Value> extends true
    ? never
    : Extract<Value, AnyResponse> | (Value extends Stream<infer Item, infer Last> ? Found<Item> | Found<Last> : never);

type AnyResponse = WsResponse;
type Found<Item> = IsAny<Item> extends true ? never : Extract<Item, AnyResponse>;
