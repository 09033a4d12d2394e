import { expect } from 'chai';
import Joi from 'joi';
import { type GatewayOptions, type Guard, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { cut, options, SessionGateway } from './session';

describe('skipMiddlewares of connection-state recovery', () => {
  const { connectionStateRecovery } = options;

  /** What socket.io is told. */
  async function told(
    gateway: GatewayOptions,
    guards: readonly Guard['canActivate'][] = [],
  ): Promise<boolean | undefined> {
    @WebSocketGateway(gateway)
    class SomeGateway {}
    const module = TestGateway.createTestModule({ gateways: [SomeGateway], options: { guards } });
    return module.runWithServer(
      ({ host }) => host.registry.servers[0]!.options.connectionStateRecovery?.skipMiddlewares,
    );
  }

  it('is not changed for gateways without checks at connect', async () => {
    expect(await told({ connectionStateRecovery })).to.be.undefined;
    expect(await told({ connectionStateRecovery: { ...connectionStateRecovery, skipMiddlewares: true } })).to.be.true;
    expect(await told({ connectionStateRecovery: { ...connectionStateRecovery, skipMiddlewares: false } })).to.be.false;
  });

  it('is false for gateways with checks at connect, also when their options say true', async () => {
    const recovery = { connectionStateRecovery: { ...connectionStateRecovery, skipMiddlewares: true } };
    expect(await told(recovery, [() => true])).to.be.false;
    expect(await told({ ...recovery, handshake: { query: Joi.object() } })).to.be.false;
  });

  it('skips the application’s own namespace middleware for gateways without checks at connect', async () => {
    let passed = 0;
    @WebSocketGateway(options)
    class OpenGateway extends SessionGateway {}
    await TestGateway.createTestModule({ gateways: [OpenGateway] }).runWithServer(async (ctx) => {
      ctx.host.of(OpenGateway).use((_socket, then) => {
        passed += 1;
        then();
      });
      await ctx.connect();
      await ctx.waitFor('welcome');
      await cut(ctx);
      await ctx.connect();
      expect(ctx.sio.recovered).to.be.true;
      expect(passed).to.equal(1);
    });
  });
});
