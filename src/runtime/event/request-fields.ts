import { REQUEST_FIELDS } from '../../client/request-fields';

/** Longer fields are none of `/client`. @see https://www.w3.org/TR/trace-context/#tracestate-limits */
const MAX_LENGTH = 1_024;

/** What a request brought besides its payload. It is a client's text. */
export interface ReceivedFields {
  /** The same for all tries of one request. */
  readonly id?: string | undefined;
  /** As headers of the W3C. */
  readonly traceContext?: Readonly<Record<string, string>> | undefined;
}

/** Takes the fields of a request from the end of its arguments: `undefined` where it was sent without. */
export function takeRequestFields(args: unknown[]): ReceivedFields | undefined {
  const last = args.at(-1);
  if (typeof last !== 'string' || !last.startsWith(REQUEST_FIELDS)) return undefined;
  args.pop();
  const lines = last.slice(REQUEST_FIELDS.length, MAX_LENGTH).split('\n');
  const { id, traceparent, tracestate } = Object.fromEntries(lines.map(fieldIn)) as Record<string, string | undefined>;
  if (traceparent === undefined || last.length > MAX_LENGTH) return { id };
  return { id, traceContext: { traceparent, ...(tracestate && { tracestate }) } };
}

/** A value may hold what ends the name. */
function fieldIn(line: string): [name: string, value: string] {
  const end = line.indexOf('=');
  return end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 1)];
}
