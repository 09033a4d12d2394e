/**
 * Gives this process what a worker of Node's clusters has: a channel to a primary. Its primary gives every message back,
 * as JSON and later, as that of `setupPrimary` does to the other workers; so two servers of this process hear each other.
 */
export class ProcessChannel {
  readonly #before = Object.getOwnPropertyDescriptor(process, 'send');

  static open(): ProcessChannel {
    return new ProcessChannel();
  }

  private constructor() {
    process.send = (message: unknown) => {
      const text = JSON.stringify(message);
      setImmediate(() => process.emit('message', JSON.parse(text), undefined));
      return true;
    };
  }

  close(): void {
    if (this.#before) Object.defineProperty(process, 'send', this.#before);
    else delete process.send;
  }
}
