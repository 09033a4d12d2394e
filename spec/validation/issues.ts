import { expect } from 'chai';
import type { ValidationIssue } from '../../src';
import { answerTo } from '../support/wire';

/** Sends an event with an invalid payload, and gives the issues that it is answered with. */
export async function issuesOf(
  client: Parameters<typeof answerTo>[0],
  event: string,
  ...args: unknown[]
): Promise<ValidationIssue[]> {
  const [{ error }] = (await answerTo(client, event, ...args)) as [
    { error: { code: number; reason: ValidationIssue[] } },
  ];
  expect(error.code).to.equal(1007);
  return error.reason;
}
