declare const mistake: unique symbol;

/**
 * A compile error in words: no class has this type, so that the compiler refuses the class of a decorated member and
 * prints the words and what was found.
 */
export interface Mistake<Words extends string = string, Found = unknown> {
  readonly [mistake]: Words;
  readonly found: Found;
}

/**
 * The type of a decorator's first argument: the class's own type, or the mistakes in its member. It is written so that
 * a verdict which depends on a type parameter lets every class pass: the compiler cannot know it yet.
 *
 * @typeParam Verdict `true`, mistakes, or a union of both
 */
export type Checked<Target, Verdict> = [MistakesIn<Verdict>] extends [Mistake] ? MistakesIn<Verdict> : Target;

type MistakesIn<Verdict> = [Verdict] extends [true] ? true : Extract<Verdict, Mistake>;

export type IsAny<Type> = 0 extends 1 & Type ? true : false;
