import type { Mistake } from '../errors';

/** Where a value comes from, for the mistakes that are found in it. */
export interface Origin {
  readonly in: string;
  readonly key?: string | number | undefined;
}

/**
 * Gives what the schema makes of a value. What is wrong with it is added to `mistakes`; then the result means nothing.
 * A promise only where the schema needs one.
 */
export type Parse = (value: unknown, mistakes: Mistake[]) => unknown;
