import type { IncomingMessage } from 'node:http';
import { inspect, isDeepStrictEqual } from 'node:util';
import type { RequestHandler } from 'express';
import type { GatewayContext, Logger } from '../../src';
import type { CatalogueEntry } from './catalogue';

/** What must never happen, and did. The first of each kind is kept whole, for the report. */
const seen = new Map<string, { count: number; first: string }>();

export function violation(what: string, detail: unknown = ''): void {
  const known = seen.get(what);
  if (known) known.count += 1;
  else seen.set(what, { count: 1, first: shown(detail) });
}

/** All since it was last asked. */
export function takeViolations(): string[] {
  const lines = [...seen].map(([what, { count, first }]) => `${what} (${count} times; first: ${first})`);
  seen.clear();
  return lines;
}

function shown(detail: unknown): string {
  try {
    return (detail instanceof Error ? (detail.stack ?? detail.message) : JSON.stringify(detail)).slice(0, 1_000);
  } catch {
    return 'something that cannot be shown';
  }
}

const entered = new WeakSet<IncomingMessage>();

/** The Express middleware of all paths: nobody gets in who asks with `refuse` in the query. */
export const entrance: RequestHandler = (req, res, next) => {
  if (/[?&]refuse=/.test(req.originalUrl)) {
    res.status(403).end();
    return;
  }
  entered.add(req);
  next();
};

/** Called by every hook and handler: its client has come through {@link entrance}, and shows nothing of the transport. */
export function checkEntrance({ environment }: GatewayContext): void {
  if (!entered.has(environment.request)) violation('a client is in that no middleware has seen', environment.url);
  if (environment.url.startsWith('/recovery') && typeof environment.auth.pid === 'string') {
    violation('environment.auth holds what the transport added', Object.keys(environment.auth));
  }
}

/** The defaults of `limits`. */
const MAX_ARGUMENTS = 64;
const MAX_DEPTH = 100;
const MAX_EVENT_NAME_LENGTH = 128;

/** Called by handlers that take anything: nothing beyond the limits of packets ever comes so far. */
export function checkLimits({ event, args }: GatewayContext): void {
  if (args.length > MAX_ARGUMENTS) violation('a handler ran with too many arguments', args.length);
  if (event.length > MAX_EVENT_NAME_LENGTH) violation('a handler ran for too long a name', { event, args });
  if (args.some((arg) => isDeeper(arg, MAX_DEPTH))) violation('a handler ran with what is nested too deep');
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}

/** Called by the handlers of schemas: plain Joi takes the raw value as well, and makes the same of it. */
export async function checkHandled(
  { name, plain, hasExternals }: CatalogueEntry,
  raw: unknown,
  got: unknown,
): Promise<void> {
  const options = { abortEarly: false };
  const { error, value } = hasExternals
    ? await plain.validateAsync(raw, options).then(
        (value: unknown) => ({ error: undefined, value }),
        (error: unknown) => ({ error, value: undefined }),
      )
    : (plain.validate(raw, options) as { error?: unknown; value: unknown });
  if (error) violation(`the handler of '${name}' ran with what its schema refuses`, { raw, got });
  else if (!isDeepStrictEqual(value, got))
    violation(`the handler of '${name}' got another value than Joi makes`, { raw, got });
}

/** Called where validation refuses: plain Joi does, too. */
export function checkRefused({ name, plain, hasExternals }: CatalogueEntry, raw: unknown): void {
  if (!hasExternals && !plain.validate(raw).error) violation(`'${name}' was refused what its schema takes`, raw);
}

/** In what handlers throw and give on purpose: everything else at the level `error` is a failure of the library. */
export const SECRET = 'secret-of-the-server';

export const logger: Logger = {
  isLevelEnabled: (level) => level === 'error',
  debug: ignore,
  info: ignore,
  warn: ignore,
  error(message, { err } = {}) {
    const text = err instanceof Error ? err.message : inspect(err);
    const isMeant = text.includes(SECRET) || message.includes('.unsendable failed');
    if (!isMeant) violation(`logged as an error: ${message}`, err);
  },
};

function ignore(): void {
  // What is expected is of no interest here.
}
