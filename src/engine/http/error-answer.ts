import type { ServerResponse } from 'node:http';

/** In the form of engine.io's own answers. */
const BAD_REQUEST = JSON.stringify({ code: 3, message: 'Bad request' });

/** The headers of another body, which a handler had wanted to send. */
const BODY_HEADERS = [
  'Content-Encoding',
  'Content-Language',
  'Content-Length',
  'Content-Range',
  'ETag',
  'Last-Modified',
  'Trailer',
  'Transfer-Encoding',
];

/** Answers a handshake with an error. */
export function answerWithError(response: ServerResponse, status: number): void {
  for (const name of BODY_HEADERS) response.removeHeader(name);
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(BAD_REQUEST);
}

/** The status that an error names, as Express reads it; 400 where it names none for an error. */
export function statusOf(error: unknown): number {
  const { status, statusCode } = Object(error) as { readonly status?: unknown; readonly statusCode?: unknown };
  return [status, statusCode].find(isErrorStatus) ?? 400;
}

function isErrorStatus(status: unknown): status is number {
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599;
}
