import { expect } from 'chai';
import Joi from 'joi';
import {
  type Environment,
  GatewayBase,
  OnConnected,
  SubscribeMessage,
  UseFilters,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsAuth,
  WsQuery,
} from '../../../src';
import { type ConnectOptions, GatewayError, type TestContext, TestGateway } from '../../../src/testing';
import { next } from '../../support/application';
import { problemsOf } from '../../support/problems';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';

/** Gives what a handler sees of its handshake. */
class EchoGateway extends GatewayBase {
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
class StrictGateway extends EchoGateway {
  readonly log: string[] = [];

  @OnConnected()
  connected(): void {
    this.log.push('connected');
  }
}

const kit = TestGateway.createTestModule({ gateways: [StrictGateway] });
const fine: ConnectOptions = {
  auth: { token: 'swordfis' },
  query: { room: '7' },
  extraHeaders: { 'x-version': '2' },
};

overBothTransports((run, transport) => {
  /** How a client is refused. */
  async function refusalOf(ctx: TestContext, options: ConnectOptions): Promise<GatewayError> {
    const refusal = await ctx.connect({ ...options, transports: [transport] }).catch((error: unknown) => error);
    expect(refusal).to.be.an.instanceOf(GatewayError);
    return refusal as GatewayError;
  }

  describe('a handshake schema', () => {
    it('refuses a client with 1007 and everything that is wrong, part by part, and lets nothing run', async () => {
      await kit.runWithServer(async (ctx) => {
        const refusal = await refusalOf(ctx, {
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

    it('tells it as connect_error, with the details as its data', async () => {
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

    it('tells no value that was sent, and logs none', async () => {
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
        const refusal = await refusalOf(ctx, {
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

    it('converts: what it gives is what handlers find in the environment', () =>
      run(
        kit,
        async (ctx) => {
          expect(await ctx.request('auth')).to.deep.equal({ token: 'swordfis', seats: 1 });
          expect(await ctx.request('query')).to.deep.include({ room: 7 });
          expect(await ctx.request('header', 'x-version')).to.equal(2);
        },
        fine,
      ));

    it('leaves headers and query parameters that it does not name as they are', () =>
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

    it('may refuse them: what it says itself counts', async () => {
      @WebSocketGateway({ handshake: { query: Joi.object({ EIO: Joi.any(), transport: Joi.any() }).unknown(false) } })
      class ClosedGateway {}
      await TestGateway.createTestModule({ gateways: [ClosedGateway] }).runWithServer(async (ctx) => {
        const refusal = await refusalOf(ctx, { query: { extra: 'yes' } });
        const types = (refusal.reason as { type: string; path: string[] }[]).map(({ type, path }) => [type, ...path]);
        expect(types).to.deep.include(['object.unknown', 'extra']);
      });
    });

    it('refuses what it does not name of auth, which is the application’s alone', async () => {
      await kit.runWithServer(async (ctx) => {
        const refusal = await refusalOf(ctx, { ...fine, auth: { ...fine.auth, admin: true } });
        expect(refusal.reason).to.have.nested.property('[0].type', 'object.unknown');
      });
    });

    it('gives guards, @OnConnected and parameter decorators the converted values', async () => {
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

    it('is asked before any guard, so that guards can rely on it', async () => {
      let asked = 0;
      const counts = (): boolean => ++asked > 0;
      @WebSocketGateway({ handshake: { query: Joi.object({ room: Joi.number().required() }) } })
      @UseGuards(counts)
      class RoomGateway {}
      const rooms = TestGateway.createTestModule({ gateways: [RoomGateway], options: { guards: [counts] } });
      await rooms.runWithServer(async (ctx) => {
        expect(await refusalOf(ctx, {})).to.include({ code: 1007 });
        expect(asked).to.equal(0);
        await ctx.connect({ query: { room: '1' } });
        expect(asked).to.equal(2);
      });
    });

    it('may be asynchronous, and of another library', async () => {
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

    it('that throws refuses the client with an internal error', async () => {
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
        expect(await refusalOf(ctx, {})).to.include({ code: 1011, reason: 'Something went wrong' });
        expect(logger.detailsAt('error')).to.deep.equal([fault]);
      });
    });

    it('has its refusals seen by filters', async () => {
      @WebSocketGateway({ handshake: { auth: Joi.object({ token: Joi.required() }) } })
      @UseFilters((error) => new WebSocketException(4007, (error as WebSocketException).code))
      class FilteringGateway {}
      await TestGateway.createTestModule({ gateways: [FilteringGateway] }).runWithServer(async (ctx) => {
        expect(await refusalOf(ctx, {})).to.include({ code: 4007, reason: 1007 });
      });
    });
  });

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

    it('must both be satisfied', async () => {
      await hall.runWithServer(async (ctx) => {
        for (const [auth, missing] of [
          [{ seats: '2' }, 'row'],
          [{ row: '7' }, 'seats'],
        ] as const) {
          const refusal = await refusalOf(ctx, { auth });
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

    it('leave the clients of other namespaces alone', async () => {
      @WebSocketGateway({ namespace: '/other' })
      class OtherGateway extends EchoGateway {}
      await run(TestGateway.createTestModule({ gateways: [OtherGateway, SeatGateway] }), async (ctx) => {
        expect(await ctx.request('auth')).to.deep.equal({});
      });
    });

    it('leave what socket.io says of the handshake as the client sent it', () =>
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

describe('a handshake schema that is none', () => {
  it('is found when attaching', async () => {
    @WebSocketGateway({ handshake: { auth: { token: 'string' } as never, query: undefined as never } })
    class WrongGateway {}
    expect(await problemsOf(WrongGateway)).to.deep.equal([
      'WrongGateway, handshake.auth: its schema is an object (token); expected a Joi schema and a Standard Schema',
      'WrongGateway, handshake.query: its schema is undefined, as happens when two files import each other',
    ]);
  });
});
