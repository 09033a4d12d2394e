// Attaching
export { attachGateways, attachGatewaysAsync } from './attach';
export { describeGateways } from './describe-gateways';
export { type CloseOptions, GatewayHost } from './host';
export type { AttachOptions, GatewayOptions, GatewayOptionsSource } from './options';
export type { UserCount } from './contract/user-count';
export type { PresenceNews, PresenceReport, PresenceStore } from './contract/presence';
export { memoryPresence } from './presence/memory';
export { redisPresence, type PresenceRedis, type RedisPresenceOptions } from './presence/redis';
export type { GatewayContainer } from './container';
export { GatewayConfigurationError } from './registry/problems';
export type {
  EmittedEventDefinition,
  GatewayDefinition,
  GatewayRegistry,
  HandlerDefinition,
  NamespaceDefinition,
  ServerDefinition,
} from './registry/definitions';
export type { LogFields, Logger } from './logger';
export {
  type ClosedMessage,
  channels,
  type ConnectMessage,
  type EventMessage,
  type LeftMessage,
  type LimitMessage,
  type RecoveredMessage,
  type RefusedMessage,
  type UnacknowledgedMessage,
} from './channels';
export { authenticated, type AuthProvider, inRole, type Principal } from './contract/auth-provider';
export type { ExceptionFilter, Guard, Interceptor, RateLimiter, RateLimitOptions } from './enhancers';

// Gateways
export { GatewayBase } from './gateway-base';
export type { GatewayTypes } from './contract/gateway-types';
export type { Handles } from './contract/types/handles';
export { WebSocketGateway } from './decorators/gateway';
export { decorate } from './decorators/decorate';
export { OnServerEvent, SubscribeMessage } from './decorators/messages';
export { Describe, type DescribeOptions, Emits, type EmitsOptions, Returns } from './decorators/contract';
export { Idempotent } from './decorators/idempotent';
export { RateLimit, Timeout, UseFilters, UseGuards, UseInterceptors } from './decorators/enhancers';
export {
  OnConnected,
  OnDisconnected,
  OnDisconnecting,
  OnGatewayClose,
  OnGatewayInit,
  OnRecovered,
  OnUnknownEvent,
  OnUserOffline,
  OnUserOnline,
} from './decorators/lifecycle';

// Requests that come again
export type { IdempotentOptions } from './idempotency/options';
export type { IdempotencyStore } from './idempotency/store';
export { MemoryIdempotencyStore, type MemoryIdempotencyStoreOptions } from './idempotency/memory-store';
export {
  type IoredisClient,
  type NodeRedisClient,
  RedisIdempotencyStore,
  type RedisIdempotencyStoreOptions,
} from './idempotency/redis-store';

// Parameters
export {
  createParamDecorator,
  WsAck,
  WsArgs,
  WsAuth,
  WsBody,
  WsContext,
  WsHeader,
  WsParam,
  WsQuery,
  WsSocket,
} from './decorators/parameters';
export type { Schema } from './validation/schema';

// In a handler
export { currentContext, type Environment, type GatewayContext } from './context';
export {
  type ValidationIssue,
  WebSocketException,
  type WebSocketExceptionOptions,
  type ErrorPayload,
  WsStatus,
} from './errors';
export { WsResponse, type WsResponseOptions } from './response';
