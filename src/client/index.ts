export { GatewayError } from './gateway-error';
export { request, type RequestOptions } from './request';
