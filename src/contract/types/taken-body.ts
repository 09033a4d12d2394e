import type { Namespace, Server, Socket } from 'socket.io';
import type { GatewayContext } from '../../context';
import type { IsAny } from './mistake';
import type { Convertible, HasMethods, JoiLeaf } from './schema-types';

/** What decorators give to a method besides what the client sends. */
export type Given = Socket | GatewayContext | Namespace | Server | ((...args: never[]) => unknown);

/**
 * `true` where one of a method's parameters can be what clients send with an event: the body, one of its members, another
 * argument, or all of them. The types do not say which decorator a parameter has, nor how its schema converts.
 */
export type TakesBody<Sent extends readonly unknown[], Parameters extends readonly unknown[]> = Sent extends readonly []
  ? true
  : Parameters extends readonly []
    ? true
    : [Sent[0]] extends [Parameters[0]]
      ? true
      : SomeTakes<Sent, Parameters>;

type SomeTakes<Sent extends readonly unknown[], Parameters extends readonly unknown[]> = [
  Exclude<Required<Parameters>[number], Given>,
] extends [never]
  ? true
  : true extends {
        [Index in keyof Parameters]: CanBe<Sent | Sent[number] | MembersOf<Sent[0]>, Exclude<Parameters[Index], Given>>;
      }[number]
    ? true
    : false;

type MembersOf<Body> = Body extends JoiLeaf | readonly unknown[]
  ? never
  : Body extends object
    ? Body[keyof Body]
    : never;

/** `true` where one of the types that are sent may become that of a parameter. */
type CanBe<Sent, Parameter> =
  IsAny<Parameter> extends true
    ? true
    : unknown extends Parameter
      ? true
      : [Parameter] extends [never]
        ? false
        : Becomes<Sent, NonNullable<Parameter>>;

type Becomes<Sent, Parameter> = Sent extends string // a schema may make any value of it that is no plain object
  ? Sent extends Parameter
    ? true
    : Parameter extends JoiLeaf | bigint
      ? true
      : Parameter extends readonly unknown[]
        ? false
        : HasMethods<Parameter>
  : Sent extends Convertible<Parameter>
    ? true
    : Sent extends JoiLeaf | null | undefined | readonly unknown[]
      ? false
      : Parameter extends JoiLeaf | bigint | readonly unknown[]
        ? false
        : [keyof Sent & keyof Parameter] extends [never]
          ? false
          : true;
