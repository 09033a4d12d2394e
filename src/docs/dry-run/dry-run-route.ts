import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler, Response } from 'express';
import type { GatewayHost } from '../../host';
import { isOfOwnPage } from '../own-pages';
import { dryRun } from './dry-run';
import { fromJson, toJson } from './json';
import type { DryRunRequest } from './result';

/** No form of a page can send it, and no page of another origin without asking first. */
export const DRY_RUN_TYPE = 'application/vnd.gateways.dry-run+json';
const MAX_BYTES = 1_000_000;

/** Why a request is refused, in words for the page. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Answers `POST /dry-run` with what an event would do: a body of {@link DryRunRequest} gives a `DryRunResult`. */
export function dryRunRoute(host: GatewayHost, tellsWhy: boolean): RequestHandler {
  const answer = async (request: Request, response: Response): Promise<void> => {
    checkOrigin(request);
    const run = await runIn(request);
    if (!host.servers.has(run.path)) throw new Refusal(404, `No gateway has the path '${run.path}'.`);
    const from = {
      headers: headersOf(request.headers),
      ...(request.socket.remoteAddress !== undefined && { address: request.socket.remoteAddress }),
      encrypted: 'encrypted' in request.socket,
    };
    const result = await dryRun(host, run, from, tellsWhy);
    send(response, 200, toJson(result));
  };
  return (request, response, next) => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof Refusal) send(response, error.status, toJson({ message: error.message }));
      else next(error);
    });
  };
}

function checkOrigin(request: Request): void {
  if (!isOfOwnPage(request)) throw new Refusal(403, 'A dry run is for pages of this server alone.');
  if (!request.is(DRY_RUN_TYPE)) throw new Refusal(415, `A dry run has the content type ${DRY_RUN_TYPE}.`);
}

async function runIn(request: Request): Promise<DryRunRequest> {
  let run: unknown;
  try {
    run = fromJson(await textOf(request));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal(400, 'The body is no JSON.');
    throw error;
  }
  if (!isDryRun(run)) throw new Refusal(400, 'The body is no dry run.');
  return run;
}

async function textOf(request: Request): Promise<string> {
  if (request.readableEnded) return JSON.stringify(request.body); // a parser of the application takes every type
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Refusal(413, `A dry run has at most ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function isDryRun(value: unknown): value is DryRunRequest {
  if (!isObject(value)) return false;
  const { path, namespace, auth, query, event, args, acknowledge } = value;
  return (
    [path, namespace, event].every((each) => typeof each === 'string') &&
    isObject(auth) &&
    isObject(query) &&
    Object.values(query).every((each) => typeof each === 'string') &&
    Array.isArray(args) &&
    typeof acknowledge === 'boolean'
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The handshake has the headers of the request itself: what a proxy takes away, or adds, it takes and adds here, too. */
function headersOf(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !/^(content-|transfer-encoding$)/.test(name))
      .map(([name, value]) => [name, String(value)]),
  );
}

function send(response: Response, status: number, body: string): void {
  response.status(status);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (status === 413) response.setHeader('Connection', 'close'); // the rest of the body is not read
  response.send(body);
}
