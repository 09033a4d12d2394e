import { type Request, type RequestHandler, type Response, Router } from 'express';
import { expectOptions } from '../contract/known-options';
import type { GatewayHost } from '../host';
import { expectHost } from '../registry/options/host-argument';
import { accessGuard, type DocsAccess } from './access';
import { ASYNC_API_OPTIONS, type AsyncApiOptions } from './asyncapi/document';
import type { ConsoleOptions } from './console/console-options';
import { serveConsole } from './console/serve-console';
import { Documents } from './documents';
import { dryRunRoute } from './dry-run/dry-run-route';
import { plainPage } from './plain-page';
import { whyRoute } from './why/why-route';

export interface DocsOptions extends Partial<AsyncApiOptions>, ConsoleOptions {
  /**
   * Who may see the documents. In production it has to be given: a contract is not published by accident.
   * @default everyone, where NODE_ENV is not production
   */
  access?: DocsAccess;
}

const OPTIONS = [
  ...ASYNC_API_OPTIONS,
  ...Object.keys({ access: true, readOnly: true, dryRun: true, redact: true } satisfies Record<
    Exclude<keyof DocsOptions, keyof AsyncApiOptions>,
    true
  >),
];

/**
 * An Express router with the documents of the attached gateways, for any mount path: `/asyncapi.json`, `/asyncapi.yaml`
 * (with the package `yaml`), `/client.d.ts` (with `json-schema-to-typescript`), `/contract.json`, a page
 * that needs no script (`/contract.html`), and the live console at `/`.
 *
 * ```ts
 * app.use('/docs', gatewayDocs(host, { title: 'Chat', version: '1.0.0', access: requireAdmin }));
 * ```
 *
 * @throws Error in production where `access` is not given
 * @throws TypeError where the host is none, or an option has no such name
 */
export function gatewayDocs(host: GatewayHost, options: DocsOptions = {}): Router {
  expectHost('gatewayDocs', host);
  expectOptions('gatewayDocs', options, OPTIONS);
  const { access, readOnly, dryRun, redact, ...ofDocuments } = options;
  const router = Router();
  const guard = accessGuard(access, dryRun === true);
  const documents = new Documents(host, ofDocuments);
  if (guard) router.use(guard);
  router.get(
    '/contract.json',
    serve('application/json', () => documents.contract()),
  );
  router.get(
    '/asyncapi.json',
    serve('application/json', () => documents.asyncApi()),
  );
  router.get(
    '/asyncapi.yaml',
    serve('application/yaml', () => documents.asyncApiYaml()),
  );
  router.get(
    '/client.d.ts',
    serve('text/plain', () => documents.clientTypes()),
  );
  const isDevelopment = process.env.NODE_ENV !== 'production';
  if (dryRun === true) router.post('/dry-run', dryRunRoute(host, isDevelopment));
  router.use(plainPage(documents));
  const own = Object.entries({ readOnly, dryRun, redact }).filter(([, value]) => value !== undefined);
  const tellsWhy = isDevelopment && readOnly !== true;
  if (tellsWhy) router.get('/why', whyRoute(host));
  router.use(serveConsole(Object.fromEntries(own), documents.title, tellsWhy));
  return router;
}

/** Serves a text; one that needs a package which is not installed is answered with 501, which says so. */
function serve(type: string, text: () => string | Promise<string>): RequestHandler {
  const answer = async (response: Response): Promise<void> => {
    const [status, body, contentType] = await textOrProblem(text, type);
    response.status(status);
    response.setHeader('Content-Type', `${contentType}; charset=utf-8`);
    response.setHeader('Cache-Control', 'private, no-cache');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.send(body);
  };
  return (_request: Request, response, next) => {
    answer(response).catch(next); // Express 4 waits for no promise
  };
}

async function textOrProblem(
  text: () => string | Promise<string>,
  type: string,
): Promise<readonly [status: number, body: string, type: string]> {
  try {
    return [200, await text(), type];
  } catch (error) {
    if (error instanceof Error && /needs the package/.test(error.message))
      return [501, `${error.message}\n`, 'text/plain'];
    throw error;
  }
}
