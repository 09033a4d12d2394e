import type { Undeclared } from './declared';
import type { SentWith } from './event-arguments';
import type { Checked, Finding, IsAny } from './mistake';
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
  target: Checked<Target, OutputFindings<Schema, ParameterAt<Target, Name, Index>>>,
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
    | OutputFindings<Schema, ParameterAt<Target, Name, Index>>
    | SentFindings<ListensOf<Target>, Name, Part, Key, Schema, ParameterAt<Target, Name, Index>>
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

type OutputFindings<Schema, Parameter> = [Schema] extends [never]
  ? never
  : Fits<Schema, SchemaOutput<Schema>, Parameter> extends true
    ? never
    : Finding<
        'the schema gives another type than the parameter has',
        { schema: SchemaOutput<Schema>; parameter: Parameter }
      >;

type SentFindings<Listens, Name, Part, Key, Schema, Parameter> = Listens extends Undeclared
  ? never
  : Name extends keyof Listens
    ? Part extends 'body'
      ? BodyFindings<SentWith<Listens[Name]>[0], Key, Schema, Parameter>
      : ArgumentFindings<SentWith<Listens[Name]>, Key, Schema, Parameter>
    : never;

type BodyFindings<Body, Key, Schema, Parameter> = [Key] extends [never]
  ? TakenFindings<Body, Schema, Parameter>
  : IsAny<Body> extends true
    ? never
    : Key extends KeyOf<Body>
      ? TakenFindings<MemberOf<Body, Key>, Schema, Parameter>
      : Finding<'the contract says that clients send no such key', { key: Key; contract: Body }>;

type KeyOf<Body> = Body extends unknown ? keyof Body : never;
type MemberOf<Body, Key> = Body extends unknown ? (Key extends keyof Body ? Body[Key] : undefined) : never;

type ArgumentFindings<Sent extends readonly unknown[], Position, Schema, Parameter> = [Position] extends [undefined]
  ? TakenFindings<Sent, Schema, Parameter>
  : TakenFindings<Position extends keyof Sent ? Sent[Position] : Sent[Position & number], Schema, Parameter>;

/** Does the schema take what is sent, or where there is none, the parameter? */
type TakenFindings<Sent, Schema, Parameter> =
  IsTaken<Sent, Schema, Parameter> extends true
    ? never
    : Finding<
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
