import type { Application } from 'express';
import { Registry } from 'prom-client';
import type { GatewayHost } from '../src';
import { gatewayMetrics } from '../src/prometheus';

/** The routes for those who run it: `/metrics` for Prometheus, and `/ready` for a load balancer. */
export function serveMetrics(app: Application, gateways: GatewayHost): void {
  const { register } = gatewayMetrics(gateways, { register: new Registry() });
  app.get('/metrics', (_request, response, next) => {
    register.metrics().then((text) => response.type(register.contentType).send(text), next);
  });
  app.get('/ready', (_request, response) => {
    // No new clients once it closes; those that are here are served until their turn to go.
    response.status(gateways.closing ? 503 : 200).json({ ready: !gateways.closing });
  });
}
