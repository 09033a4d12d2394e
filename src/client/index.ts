export { GatewayError } from './gateway-error';
export { request } from './request';
export type { RequestOptions } from './request-options';
