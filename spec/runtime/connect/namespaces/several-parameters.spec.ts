import { expect } from 'chai';
import Joi from 'joi';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsParam } from '../../../../src';
import { type GatewayError, TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';

overBothTransports((run) => {
  describe('several parameters', () => {
    it('each have their name, wherever they stand', () => {
      @WebSocketGateway({ namespace: '/:org/rooms/:room_2/seats/:Seat' })
      class SeatGateway extends GatewayBase {
        @SubscribeMessage()
        seat(
          @WsParam('Seat', Joi.number()) seat: number,
          @WsParam('org') org: string,
          @WsParam('room_2') room: string,
        ): unknown {
          return { seat, org, room, params: this.context.environment.params };
        }
      }
      return run(
        TestGateway.createTestModule({ gateways: [SeatGateway] }),
        async (ctx) => {
          expect(await ctx.request('seat')).to.deep.equal({
            seat: 12,
            org: 'the org',
            room: '7/8',
            params: { org: 'the org', room_2: '7/8', Seat: '12' },
          });
        },
        { namespace: '/the%20org/rooms/7%2F8/seats/12' },
      );
    });

    it('are all reported when all are wrong', () => {
      @WebSocketGateway({ namespace: '/rooms/:room/seats/:seat' })
      class SeatGateway {
        @SubscribeMessage()
        seat(@WsParam('seat', Joi.number()) _seat: number, @WsParam('room', Joi.number()) _room: number): void {}
      }
      return run(
        TestGateway.createTestModule({ gateways: [SeatGateway] }),
        async (ctx) => {
          const failure = (await ctx.request('seat').catch((error: unknown) => error)) as GatewayError;
          expect((failure.reason as { path: string[] }[]).map(({ path }) => path[0])).to.have.members(['seat', 'room']);
        },
        { namespace: '/rooms/x/seats/y' },
      );
    });
  });

  describe('the named groups of a RegExp namespace', () => {
    @WebSocketGateway({ namespace: /^\/rooms\/(?<roomId>\d+)(?:\/(?<seat>[^/]+))?$/i })
    class GroupGateway extends GatewayBase {
      @SubscribeMessage()
      params(@WsParam('roomId', Joi.number()) room: number): unknown {
        return { room, params: this.context.environment.params };
      }
    }
    const groups = TestGateway.createTestModule({ gateways: [GroupGateway] });

    it('are its parameters, decoded', () =>
      run(
        groups,
        async (ctx) => {
          expect(await ctx.request('params')).to.deep.equal({ room: 7, params: { roomId: '7', seat: '12 a' } });
        },
        { namespace: '/ROOMS/7/12%20a' },
      ));

    it('are empty texts when they did not match', () =>
      run(
        groups,
        async (ctx) => {
          expect(await ctx.request('params')).to.deep.equal({ room: 7, params: { roomId: '7', seat: '' } });
        },
        { namespace: '/rooms/7' },
      ));
  });

  describe('a namespace that is no pattern', () => {
    it('has no parameters', () => {
      @WebSocketGateway({ namespace: '/rooms' })
      class PlainGateway extends GatewayBase {
        @SubscribeMessage()
        params(): unknown {
          return this.context.environment.params;
        }
      }
      return run(TestGateway.createTestModule({ gateways: [PlainGateway] }), async (ctx) => {
        expect(await ctx.request('params')).to.deep.equal({});
      });
    });
  });
});
