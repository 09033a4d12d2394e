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
import { TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';
import { forbidden } from '../../../support/refusals';

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
    it('is a text for @WsParam, or what its schema converts it to', () =>
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
      it(`is refused with 1007 when its schema refuses it: ${namespace}`, () =>
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
      ['a%2Bb', 'a+b'],
      ['__proto__', '__proto__'],
      ['%3AroomId', ':roomId'],
    ] as const) {
      it(`is decoded once, as in a URL: ${written} is ${meant}`, () =>
        run(
          kit,
          async (ctx) => {
            expect(await ctx.request('text')).to.equal(meant);
            expect(await ctx.request('environment')).to.deep.include({ params: { roomId: meant } });
          },
          { namespace: `/rooms/${written}` },
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
          expect(failure).to.include(forbidden('connect'));
          expect(asked).to.deep.equal([
            ['connect', { roomId: '7' }],
            ['connect', { roomId: '8' }],
          ]);
        },
        { namespace: '/rooms/7' },
      );
    });

    it('can be read by @OnConnected, with a schema', () => {
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
});
