import { expect } from 'chai';
import * as v from 'valibot';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsAuth, WsHeader } from '../../src';
import { TestGateway } from '../../src/testing';
import { joiVersions } from './joi-versions';
import { overBothTransports } from '../support/transports';
import { answerTo, recordWire } from '../support/wire';
import { leakySchemas, secret } from './leaky-schemas';
import { gatewayOf } from './with-schema';

describe('the issues of a value do not hold that value', () => {
  for (const [library, cases] of Object.entries(leakySchemas)) {
    describe(`by ${library}`, () => {
      for (const [title, { schema, body, secret: hidden }] of Object.entries(cases)) {
        it(`in ${title}`, () =>
          TestGateway.createTestModule({ gateways: [gatewayOf(schema)] }).runWithServer(async (ctx) => {
            await ctx.connect({ transports: ['websocket'] });
            const wire = recordWire(ctx);
            expect(await answerTo(ctx, 'event', body)).to.have.nested.property('[0].error.code', 1007);
            expect(await answerTo(ctx, 'key', { key: body })).to.have.nested.property('[0].error.code', 1007);
            ctx.sio.emit('event', body);
            await ctx.waitFor('error', { count: 3 });
            expect(String(wire)).to.include('1007').and.not.to.include(hidden);
          }));
      }
    });
  }

  overBothTransports((run) => {
    it('also when it came with the handshake', async () => {
      const [Joi] = Object.values(joiVersions) as [(typeof joiVersions)[string]];
      @WebSocketGateway({ path: '/handshake' })
      class HandshakeGateway extends GatewayBase {
        @SubscribeMessage('event')
        event(
          @WsHeader('authorization', Joi.string().pattern(/^Bearer [a-z]+$/)) _header: string,
          @WsAuth('token', v.pipe(v.string(), v.uuid())) _token: string,
        ): void {
          throw new Error('the handler of an invalid payload never runs');
        }
      }
      await run(
        TestGateway.createTestModule({ gateways: [HandshakeGateway] }),
        async (ctx) => {
          const wire = recordWire(ctx);
          expect(await answerTo(ctx, 'event'))
            .to.have.nested.property('[0].error.reason')
            .with.length(2);
          await ctx.waitFor('error');
          expect(String(wire)).not.to.include(secret);
        },
        { extraHeaders: { authorization: `Bearer ${secret}` }, auth: { token: secret } },
      );
    });
  });
});
