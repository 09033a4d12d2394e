/** The abort controllers of what runs for one client. */
export class AbortGroup {
  #controllers: Set<AbortController> | undefined;
  #reason: Error | undefined;

  /** One that is aborted with the group, now if the group is, until it is released. */
  controller(): AbortController {
    const controller = new AbortController();
    if (this.#reason) controller.abort(this.#reason);
    else (this.#controllers ??= new Set()).add(controller);
    return controller;
  }

  release(controller: AbortController): void {
    this.#controllers?.delete(controller);
  }

  abort(reason: Error): void {
    this.#reason = reason;
    const controllers = this.#controllers ?? [];
    this.#controllers = undefined;
    for (const controller of controllers) controller.abort(reason);
  }
}
