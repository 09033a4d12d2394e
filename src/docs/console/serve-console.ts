import type { Request, RequestHandler, Response } from 'express';
import { type ConsoleFile, consoleFiles } from './console-files';
import { type ConsoleOptions, consoleSettings } from './console-options';

const A_YEAR = 'public, max-age=31536000, immutable';

/**
 * Serves the page at `/`, its files under `/assets/` and its settings as `/console.json`, all relative to where it is
 * mounted: the page names nothing by an absolute path, so it works behind any prefix.
 */
export function serveConsole(options: ConsoleOptions, title: string, tellsWhy: boolean): RequestHandler {
  const settings = consoleSettings(options);
  let files: ReadonlyMap<string, ConsoleFile> | undefined;

  return (request, response, next) => {
    const asked = fileAskedFor(request);
    if (request.path === '/console.json') {
      response.setHeader('Cache-Control', 'no-store');
      response.json({ ...settings, title, tellsWhy, mount: request.baseUrl });
      return;
    }
    if (asked === undefined || !['GET', 'HEAD'].includes(request.method)) {
      next();
      return;
    }
    if (asked === 'index.html' && lacksSlash(request)) {
      response.redirect(302, withSlash(request.originalUrl));
      return;
    }
    files ??= consoleFiles(); // with the first request: an application that only wants the documents needs no page
    const file = files.get(asked);
    if (file) send(response, file);
    else next();
  };
}

function fileAskedFor({ path }: Request): string | undefined {
  if (path === '/') return 'index.html';
  return /^\/assets\/([\w.-]+)$/.exec(path)?.[1];
}

/** At `/docs` the page's `assets/…` would be `/assets/…`. */
function lacksSlash({ originalUrl }: Request): boolean {
  return !/^[^?]*\/(\?|$)/.test(originalUrl);
}

/** Relative to what the browser asked for: `docs/` at `/prefix/docs`. */
function withSlash(url: string): string {
  const [, last = '', query = ''] = /([^/?]*)(\?.*)?$/.exec(url) ?? [];
  return `./${last}/${query}`;
}

function send(response: Response, { type, content, immutable }: ConsoleFile): void {
  response.setHeader('Content-Type', type);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', immutable ? A_YEAR : 'no-cache');
  // No other site may put the page into a frame and lead somebody to send. The page has its own policy besides.
  if (!response.hasHeader('X-Frame-Options')) response.setHeader('X-Frame-Options', 'SAMEORIGIN');
  response.send(content);
}
