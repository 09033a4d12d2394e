import type { ValidationOptions } from 'joi';
import type { ValidationIssue } from '../errors';

/** How schemas are compiled. */
export interface Validation {
  /** Joi's preferences for every schema. */
  readonly preferences: ValidationOptions;
  /** Whether what needs no Joi does without it. */
  readonly fast: boolean;
}

/** Where a value comes from, for the issues that are found in it. */
export interface Origin {
  readonly in: string;
  readonly key?: string | number | undefined;
}

/**
 * Gives what the schema makes of a value. What is wrong with it is added to `issues`; then the result means nothing.
 * A promise only where the schema needs one.
 */
export type Parse = (value: unknown, issues: ValidationIssue[]) => unknown;
