import type { RequestHandler } from 'express';

/** Who may see the documents: everyone, or whom an Express handler lets pass. */
export type DocsAccess = 'public' | RequestHandler;

/**
 * The Express handler that decides who may read the documents.
 *
 * @param dryRun whether who may see them may run events, too
 * @throws Error in production where nobody has said who may see them
 */
export function accessGuard(access: unknown, dryRun: boolean): RequestHandler | undefined {
  if (typeof access === 'function') return access as RequestHandler; // Express calls it as one
  if (dryRun && process.env.NODE_ENV === 'production') {
    throw new Error('gatewayDocs: in production a dry run is for whom an Express handler lets pass: give it as access');
  }
  if (access === 'public') return undefined;
  if (access !== undefined) {
    throw new TypeError(
      `gatewayDocs: its access is ${JSON.stringify(access)}; expected 'public' or an Express handler`,
    );
  }
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      "gatewayDocs: in production it has to be told who may see the contract: access: 'public', or an Express handler",
    );
  }
  return undefined;
}
