import type { RequestOptions } from './request-options.ts';

/** Begins an argument of a request that is its trace context: `traceparent`, and `tracestate` in a line of its own. */
export const TRACE_CONTEXT = '\0gateways:trace:';

/** The arguments of a request, with its trace context at their end. */
export function withTraceContext(
  args: readonly unknown[],
  context: RequestOptions['traceContext'],
): readonly unknown[] {
  if (!context) return args;
  return [...args, [TRACE_CONTEXT + context.traceparent, context.tracestate].filter(Boolean).join('\n')];
}
