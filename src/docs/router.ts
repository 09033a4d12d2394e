import { Router } from 'express';
import type { GatewayHost } from '../host';
import { accessGuard, type DocsAccess } from './access';
import { contractModel } from './model/contract-model';

export interface DocsOptions {
  /**
   * Who may see the documents. In production it has to be given: a contract is not published by accident.
   * @default everyone, where NODE_ENV is not production
   */
  access?: DocsAccess;
}

/**
 * An Express router with the documents of the attached gateways: `/contract.json`.
 *
 * @throws Error in production where `access` is not given
 */
export function gatewayDocs(host: GatewayHost, options: DocsOptions = {}): Router {
  const router = Router();
  const guard = accessGuard(options.access);
  if (guard) router.use(guard);
  router.get('/contract.json', (_request, response) => {
    response.json(contractModel(host.registry));
  });
  return router;
}
