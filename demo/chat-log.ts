import { injectable } from 'inversify';

const CAPACITY = 500;

interface LoggedMessage {
  from: string;
  data: string;
}

/** What the gateway needs of a log, which stands in another process where several nodes share it. */
export interface MessageLog {
  append(message: LoggedMessage): void | Promise<void>;
  search(text: string, limit: number): LoggedMessage[] | Promise<LoggedMessage[]>;
}

/** Remembers what was said to everyone, so that it can be searched. */
@injectable()
export class ChatLog implements MessageLog {
  readonly #messages: LoggedMessage[] = [];

  append(message: LoggedMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > CAPACITY) this.#messages.shift();
  }

  /** The newest `limit` messages that contain `text`, the newest first. */
  search(text: string, limit: number): LoggedMessage[] {
    const wanted = text.toLowerCase();
    return this.#messages
      .filter(({ data }) => data.toLowerCase().includes(wanted))
      .slice(-limit)
      .reverse();
  }
}
