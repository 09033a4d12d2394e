export type { ClientSocket } from './client-socket.ts';
export { GatewayError } from './gateway-error.ts';
export { request } from './request.ts';
export { stream } from './stream.ts';
export type { RequestOptions } from './request-options.ts';
