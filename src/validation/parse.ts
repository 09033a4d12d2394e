import type { ValidationOptions } from 'joi';
import type { Issues } from './answer/issues';

/** The options that schemas are compiled with. */
export interface Validation {
  /** Joi's preferences for every schema. */
  readonly preferences: ValidationOptions;
  /** A value that a compiled check accepts does not go through Joi. */
  readonly fast: boolean;
}

/** The part of a message that a value comes from, for the issues that are found in it. */
export interface Origin {
  readonly in: string;
  readonly key?: string | number | undefined;
}

/**
 * Returns the value as the schema converts it. Issues are added to `issues`; then the result means nothing.
 * A promise only where the schema needs one.
 */
export type Parse = (value: unknown, issues: Issues) => unknown;
