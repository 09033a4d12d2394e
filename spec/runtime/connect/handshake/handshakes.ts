import { expect } from 'chai';
import Joi from 'joi';
import { type Environment, GatewayBase, OnConnected, SubscribeMessage, WebSocketGateway } from '../../../../src';
import { type ConnectOptions, GatewayError, type TestContext, TestGateway } from '../../../../src/testing';
import type { Transport } from '../../../support/transports';

/** Gives what a handler sees of its handshake. */
export class EchoGateway extends GatewayBase {
  @SubscribeMessage()
  auth(): Environment['auth'] {
    return this.context.environment.auth;
  }

  @SubscribeMessage()
  query(): Environment['query'] {
    return this.context.environment.query;
  }

  @SubscribeMessage()
  header(name: string): unknown {
    return this.context.environment.headers[name];
  }
}

const handshake = {
  auth: Joi.object({ token: Joi.string().length(8).required(), seats: Joi.number().default(1) }),
  query: Joi.object({ room: Joi.number().required() }),
  headers: Joi.object({ 'x-version': Joi.number().integer().min(2).required() }),
};

@WebSocketGateway({ handshake })
export class StrictGateway extends EchoGateway {
  readonly log: string[] = [];

  @OnConnected()
  connected(): void {
    this.log.push('connected');
  }
}

export const kit = TestGateway.createTestModule({ gateways: [StrictGateway] });

/** What the gateway's schemas take. */
export const fine: ConnectOptions = {
  auth: { token: 'swordfis' },
  query: { room: '7' },
  extraHeaders: { 'x-version': '2' },
};

/** How a client is refused. */
export async function refusalOf(
  ctx: TestContext,
  transport: Transport,
  options: ConnectOptions = {},
): Promise<GatewayError> {
  const refusal = await ctx.connect({ ...options, transports: [transport] }).catch((error: unknown) => error);
  expect(refusal).to.be.an.instanceOf(GatewayError);
  return refusal as GatewayError;
}
