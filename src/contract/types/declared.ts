import type { IsAny } from './mistake.ts';

/** Nothing is declared, and so nothing is checked. */
export interface Undeclared {
  readonly undeclared: never;
}

/** One member of `Types`, or `Otherwise` where it is not declared. */
export type Declared<Types, Key extends PropertyKey, Otherwise> =
  Types extends Record<Key, infer Value> ? (unknown extends Value ? Otherwise : Value) : Otherwise;

/** The events of `GatewayTypes`; `Undeclared` for those of any name. */
export type Events<Types, Key extends 'listens' | 'emits'> =
  IsAny<Types> extends true ? Undeclared : Named<Declared<Types, Key, Undeclared>>;

type Named<Map> = string extends keyof Map ? Undeclared : Map;
