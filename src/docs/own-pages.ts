import type { Request } from 'express';

/**
 * Whether a request comes from a page of this server, or from no page: the session of whoever looks at another site must
 * not be used by that site.
 */
export function isOfOwnPage(request: Request): boolean {
  const { 'sec-fetch-site': site, origin } = request.headers;
  return site === undefined ? origin === undefined || isOwn(origin, request) : site === 'same-origin';
}

/** The host of the page, without its protocol: the server may not see that a proxy speaks TLS. */
function isOwn(origin: string, { headers, hostname }: Request): boolean {
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  return page.host === headers.host?.toLowerCase() || page.hostname === hostname; // that one obeys `trust proxy`
}
