import type { Undeclared } from './declared';
import type { SentWith } from './event-arguments';
import type { Checked, IsAny, Mistake } from './mistake';
import type { Convertible, Fits, IsJoi, JoiLeaf, SchemaInput, SchemaOutput } from './schema-types';
import type { ListensOf } from './types-of';

/** The schema among the arguments of a decorator; `never` where there is none. */
export type SchemaOf<Given extends readonly unknown[]> = Given extends readonly []
  ? never
  : Exclude<Given[0], undefined>;

/** Checks what a schema gives against the type of the decorated parameter. `never` is no schema. */
export type CheckedParameter<Schema> = <
  Target extends object,
  Name extends string | symbol | undefined,
  Index extends number,
>(
  target: Checked<Target, OutputVerdict<Schema, ParameterAt<Target, Name, Index>>>,
  name: Name,
  index: Index,
) => void;

/**
 * Checks the same, and what the schema takes against what clients send, where the gateway declares that and the method
 * has the name of its event.
 *
 * @typeParam Key of the body; `never` for the body itself
 */
export type CheckedBody<Key, Schema> = CheckedPart<'body', Key, Schema>;

/** @typeParam Position of the argument; `undefined` for all arguments */
export type CheckedArgument<Position, Schema> = CheckedPart<'args', Position, Schema>;

type CheckedPart<Part, Key, Schema> = <
  Target extends object,
  Name extends string | symbol | undefined,
  Index extends number,
>(
  target: Checked<
    Target,
    | OutputVerdict<Schema, ParameterAt<Target, Name, Index>>
    | SentVerdict<ListensOf<Target>, Name, Part, Key, Schema, ParameterAt<Target, Name, Index>>
  >,
  name: Name,
  index: Index,
) => void;

/** The type of a parameter; `unknown` where it cannot be seen: of a private method, or of a name that is no literal. */
type ParameterAt<Target, Name, Index extends number> = Name extends keyof Target
  ? Target[Name] extends (...args: infer Args) => void
    ? Args[Index]
    : unknown
  : unknown;

type OutputVerdict<Schema, Parameter> = [Schema] extends [never]
  ? true
  : Fits<Schema, SchemaOutput<Schema>, Parameter> extends true
    ? true
    : Mistake<
        'the schema gives another type than the parameter has',
        { schema: SchemaOutput<Schema>; parameter: Parameter }
      >;

type SentVerdict<Listens, Name, Part, Key, Schema, Parameter> = Listens extends Undeclared
  ? true
  : Name extends keyof Listens
    ? Part extends 'body'
      ? BodyVerdict<SentWith<Listens[Name]>[0], Key, Schema, Parameter>
      : ArgumentVerdict<SentWith<Listens[Name]>, Key, Schema, Parameter>
    : true;

type BodyVerdict<Body, Key, Schema, Parameter> = [Key] extends [never]
  ? Takes<Body, Schema, Parameter>
  : IsAny<Body> extends true
    ? true
    : Key extends KeyOf<Body>
      ? Takes<MemberOf<Body, Key>, Schema, Parameter>
      : Mistake<'the contract says that clients send no such key', { key: Key; contract: Body }>;

type KeyOf<Body> = Body extends unknown ? keyof Body : never;
type MemberOf<Body, Key> = Body extends unknown ? (Key extends keyof Body ? Body[Key] : undefined) : never;

type ArgumentVerdict<Sent extends readonly unknown[], Position, Schema, Parameter> = [Position] extends [undefined]
  ? Takes<Sent, Schema, Parameter>
  : Takes<Position extends keyof Sent ? Sent[Position] : Sent[Position & number], Schema, Parameter>;

/** Does the schema take what is sent, or where there is none, the parameter? */
type Takes<Sent, Schema, Parameter> =
  IsTaken<Sent, Schema, Parameter> extends true
    ? true
    : Mistake<
        'the contract says that clients send something else',
        { contract: Sent; taken: [Schema] extends [never] ? Parameter : SchemaTakes<Schema> }
      >;

type SchemaTakes<Schema> = IsJoi<Schema> extends true ? SchemaOutput<Schema> : SchemaInput<Schema>;

type IsTaken<Sent, Schema, Parameter> = [Schema] extends [never]
  ? IsAssignable<Sent, Parameter>
  : IsJoi<Schema> extends true
    ? IsConvertible<Sent, SchemaOutput<Schema>, Parameter>
    : IsAssignable<Sent, SchemaInput<Schema>>;

type IsAssignable<Sent, Taken> = IsAny<Taken> extends true ? true : [Sent] extends [Taken] ? true : false;

/** Joi alone knows whether there may be no value, and whether it may be `null`: its types do not say. */
type IsConvertible<Sent, Output, Parameter> = unknown extends Output
  ? true
  : [Sent] extends [undefined]
    ? IsAssignable<undefined, Parameter>
    : [NonNullable<Sent>] extends [Convertible<Output>]
      ? [KeysLeftOut<NonNullable<Sent>, Output>] extends [never]
        ? true
        : false
      : false;

/** The members that an object must have, and that are not sent: not even as optional ones, for which there is a default. */
type KeysLeftOut<Sent, Output> = Output extends JoiLeaf | readonly unknown[]
  ? never
  : Exclude<RequiredKeys<Output>, KeyOf<Sent>>;

type RequiredKeys<Type> = { [Key in keyof Type]-?: object extends Pick<Type, Key> ? never : Key }[keyof Type];
