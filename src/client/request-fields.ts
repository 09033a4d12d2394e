import type { RequestOptions } from './request-options.ts';

/**
 * Begins an argument of a request that holds what is the request's own and not its payload: lines of `name=value`. A
 * gateway takes it from the arguments, whether it needs what it holds or not.
 */
export const REQUEST_FIELDS = '\0gateways:';

/** What a request brings besides its payload. */
export interface RequestFields {
  /** The same for all tries of one request. */
  readonly id?: string | undefined;
  readonly traceContext?: RequestOptions['traceContext'] | undefined;
}

/** The arguments of a request, with its fields, if it has any, as one more at their end. */
export function withRequestFields(args: readonly unknown[], { id, traceContext }: RequestFields): readonly unknown[] {
  const fields = { id, traceparent: traceContext?.traceparent, tracestate: traceContext?.tracestate };
  const lines = Object.entries(fields).flatMap(([name, value]) => (value ? [`${name}=${value}`] : []));
  return lines.length > 0 ? [...args, REQUEST_FIELDS + lines.join('\n')] : args;
}
