import { expect } from 'chai';
import { GatewayError, type TestClient } from '../../src/testing';
import { type Deferred, deferred } from '../support/deferred';

/** Work that handlers do: each piece goes on when the spec finishes it, and `log` says what began and what ended. */
export class Workshop {
  readonly log: string[] = [];
  readonly #pieces = new Map<string, { readonly begun: Deferred; readonly done: Deferred }>();

  /** For a handler: begins a piece, and gives its name when it is finished. */
  async work(piece: string): Promise<string> {
    this.log.push(`+${piece}`);
    const { begun, done } = this.#piece(piece);
    begun.resolve();
    await done.promise;
    this.log.push(`-${piece}`);
    return piece;
  }

  /** Resolves when a handler has begun the piece. */
  begun(piece: string): Promise<void> {
    return this.#piece(piece).begun.promise;
  }

  /** Lets pieces end, also those that have not begun. */
  finish(...pieces: string[]): void {
    for (const piece of pieces) this.#piece(piece).done.resolve();
  }

  /** The handler of a piece throws. */
  fail(piece: string, error: Error): void {
    this.#piece(piece).done.reject(error);
  }

  #piece(name: string): { readonly begun: Deferred; readonly done: Deferred } {
    const piece = this.#pieces.get(name) ?? { begun: deferred(), done: deferred() };
    this.#pieces.set(name, piece);
    return piece;
  }
}

/** Answers to a client, in the order in which they came: promises would settle in an order of their own. */
export class Answers {
  readonly inOrder: unknown[] = [];

  constructor(private readonly client: Pick<TestClient, 'sio'>) {}

  /** Sends an event, and resolves when its acknowledgement has been noted. */
  ask(event: string, ...args: unknown[]): Promise<void> {
    return new Promise((resolve) => {
      this.client.sio.emit(event, ...args, (answer: unknown) => {
        this.inOrder.push(answer);
        resolve();
      });
    });
  }
}

/** What a request was answered with instead of a result. */
export async function failureOf(request: Promise<unknown>): Promise<GatewayError> {
  const answer = await request.catch((error: unknown) => error);
  if (answer instanceof GatewayError) return answer;
  throw new Error(`Expected a refusal, and got ${JSON.stringify(answer)}`, { cause: answer });
}

export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Soon over, in milliseconds: what a spec holds is never done by then. */
export const SOON = 5;

/** Longer than any spec takes: what is used up stays so. */
export const MINUTE = 60_000;

/** The reason of a refusal by @RateLimit. */
export interface Refusal {
  readonly message: string;
  readonly retryAfterMs: number;
}

/** Requires that an event is refused for its rate, and gives when it may come again. */
export async function expectRefusal(
  client: Pick<TestClient, 'request'>,
  event: string,
  durationMs: number,
): Promise<number> {
  const { code, reason } = await failureOf(client.request(event));
  expect(code).to.equal(1013);
  const { retryAfterMs } = reason as Refusal;
  expect(reason).to.have.all.keys('message', 'retryAfterMs');
  expect(retryAfterMs).to.be.a('number').within(1, durationMs);
  expect(Number.isInteger(retryAfterMs)).to.equal(true);
  return retryAfterMs;
}
