import { expect } from 'chai';

/** An error that the library words itself, without its wording: runtime/event/wording.spec.ts alone pins that. */
export interface Refusal {
  readonly code: number;
  readonly event: string;
}

/** A guard has refused. */
export const forbidden = (event: string): Refusal => ({ code: 1008, event });
/** Something has failed that the client is told nothing about. */
export const internal = (event: string): Refusal => ({ code: 1011, event });
/** Nothing handles the event. */
export const unknownEvent = (event: string): Refusal => ({ code: 1003, event });

/** An error as a client was told it, without its wording. */
export function refusal(error: unknown): Refusal {
  expect(error).to.have.property('reason').that.is.not.undefined;
  const { code, event } = error as Refusal;
  return { code, event };
}

/** The error that an acknowledgement consists of, without its wording. */
export function refusalIn(answer: readonly unknown[]): Refusal {
  expect(answer).to.have.length(1);
  const [first] = answer;
  expect(first).to.have.all.keys('error');
  return refusal((first as { error: unknown }).error);
}
