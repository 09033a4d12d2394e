import { TRACE_CONTEXT } from '../../client/trace-context';

/** Longer ones are no trace context. @see https://www.w3.org/TR/trace-context/#tracestate-limits */
const MAX_LENGTH = 1_024;

/**
 * Takes the trace context of a request from the end of its arguments, as headers: `undefined` where it was sent without.
 * It is a client's text.
 */
export function takeTraceContext(args: unknown[]): Readonly<Record<string, string>> | undefined {
  const last = args.at(-1);
  if (typeof last !== 'string' || !last.startsWith(TRACE_CONTEXT)) return undefined;
  args.pop();
  if (last.length > MAX_LENGTH) return undefined;
  const [traceparent = '', tracestate] = last.slice(TRACE_CONTEXT.length).split('\n');
  return { traceparent, ...(tracestate && { tracestate }) };
}
