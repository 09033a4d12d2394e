import { expect } from 'chai';
import Joi from 'joi';
import { type AuthProvider, type Principal, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { transports } from '../../../support/transports';
import { forbidden, withoutReason } from '../../../support/refusals';
import {
  asked,
  comeBackInVain,
  cut,
  GuardedGateway,
  notRevoked,
  options,
  revoked,
  SessionGateway,
  sessionsOver,
} from './session';

for (const transport of transports) {
  const withSession = sessionsOver(transport);

  describe(`a client that recovers its session over ${transport}`, () => {
    it('passes the guards again, with its new credentials', () =>
      withSession(async (ctx) => {
        const { id } = ctx.sio;
        await cut(ctx);
        ctx.sio.auth = { token: 'new' };
        await ctx.connect();
        expect(ctx.sio.recovered).to.be.true;
        expect(ctx.sio.id).to.equal(id);
        expect(asked).to.deep.equal(['new']);
        expect(await ctx.request('whoami')).to.equal('new');
        expect(ctx.container.get(GuardedGateway).log).to.deep.equal(['connected', 'recovered']);
      }));

    it('is refused and runs no hook when its credentials were revoked meanwhile', () =>
      withSession(async (ctx) => {
        await cut(ctx);
        revoked.add('old');
        expect(withoutReason(await comeBackInVain(ctx, 'old'))).to.deep.equal(forbidden('connect'));
        await ctx.idle();
        const { sockets, adapter } = ctx.host.of(GuardedGateway);
        expect([sockets.size, adapter.rooms.size]).to.deep.equal([0, 0]);
        expect(ctx.container.get(GuardedGateway).log).to.deep.equal(['connected']);
      }));

    it('may recover after a refusal with better credentials', () =>
      withSession(async (ctx) => {
        const { id } = ctx.sio;
        await cut(ctx);
        revoked.add('old');
        await comeBackInVain(ctx, 'old');
        ctx.sio.auth = { token: 'new' };
        await ctx.connect();
        expect(ctx.sio.id).to.equal(id);
        expect(ctx.container.get(GuardedGateway).log).to.deep.equal(['connected', 'recovered']);
      }));
  });

  describe(`the recovery of a session over ${transport}`, () => {
    @WebSocketGateway(options)
    class OpenGateway extends SessionGateway {}

    it('can be refused by global guards', () =>
      withSession(
        async (ctx) => {
          await cut(ctx);
          revoked.add('old');
          expect(withoutReason(await comeBackInVain(ctx, 'old'))).to.deep.equal(forbidden('connect'));
        },
        TestGateway.createTestModule({ gateways: [OpenGateway], options: { guards: [notRevoked] } }),
      ));

    it('can be refused by handshake schemas', async () => {
      @WebSocketGateway({ ...options, handshake: { auth: Joi.object({ token: Joi.valid('old', 'new') }) } })
      class SchemaGateway extends SessionGateway {}
      await withSession(
        async (ctx) => {
          await cut(ctx);
          expect(await comeBackInVain(ctx, 'older')).to.include({ code: 1007 });
        },
        TestGateway.createTestModule({ gateways: [SchemaGateway] }),
      );
    });

    it('asks the authProvider again', async () => {
      class TokenProvider implements AuthProvider {
        getUser(request: { _query: Record<string, unknown> }): Promise<Principal> {
          return Promise.resolve({ details: request._query.as, ...everything });
        }
      }
      @WebSocketGateway(options)
      class PrincipalGateway extends SessionGateway {
        override whoami(): unknown {
          return (this.context.user as Principal).details;
        }
      }
      await withSession(
        async (ctx) => {
          await cut(ctx);
          await ctx.connect({ query: { as: 'Ada' } });
          expect(ctx.sio.recovered).to.be.true;
          expect(await ctx.request('whoami')).to.equal('Ada');
        },
        TestGateway.createTestModule({ gateways: [PrincipalGateway], options: { authProvider: TokenProvider } }),
      );
    });
  });
}

const everything = {
  isAuthenticated: () => Promise.resolve(true),
  isInRole: () => Promise.resolve(true),
  isResourceOwner: () => Promise.resolve(true),
};
