export { GatewayError } from './gateway-error';
export { request } from './request';
export type { RequestOptions, RequestSocket } from './request-options';
