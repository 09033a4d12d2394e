import { expect } from 'chai';
import * as main from '../src';
import * as client from '../src/client';
import * as testing from '../src/testing';

// What users may import, besides types. A name that is added here is a promise; one that goes is a breaking change.

describe('the package exports', () => {
  it('from its main entry what applications are written with', () => {
    expect(Object.keys(main).sort()).to.deep.equal([
      'GatewayBase',
      'GatewayConfigurationError',
      'GatewayHost',
      'OnConnected',
      'OnDisconnected',
      'OnDisconnecting',
      'OnGatewayClose',
      'OnGatewayInit',
      'OnRecovered',
      'OnServerEvent',
      'OnUnknownEvent',
      'RateLimit',
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
      'createParamDecorator',
      'currentContext',
      'inRole',
    ]);
  });

  it('from /testing what tests are written with', () => {
    expect(Object.keys(testing).sort()).to.deep.equal(['GatewayError', 'TestGateway']);
  });

  it('from /client what clients are written with', () => {
    expect(Object.keys(client).sort()).to.deep.equal(['GatewayError', 'request']);
  });

  it('one GatewayError, wherever it is imported from', () => {
    expect(testing.GatewayError).to.equal(client.GatewayError);
  });
});
