import { expect } from 'chai';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  type GatewayContext,
  WsParam,
} from '../../../../src';
import { type GatewayError, TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';

@WebSocketGateway({ namespace: '/rooms/:roomId' })
class RoomGateway extends GatewayBase {
  @SubscribeMessage()
  text(@WsParam('roomId') room: unknown): unknown {
    return room;
  }

  @SubscribeMessage()
  number(@WsParam('roomId', Joi.number().max(99)) room: unknown): unknown {
    return room;
  }

  @SubscribeMessage()
  environment(): object {
    const { params } = this.context.environment;
    return { params, isFrozen: Object.isFrozen(params) };
  }
}

overBothTransports((run) => {
  const kit = TestGateway.createTestModule({ gateways: [RoomGateway] });

  describe('a parameter of a pattern namespace', () => {
    it('is a text for @WsParam without a schema, and what the schema makes of it with one', () =>
      run(
        kit,
        async (ctx) => {
          expect(await ctx.request('text')).to.equal('7');
          expect(await ctx.request('number')).to.equal(7);
        },
        { namespace: '/rooms/7' },
      ));

    it('is in context.environment.params', () =>
      run(
        kit,
        async (ctx) => {
          expect(await ctx.request('environment')).to.deep.equal({ params: { roomId: '7' }, isFrozen: true });
        },
        { namespace: '/rooms/7' },
      ));

    for (const [namespace, type, message] of [
      ['/rooms/seven', 'number.base', '"roomId" must be a number'],
      ['/rooms/700', 'number.max', '"roomId" must be less than or equal to 99'],
    ] as const) {
      it(`is refused with 1007 where the schema does not take it: ${namespace}`, () =>
        run(
          kit,
          async (ctx) => {
            const failure = await ctx.request('number').catch((error: unknown) => error);
            expect(failure).to.deep.include({
              code: 1007,
              reason: [{ in: 'param', path: ['roomId'], type, message }],
              event: 'number',
            });
            expect(await ctx.request('text')).to.equal(namespace.slice('/rooms/'.length));
          },
          { namespace },
        ));
    }

    for (const [written, meant] of [
      ['a%20b', 'a b'],
      ['a%2Fb', 'a/b'],
      ['%C3%A9t%C3%A9', 'été'],
      ['100%25', '100%'],
      ['%2520', '%20'],
      ['a+b', 'a+b'],
      ['été', 'été'],
      ['__proto__', '__proto__'],
      [':roomId', ':roomId'],
    ] as const) {
      it(`is decoded as a URL is, once: ${written} is ${meant}`, () =>
        run(
          kit,
          async (ctx) => {
            expect(await ctx.request('text')).to.equal(meant);
            expect(await ctx.request('environment')).to.deep.include({ params: { roomId: meant } });
          },
          { namespace: `/rooms/${written}` },
        ));
    }

    for (const written of ['%E0', '%', '%zz', '%E0%A4%A']) {
      it(`keeps its client out with 1007 where it is not encoded as a URL is: ${written}`, () =>
        run(
          kit,
          async (ctx, join) => {
            const failure = await join({ namespace: `/rooms/${written}` }).catch((error: unknown) => error);
            expect(failure).to.deep.include({
              code: 1007,
              reason: [
                {
                  in: 'param',
                  path: ['roomId'],
                  type: 'param.encoding',
                  message: '"roomId" is not encoded as a URL is',
                },
              ],
              event: 'connect',
            });
            expect(await ctx.request('text')).to.equal('7');
          },
          { namespace: '/rooms/7' },
        ));
    }

    it('is known to the guards at connect', () => {
      const asked: unknown[] = [];
      const isOpen = ({ environment, event }: GatewayContext): boolean => {
        asked.push([event, environment.params]);
        return environment.params.roomId === '7';
      };
      @WebSocketGateway({ namespace: '/rooms/:roomId' })
      @UseGuards(isOpen)
      class GuardedGateway {}
      return run(
        TestGateway.createTestModule({ gateways: [GuardedGateway] }),
        async (_ctx, join) => {
          const failure = await join({ namespace: '/rooms/8' }).catch((error: unknown) => error);
          expect(failure).to.include({ code: 1008, reason: 'Authorization Failed', event: 'connect' });
          expect(asked).to.deep.equal([
            ['connect', { roomId: '7' }],
            ['connect', { roomId: '8' }],
          ]);
        },
        { namespace: '/rooms/7' },
      );
    });

    it('is given to @OnConnected, which refuses what its schema does not take', () => {
      const rooms: number[] = [];
      @WebSocketGateway({ namespace: '/rooms/:roomId' })
      class GreetingGateway {
        @OnConnected()
        connected(@WsParam('roomId', Joi.number()) room: number): void {
          rooms.push(room);
        }
      }
      return run(
        TestGateway.createTestModule({ gateways: [GreetingGateway] }),
        async (ctx) => {
          const stranger = ctx.newSocketClientContext({ namespace: '/rooms/seven' });
          const gone = new Promise((resolve) => stranger.sio.once('disconnect', resolve));
          await stranger.connect();
          expect(await gone).to.equal('io server disconnect');
          expect(stranger.errors[0]).to.deep.include({ code: 1007, event: 'connect' });
          expect(rooms).to.deep.equal([7]);
        },
        { namespace: '/rooms/7' },
      );
    });
  });

  describe('several parameters', () => {
    it('each have their name, wherever they are', () => {
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

    it('are all reported where none of them is right', () => {
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

    it('are empty texts where they took no part', () =>
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
