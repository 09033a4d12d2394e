export type { ClientSocket } from './client-socket';
export { GatewayError } from './gateway-error';
export { request } from './request';
export type { RequestOptions } from './request-options';
