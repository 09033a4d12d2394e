import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import * as main from '../src';
import * as client from '../src/client';
import * as docs from '../src/docs';
import * as opentelemetry from '../src/opentelemetry';
import * as prometheus from '../src/prometheus';
import * as testing from '../src/testing';

// The names that users may import. A name that is added here is a promise; one that goes is a breaking change.

describe('the package exports', () => {
  it('the values of its main entry', () => {
    expect(Object.keys(main).sort()).to.deep.equal([
      'Describe',
      'Emits',
      'GatewayBase',
      'GatewayConfigurationError',
      'GatewayHost',
      'Idempotent',
      'MemoryIdempotencyStore',
      'OnConnected',
      'OnDisconnected',
      'OnDisconnecting',
      'OnGatewayClose',
      'OnGatewayInit',
      'OnRecovered',
      'OnServerEvent',
      'OnUnknownEvent',
      'OnUserOffline',
      'OnUserOnline',
      'RateLimit',
      'RedisIdempotencyStore',
      'Returns',
      'SubscribeMessage',
      'Timeout',
      'UseFilters',
      'UseGuards',
      'UseInterceptors',
      'WebSocketException',
      'WebSocketGateway',
      'WsAck',
      'WsArgs',
      'WsAuth',
      'WsBody',
      'WsContext',
      'WsHeader',
      'WsParam',
      'WsQuery',
      'WsResponse',
      'WsSocket',
      'WsStatus',
      'attachGateways',
      'attachGatewaysAsync',
      'authenticated',
      'channels',
      'createParamDecorator',
      'currentContext',
      'decorate',
      'describeGateways',
      'inRole',
      'memoryPresence',
      'redisPresence',
    ]);
  });

  it('the types of its main entry', () => {
    expect(typesExportedBy('index.ts')).to.deep.equal([
      'AttachOptions',
      'AuthProvider',
      'CloseOptions',
      'ClosedMessage',
      'ConnectMessage',
      'DescribeOptions',
      'EmitsOptions',
      'EmittedEventDefinition',
      'Environment',
      'ErrorPayload',
      'EventMessage',
      'ExceptionFilter',
      'GatewayContainer',
      'GatewayContext',
      'GatewayDefinition',
      'GatewayOptions',
      'GatewayOptionsSource',
      'GatewayRegistry',
      'GatewayTypes',
      'Guard',
      'HandlerDefinition',
      'Handles',
      'IdempotencyStore',
      'IdempotentOptions',
      'Interceptor',
      'IoredisClient',
      'LeftMessage',
      'LimitMessage',
      'LogFields',
      'Logger',
      'MemoryIdempotencyStoreOptions',
      'NamespaceDefinition',
      'NodeRedisClient',
      'PresenceNews',
      'PresenceRedis',
      'PresenceReport',
      'PresenceStore',
      'Principal',
      'RateLimitOptions',
      'RateLimiter',
      'RecoveredMessage',
      'RedisIdempotencyStoreOptions',
      'RedisPresenceOptions',
      'RefusedMessage',
      'Schema',
      'ServerDefinition',
      'UnacknowledgedMessage',
      'UserCount',
      'ValidationIssue',
      'WebSocketExceptionOptions',
      'WsResponseOptions',
    ]);
  });

  it('the values of /testing', () => {
    expect(Object.keys(testing).sort()).to.deep.equal(['GatewayError', 'TestGateway']);
  });

  it('the values of /client', () => {
    expect(Object.keys(client).sort()).to.deep.equal(['GatewayError', 'request', 'stream']);
  });

  it('the types of /client', () => {
    expect(typesExportedBy('client/index.ts')).to.deep.equal(['ClientSocket', 'RequestOptions']);
  });

  it('the values of /docs', () => {
    expect(Object.keys(docs).sort()).to.deep.equal([
      'asyncApiDocument',
      'clientTypes',
      'compareContracts',
      'contractModel',
      'gatewayDocs',
      'jsonSchemaOf',
    ]);
  });

  it('the names of /prometheus', () => {
    expect(Object.keys(prometheus)).to.deep.equal(['gatewayMetrics']);
    expect(typesExportedBy('prometheus/index.ts')).to.deep.equal(['GatewayMetrics', 'MetricsOptions']);
  });

  it('the names of /opentelemetry', () => {
    expect(Object.keys(opentelemetry)).to.deep.equal(['traceGateways']);
    expect(typesExportedBy('opentelemetry/index.ts')).to.deep.equal(['GatewayTracing', 'TracingOptions']);
  });

  it('one GatewayError from all entries', () => {
    expect(testing.GatewayError).to.equal(client.GatewayError);
  });
});

/** The names that an entry point exports as types, in alphabetical order. */
function typesExportedBy(entry: string): string[] {
  const path = join(__dirname, '..', 'src', entry);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const names = source.statements.filter(ts.isExportDeclaration).flatMap(({ exportClause, isTypeOnly }) => {
    if (!exportClause || !ts.isNamedExports(exportClause)) return [];
    return exportClause.elements.filter((each) => isTypeOnly || each.isTypeOnly).map(({ name }) => name.text);
  });
  return names.sort();
}
