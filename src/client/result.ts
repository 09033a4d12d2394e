import { GatewayError } from './gateway-error.ts';

/** The value in the arguments of an acknowledgement. @throws GatewayError where it is an error */
export function resultOf(answer: readonly unknown[], acks: 'value' | 'errorFirst' = 'value'): unknown {
  const error = acks === 'errorFirst' ? GatewayError.from(answer[0]) : errorIn(answer[0]);
  if (error) throw error;
  return acks === 'errorFirst' ? answer[1] : answer[0];
}

/** The error of an answer `{ error }`, which is all that such an answer holds. */
function errorIn(answer: unknown): GatewayError | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined;
  return Object.keys(answer).length === 1 ? GatewayError.from(answer.error) : undefined;
}
