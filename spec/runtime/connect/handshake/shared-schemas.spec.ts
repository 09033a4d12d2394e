import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';

import { EchoGateway, refusalOf } from './handshakes';

overBothTransports((run, transport) => {
  describe('the handshake schemas of two gateways of one namespace', () => {
    @WebSocketGateway({ handshake: { auth: Joi.object({ seats: Joi.number().required() }).unknown() } })
    class SeatGateway extends GatewayBase {
      @SubscribeMessage()
      seats(): unknown {
        return this.context.environment.auth;
      }
    }
    @WebSocketGateway({ handshake: { auth: Joi.object({ row: Joi.number().required() }).unknown() } })
    class RowGateway extends GatewayBase {
      @SubscribeMessage()
      row(): unknown {
        return this.context.environment.auth;
      }
    }
    const hall = TestGateway.createTestModule({ gateways: [SeatGateway, RowGateway] });

    it('must both accept the handshake', async () => {
      await hall.runWithServer(async (ctx) => {
        for (const [auth, missing] of [
          [{ seats: '2' }, 'row'],
          [{ row: '7' }, 'seats'],
        ] as const) {
          const refusal = await refusalOf(ctx, transport, { auth });
          expect(refusal).to.include({ code: 1007 });
          expect(refusal.reason).to.have.nested.property('[0].path').that.deep.equals([missing]);
        }
      });
    });

    it('both convert', () =>
      run(
        hall,
        async (ctx) => {
          expect(await ctx.request('seats')).to.deep.equal({ seats: 2, row: 7 });
          expect(await ctx.request('row')).to.deep.equal({ seats: 2, row: 7 });
        },
        { auth: { seats: '2', row: '7' } },
      ));

    it('do not concern clients of other namespaces', async () => {
      @WebSocketGateway({ namespace: '/other' })
      class OtherGateway extends EchoGateway {}
      await run(TestGateway.createTestModule({ gateways: [OtherGateway, SeatGateway] }), async (ctx) => {
        expect(await ctx.request('auth')).to.deep.equal({});
      });
    });

    it('do not change socket.handshake of socket.io', () =>
      run(
        hall,
        async (ctx) => {
          const [socket] = ctx.host.of(SeatGateway).sockets.values();
          expect(socket!.handshake.auth).to.deep.equal({ seats: '2', row: '7' });
        },
        { auth: { seats: '2', row: '7' } },
      ));
  });
});
