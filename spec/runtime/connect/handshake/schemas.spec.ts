import { expect } from 'chai';
import Joi from 'joi';
import {
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsAuth,
  WsQuery,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';
import { EchoGateway, fine, kit, refusalOf } from './handshakes';

overBothTransports((run, transport) => {
  describe('a handshake schema', () => {
    it('converts values, which handlers then find in the environment', () =>
      run(
        kit,
        async (ctx) => {
          expect(await ctx.request('auth')).to.deep.equal({ token: 'swordfis', seats: 1 });
          expect(await ctx.request('query')).to.deep.include({ room: 7 });
          expect(await ctx.request('header', 'x-version')).to.equal(2);
        },
        fine,
      ));

    it('keeps headers and query parameters that it does not name', () =>
      run(
        kit,
        async (ctx) => {
          expect(await ctx.request('query')).to.include({ extra: 'yes', EIO: '4', transport });
          expect(await ctx.request('header', 'x-extra')).to.equal('yes');
          expect(await ctx.request('header', 'host')).to.be.a('string');
        },
        {
          ...fine,
          query: { ...fine.query, extra: 'yes' },
          extraHeaders: { ...fine.extraHeaders, 'x-extra': 'yes' },
        },
      ));

    it('converts values also for guards, @OnConnected and parameter decorators', async () => {
      const seen: unknown[] = [];
      @WebSocketGateway({ handshake: { auth: Joi.object({ seats: Joi.number() }) } })
      @UseGuards(({ environment }) => seen.push(environment.auth.seats) > 0)
      class SeatGateway extends GatewayBase {
        @OnConnected()
        connected(@WsAuth('seats') seats: unknown): void {
          seen.push(seats);
        }

        @SubscribeMessage()
        seats(@WsAuth('seats') seats: unknown, @WsQuery('EIO') version: unknown): unknown {
          return [seats, version];
        }
      }
      await run(
        TestGateway.createTestModule({ gateways: [SeatGateway] }),
        async (ctx) => {
          expect(await ctx.request('seats')).to.deep.equal([2, '4']);
          expect(seen).to.deep.equal([2, 2, 2]);
        },
        { auth: { seats: '2' } },
      );
    });

    it('runs before all guards', async () => {
      let asked = 0;
      const counts = (): boolean => ++asked > 0;
      @WebSocketGateway({ handshake: { query: Joi.object({ room: Joi.number().required() }) } })
      @UseGuards(counts)
      class RoomGateway {}
      const rooms = TestGateway.createTestModule({ gateways: [RoomGateway], options: { guards: [counts] } });
      await rooms.runWithServer(async (ctx) => {
        expect(await refusalOf(ctx, transport, {})).to.include({ code: 1007 });
        expect(asked).to.equal(0);
        await ctx.connect({ query: { room: '1' } });
        expect(asked).to.equal(2);
      });
    });

    it('may be asynchronous and of another library', async () => {
      @WebSocketGateway({
        handshake: {
          auth: Joi.object({ token: Joi.string().external(async (token: string) => `${token}!`) }),
          query: {
            '~standard': {
              version: 1,
              vendor: 'spec',
              validate: (value) => Promise.resolve({ value: { ...(value as object), checked: true } }),
            },
          },
        },
      })
      class LateGateway extends EchoGateway {}
      await run(
        TestGateway.createTestModule({ gateways: [LateGateway] }),
        async (ctx) => {
          expect(await ctx.request('auth')).to.deep.equal({ token: 'late!' });
          expect(await ctx.request('query')).to.include({ checked: true });
        },
        { auth: { token: 'late' } },
      );
    });
  });
});
