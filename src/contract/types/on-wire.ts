import type { IsAny } from './mistake';

/** A value as it arrives, after JSON: a `Date` is a text, and members that are `undefined` are left out. */
export type OnWire<Type> =
  IsAny<Type> extends true
    ? Type
    : Type extends string | number | boolean | null | undefined | Uint8Array | ArrayBuffer
      ? Type
      : Type extends { toJSON(): infer Json }
        ? OnWire<Json>
        : Type extends readonly unknown[]
          ? { [Key in keyof Type]: OnWire<Type[Key]> }
          : Type extends object
            ? Members<Type>
            : Type;

type Members<Type> = Flat<
  { [Key in keyof Type as Left<Type[Key], Key, never>]: OnWire<Type[Key]> } & {
    [Key in keyof Type as Left<Type[Key], never, Key>]?: OnWire<Exclude<Type[Key], undefined>>;
  }
>;

/** Functions and symbols are not sent. */
type Left<Value, Kept, Optional> = [Value] extends [((...args: never[]) => unknown) | symbol]
  ? never
  : undefined extends Value
    ? IsAny<Value> extends true
      ? Kept
      : unknown extends Value
        ? Kept
        : Optional
    : Kept;

type Flat<Type> = { [Key in keyof Type]: Type[Key] };
