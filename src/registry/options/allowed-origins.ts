import { inspect } from 'node:util';
import type { IncomingMessage } from 'node:http';
import type { AttachOptions } from '../../options';
import type { Problems } from '../problems';

/** Says whether pages of an origin may open a session; only `true` lets them. */
export type OriginRule = (origin: string, request: IncomingMessage) => unknown;

/** An origin as browsers send it: no path, no slash at its end. */
const ORIGIN = /^(\*|null|[a-z][a-z\d+.-]*:\/\/[^/?#@*\s]*)$/i;

/** Compiles the option `allowedOrigins`; what could never match is a problem. */
export function compileAllowedOrigins(
  allowed: AttachOptions['allowedOrigins'],
  problems: Problems,
): OriginRule | undefined {
  if (allowed === undefined) return undefined;
  if (typeof allowed === 'function') return allowed;
  const where = 'options of attachGateways';
  if (!Array.isArray(allowed)) {
    problems.add(
      where,
      `its 'allowedOrigins' is ${inspect(allowed)}; expected a list of strings and RegExps, or a function`,
    );
    return undefined;
  }
  const strings = new Set<string>();
  const patterns: RegExp[] = [];
  for (const each of allowed as readonly unknown[]) {
    if (each instanceof RegExp) patterns.push(whole(each));
    else if (typeof each === 'string' && ORIGIN.test(each) && isAsSent(each)) strings.add(each.toLowerCase());
    else {
      problems.add(
        where,
        `its 'allowedOrigins' has ${inspect(each)}; expected origins as browsers send them, such as 'https://example.org'`,
      );
    }
  }
  if (strings.has('*')) return () => true;
  return (origin) => strings.has(origin.toLowerCase()) || patterns.some((pattern) => pattern.test(origin));
}

/** Browsers leave out the port that belongs to the protocol. */
function isAsSent(origin: string): boolean {
  if (!/^https?:/i.test(origin)) return true;
  return URL.canParse(origin) && new URL(origin).origin === origin.toLowerCase();
}

/** A pattern that matches an origin as a whole: `https://example.org.evil.example` contains one that is allowed. */
function whole({ source, flags }: RegExp): RegExp {
  return new RegExp(`^(?:${source})$`, flags.replaceAll(/[gy]/g, ''));
}
