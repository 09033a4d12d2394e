declare const mistake: unique symbol;

/** What is wrong, in words, and what was found. */
export interface Finding<Words extends string = string, Found = unknown> {
  readonly words: Words;
  readonly found: Found;
}

/**
 * A compile error in words: no value has this type, so that the compiler refuses what it is asked for and prints the
 * findings. For a decorator that is the class of the decorated member.
 */
export interface Mistake<Findings extends Finding> {
  readonly [mistake]: Findings;
}

/**
 * The type of a decorator's first argument: the class's own type, or the mistakes in its member. It is written so that
 * findings which depend on a type parameter let every class pass, as the compiler cannot know them yet; and so that the
 * compiler, which looks for `Target` in it, does not walk through all that leads to the findings.
 *
 * @typeParam Findings `never` where all is well
 */
export type Checked<Target, Findings extends Finding> = [OrTrue<Findings>] extends [Finding]
  ? Mistake<Findings>
  : Target;

type OrTrue<Findings> = [Findings] extends [never] ? true : Findings;

export type IsAny<Type> = 0 extends 1 & Type ? true : false;
