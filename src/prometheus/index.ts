export { gatewayMetrics, type GatewayMetrics, type MetricsOptions } from './gateway-metrics';
