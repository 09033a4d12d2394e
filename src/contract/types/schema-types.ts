import type { IsAny } from './mistake';

/** What a schema gives; `unknown` where its type does not say. */
export type SchemaOutput<Schema> = Schema extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : unknown
  : Schema extends { validate(value: never): infer Result } // Joi 17
    ? ValueOf<Extract<Result, { readonly error: undefined; readonly value: unknown }>>
    : unknown;

type ValueOf<Result extends { readonly value: unknown }> = [Result] extends [never] ? unknown : Result['value'];

/** What a Standard Schema takes; `unknown` where its type does not say, as those of Joi. */
export type SchemaInput<Schema> = Schema extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly input: infer Input }
    ? Input
    : unknown
  : unknown;

export type IsJoi<Schema> = Schema extends { readonly prefs: unknown; readonly validateAsync: unknown } ? true : false;

/** The types that Joi's own do not tell apart: a string of `Joi.string().valid('a', 'b')` is a string to them. */
export type JoiLeaf = string | number | boolean | symbol | Date | Uint8Array | ((...args: never[]) => unknown);

/**
 * `true` where the output of a schema fits a parameter. The types of Joi know neither `valid` nor `allow`, so that a
 * parameter may be narrower than a string, a number or the like.
 */
export type Fits<Schema, Output, Parameter> = [Output] extends [Parameter]
  ? true
  : unknown extends Output
    ? true
    : IsAny<Parameter> extends true
      ? true
      : [WithoutUndefined<Output>] extends [Parameter]
        ? true
        : IsJoi<Schema> extends true
          ? [Extract<Parameter, Output & JoiLeaf>] extends [never]
            ? false
            : true
          : false;

/**
 * Without `undefined` in members that may be left out, which no message holds: zod and valibot name it there, and with
 * `exactOptionalPropertyTypes` a parameter does not.
 */
type WithoutUndefined<Type> = Type extends JoiLeaf | bigint | null | undefined
  ? Type
  : {
      [Key in keyof Type]: object extends Pick<Type, Key>
        ? WithoutUndefined<Exclude<Type[Key], undefined>>
        : WithoutUndefined<Type[Key]>;
    };

/** What Joi makes a value of this type of: it converts texts, and members may have a default. */
export type Convertible<Type> =
  IsAny<Type> extends true
    ? unknown
    : Type extends string | null | undefined
      ? Type | (Type extends string ? string : never)
      : Type extends number
        ? number | `${number}`
        : Type extends boolean
          ? boolean | 'true' | 'false'
          : Type extends bigint
            ? bigint | number | `${bigint}`
            : Type extends Date
              ? Date | string | number
              : Type extends Uint8Array
                ? Uint8Array | ArrayBuffer | string
                : Type extends readonly unknown[]
                  ? { [Key in keyof Type]: Convertible<Type[Key]> }
                  : Type extends object
                    ? HasMethods<Type> extends true
                      ? unknown
                      : { [Key in keyof Type]?: Convertible<Type[Key]> | null | undefined }
                    : unknown;

/** `true` for an object of the application's own: what is sent has none. */
export type HasMethods<Type> = [Extract<Type[keyof Type], (...args: never[]) => unknown>] extends [never]
  ? false
  : true;
