import type { Issues } from './issues';
import type { Origin } from '../parse';
import { HIDDEN, hideValues } from './redact';

/** What a validator has found to be wrong. */
export interface Finding {
  readonly path: readonly (string | number)[];
  readonly type: string;
  readonly message: string;
  /**
   * The texts and numbers in the message that are the rule's own, where it may hold values of the payload besides;
   * `undefined` where all of it is the rule's own.
   */
  readonly shown: readonly unknown[] | undefined;
  /** What the validator has made of the payload, and may tell. */
  readonly values?: readonly unknown[];
}

/** What an issue takes at the least besides its message: `{"in":"","path":[],"type":"","message":""},`. */
const BYTES_OF_ISSUE = 40;

/**
 * Adds to the issues of a message what a validator has found in a part of it, without values of the payload. What
 * there is no room for is counted, and not looked at.
 */
export function addFindings<Found>(
  found: readonly Found[],
  findingOf: (found: Found) => Finding,
  payload: unknown,
  origin: Origin,
  issues: Issues,
): void {
  const findings: Finding[] = [];
  let { room } = issues;
  for (const each of found) {
    if (room <= 0) break;
    const finding = findingOf(each);
    findings.push(finding);
    room -= finding.message.length + BYTES_OF_ISSUE;
  }
  const messages = withoutValues(findings, payload);
  const { in: part, key } = origin;
  for (const [index, { path, type }] of findings.entries()) {
    const message = messages[index] ?? HIDDEN;
    issues.add({ in: part, path: key === undefined ? path : [key, ...path], type, message });
  }
  issues.leaveOut(found.length - findings.length, part);
}

function withoutValues(findings: readonly Finding[], payload: unknown): readonly string[] {
  const suspects = findings.flatMap(({ message, shown }) => (shown ? [{ message, shown }] : []));
  if (suspects.length === 0) return findings.map(({ message }) => message);
  const values = findings.flatMap(({ values = [] }) => values);
  const hidden = hideValues(suspects, [...new Set([payload, ...values])]).values();
  return findings.map(({ message, shown }) => (shown ? (hidden.next().value ?? HIDDEN) : message));
}
