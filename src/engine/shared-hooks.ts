/**
 * What several hosts hook into one object: a server of the application, the adapter of a namespace. The first of them
 * installs one hook for all, and the last takes it away, in whatever order they come and go.
 */
export class SharedHooks<Target extends object, Part> {
  readonly #install: (target: Target, parts: ReadonlySet<Part>) => () => void;
  readonly #installed = new WeakMap<Target, { readonly parts: Set<Part>; readonly takeAway: () => void }>();

  /**
   * @param install hooks into a target, and gives the function that takes the hook away; the parts are those of the
   *   hosts that there are at any time, in the order in which they came
   */
  constructor(install: (target: Target, parts: ReadonlySet<Part>) => () => void) {
    this.#install = install;
  }

  /** Gives the function that takes the part out again; calling it twice does no harm. */
  add(target: Target, part: Part): () => void {
    const { parts } = this.#of(target);
    parts.add(part);
    return () => {
      if (!parts.delete(part) || parts.size > 0) return;
      this.#installed.get(target)?.takeAway();
      this.#installed.delete(target);
    };
  }

  #of(target: Target): { readonly parts: Set<Part> } {
    const known = this.#installed.get(target);
    if (known) return known;
    const parts = new Set<Part>();
    const made = { parts, takeAway: this.#install(target, parts) };
    this.#installed.set(target, made);
    return made;
  }
}
