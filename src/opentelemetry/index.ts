export { type GatewayTracing, traceGateways, type TracingOptions } from './trace-gateways';
