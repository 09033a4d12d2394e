import { expect } from 'chai';
import Joi from 'joi';
import { UseFilters, WebSocketException, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { next } from '../../../support/application';
import { RecordingLogger } from '../../../support/recording-logger';
import { internal } from '../../../support/refusals';
import { overBothTransports } from '../../../support/transports';

import { fine, kit, refusalOf, StrictGateway } from './handshakes';

overBothTransports((run, transport) => {
  describe('a handshake schema', () => {
    it('refuses a client with 1007 and all issues of all parts, and no hook runs', async () => {
      await kit.runWithServer(async (ctx) => {
        const refusal = await refusalOf(ctx, transport, {
          auth: { token: 'short', seats: 'many' },
          query: { room: 'attic' },
          extraHeaders: { 'x-version': '1.5' },
        });
        expect(refusal).to.include({ code: 1007, event: 'connect' });
        const mistakes = refusal.reason as { in: string; path: string[]; type: string }[];
        expect(mistakes.map(({ in: part, path, type }) => [part, path, type])).to.deep.equal([
          ['auth', ['token'], 'string.length'],
          ['auth', ['seats'], 'number.base'],
          ['query', ['room'], 'number.base'],
          ['headers', ['x-version'], 'number.integer'],
          ['headers', ['x-version'], 'number.min'],
        ]);
        expect(ctx.container.get(StrictGateway).log).to.deep.equal([]);
        expect(ctx.host.of(StrictGateway).sockets.size).to.equal(0);
      });
    });

    it('sends the issues as the data of connect_error', async () => {
      await kit.runWithServer(async (ctx) => {
        const client = ctx.newSocketClientContext({ ...fine, auth: {}, transports: [transport] });
        const error = next<Error & { data: unknown }>(client.sio, 'connect_error');
        client.sio.connect();
        expect((await error).data).to.deep.equal({
          code: 1007,
          reason: [{ in: 'auth', path: ['token'], type: 'any.required', message: '"token" is required' }],
          event: 'connect',
        });
      });
    });

    it('shows no value of the handshake to the client or in the log', async () => {
      const pattern = /^[a-f]+$/;
      @WebSocketGateway({
        handshake: {
          auth: Joi.object({ token: Joi.string().pattern(pattern) }),
          query: Joi.object({ key: Joi.string().pattern(pattern) }),
          headers: Joi.object({ 'x-key': Joi.string().pattern(pattern) }),
        },
      })
      class SecretGateway {}
      const logger = new RecordingLogger();
      const secret = TestGateway.createTestModule({ gateways: [SecretGateway], options: { logger } });
      await secret.runWithServer(async (ctx) => {
        const refusal = await refusalOf(ctx, transport, {
          auth: { token: 'hunter2' },
          query: { key: 'hunter2' },
          extraHeaders: { 'x-key': 'hunter2' },
        });
        expect(refusal.reason).to.have.length(3);
        expect(JSON.stringify([refusal, refusal.message, refusal.reason])).not.to.include('hunter2');
        const log = (['debug', 'info', 'warn', 'error'] as const).map((level) => logger.at(level));
        expect(JSON.stringify(log)).to.include('pattern').and.not.to.include('hunter2');
      });
    });

    it('may refuse unknown query parameters with .unknown(false)', async () => {
      @WebSocketGateway({ handshake: { query: Joi.object({ EIO: Joi.any(), transport: Joi.any() }).unknown(false) } })
      class ClosedGateway {}
      await TestGateway.createTestModule({ gateways: [ClosedGateway] }).runWithServer(async (ctx) => {
        const refusal = await refusalOf(ctx, transport, { query: { extra: 'yes' } });
        const types = (refusal.reason as { type: string; path: string[] }[]).map(({ type, path }) => [type, ...path]);
        expect(types).to.deep.include(['object.unknown', 'extra']);
      });
    });

    it('refuses unknown keys of auth', async () => {
      await kit.runWithServer(async (ctx) => {
        const refusal = await refusalOf(ctx, transport, { ...fine, auth: { ...fine.auth, admin: true } });
        expect(refusal.reason).to.have.nested.property('[0].type', 'object.unknown');
      });
    });
    it('refuses the client with an internal error when it throws', async () => {
      const fault = new Error('the schema');
      @WebSocketGateway({
        handshake: {
          auth: {
            '~standard': {
              version: 1,
              vendor: 'spec',
              validate: () => {
                throw fault;
              },
            },
          },
        },
      })
      class BrokenGateway {}
      const logger = new RecordingLogger();
      const broken = TestGateway.createTestModule({ gateways: [BrokenGateway], options: { logger } });
      await broken.runWithServer(async (ctx) => {
        expect(await refusalOf(ctx, transport, {})).to.include(internal('connect'));
        expect(logger.detailsAt('error')).to.deep.equal([fault]);
      });
    });

    it('gives its refusals to the filters', async () => {
      @WebSocketGateway({ handshake: { auth: Joi.object({ token: Joi.required() }) } })
      @UseFilters((error) => new WebSocketException(4007, (error as WebSocketException).code))
      class FilteringGateway {}
      await TestGateway.createTestModule({ gateways: [FilteringGateway] }).runWithServer(async (ctx) => {
        expect(await refusalOf(ctx, transport, {})).to.include({ code: 4007, reason: 1007 });
      });
    });
  });
});
