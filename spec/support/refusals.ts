import { expect } from 'chai';

/** An error that the library words itself, without its reason: runtime/event/wording.spec.ts alone pins the wording. */
export interface Refusal {
  readonly code: number;
  readonly event: string;
}

/** The host closes. */
export const goingAway = (event: string): Refusal => ({ code: 1001, event });
/** Nothing handles the event. */
export const unknownEvent = (event: string): Refusal => ({ code: 1003, event });
/** A guard has refused. */
export const forbidden = (event: string): Refusal => ({ code: 1008, event });
/** Something has failed that the client is told nothing about. */
export const internal = (event: string): Refusal => ({ code: 1011, event });
/** Too much came, or it took too long. */
export const tryLater = (event: string): Refusal => ({ code: 1013, event });

/** An error as a client was told it, without its reason. */
export function withoutReason(error: unknown): Refusal {
  expect(error).to.have.property('reason').that.is.not.undefined;
  const { code, event } = error as Refusal;
  return { code, event };
}

/** The error that an acknowledgement consists of, without its reason. */
export function refusalIn(answer: readonly unknown[]): Refusal {
  expect(answer).to.have.length(1);
  const [first] = answer;
  expect(first).to.have.all.keys('error');
  return withoutReason((first as { error: unknown }).error);
}
