import { expect } from 'chai';
import {
  GatewayBase,
  SubscribeMessage,
  WebSocketGateway,
  WsArgs,
  WsAuth,
  WsBody,
  WsHeader,
  WsQuery,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { joiVersions } from '../joi-versions';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';
import { gatewayOf, invalid, withSchema } from '../with-schema';

for (const [version, Joi] of Object.entries(joiVersions)) {
  describe(`a schema of ${version}`, () => {
    it('gives the handler the converted value, with defaults', () => {
      const schema = Joi.object({
        count: Joi.number(),
        name: Joi.string().trim().lowercase(),
        since: Joi.date(),
        colour: Joi.string().default('red'),
      });
      return withSchema(schema, async (ctx) => {
        const sent = { count: '12', name: '  Ada ', since: '2001-02-03T00:00:00.000Z' };
        const body = { count: 12, name: 'ada', since: sent.since, colour: 'red' };
        expect(await answerTo(ctx, 'event', sent)).to.deep.equal([{ body }]);
      });
    });

    it('refuses unknown keys, or strips them with stripUnknown', async () => {
      const schema = Joi.object({ known: Joi.any() });
      await withSchema(schema, async (ctx) => {
        expect(await answerTo(ctx, 'event', { unknown: 1 })).to.deep.equal(
          invalid('event', {
            in: 'body',
            path: ['unknown'],
            type: 'object.unknown',
            message: '"unknown" is not allowed',
          }),
        );
      });
      await withSchema(schema.options({ stripUnknown: true }), async (ctx) => {
        expect(await answerTo(ctx, 'event', { known: 1, unknown: 2 })).to.deep.equal([{ body: { known: 1 } }]);
      });
    });

    it('keeps the handler from running when it refuses the value', () =>
      withSchema(Joi.object({ data: Joi.string() }), async (ctx) => {
        for (const body of ['text', 1, true, null, [], { data: 1 }, { data: null }]) {
          const [{ error }] = (await answerTo(ctx, 'event', body)) as [{ error: { code: number } }];
          expect(error.code).to.equal(1007);
        }
        expect(await answerTo(ctx, 'handled')).to.deep.equal([0]);
      }));

    it('reports all issues of a value at once', () =>
      withSchema(
        Joi.object({ data: Joi.string().required(), tags: Joi.array().items(Joi.string().min(3)) }),
        async (ctx) => {
          expect(await answerTo(ctx, 'event', { tags: ['good', 'a', 1] })).to.deep.equal(
            invalid(
              'event',
              { in: 'body', path: ['data'], type: 'any.required', message: '"data" is required' },
              {
                in: 'body',
                path: ['tags', 1],
                type: 'string.min',
                message: '"tags[1]" length must be at least 3 characters long',
              },
              { in: 'body', path: ['tags', 2], type: 'string.base', message: '"tags[2]" must be a string' },
            ),
          );
        },
      ));

    it('demands a value, unless it is optional or has a default', async () => {
      await withSchema(Joi.string(), async (ctx) => {
        expect(await answerTo(ctx, 'event')).to.deep.equal(
          invalid('event', { in: 'body', path: [], type: 'any.required', message: '"body" is required' }),
        );
        expect(await answerTo(ctx, 'key', {})).to.deep.equal(
          invalid('key', { in: 'body', path: ['key'], type: 'any.required', message: '"key" is required' }),
        );
      });
      await withSchema(Joi.string().optional(), async (ctx) => {
        expect(await answerTo(ctx, 'event')).to.deep.equal([{}]);
      });
      await withSchema(Joi.string().default('red'), async (ctx) => {
        expect(await answerTo(ctx, 'event')).to.deep.equal([{ body: 'red' }]);
        expect(await answerTo(ctx, 'key', {})).to.deep.equal([{ key: 'red' }]);
      });
    });

    it('distinguishes null and undefined', async () => {
      await withSchema(Joi.string().allow(null), async (ctx) => {
        expect(await answerTo(ctx, 'event', null)).to.deep.equal([{ body: null }]);
        expect(await answerTo(ctx, 'event')).to.have.nested.property('[0].error.code', 1007);
      });
      await withSchema(Joi.string().optional(), async (ctx) => {
        expect(await answerTo(ctx, 'event', null)).to.have.nested.property('[0].error.code', 1007);
      });
    });

    it('names a value by its label', () =>
      withSchema(Joi.string().label('Your name'), async (ctx) => {
        expect(await answerTo(ctx, 'event')).to.have.nested.property(
          '[0].error.reason[0].message',
          '"Your name" is required',
        );
      }));

    it('answers with its own error, also deep inside', async () => {
      const reason = { in: 'body', path: [], type: 'any.custom', message: 'Not like this' };
      await withSchema(Joi.string().error(new Error('Not like this')), async (ctx) => {
        expect(await answerTo(ctx, 'event', 1)).to.deep.equal(invalid('event', reason));
      });
      const nested = Joi.object({ data: Joi.string().error(new Error('Not like this')) });
      await withSchema(nested, async (ctx) => {
        expect(await answerTo(ctx, 'event', { data: 1 })).to.deep.equal(invalid('event', reason));
      });
      const frozen = Joi.object({ data: Joi.string().error(Object.freeze(new Error('Not like this'))) });
      await withSchema(frozen, async (ctx) => {
        expect(await answerTo(ctx, 'event', { data: 1 })).to.deep.equal(invalid('event', reason));
      });
    });

    it('reports the issues of all parameters at once, each with its place', async () => {
      @WebSocketGateway({ path: '/validation' })
      class ManyParametersGateway extends GatewayBase {
        @SubscribeMessage('event')
        event(
          @WsBody(Joi.object({ data: Joi.string().required() })) _body: unknown,
          @WsBody('count', Joi.number()) _count: unknown,
          @WsArgs(1, Joi.boolean()) _second: unknown,
          @WsHeader('X-Custom', Joi.string()) _header: unknown,
          @WsQuery('room', Joi.string()) _room: unknown,
          @WsAuth('token', Joi.string()) _token: unknown,
          @WsAuth(Joi.object({ token: Joi.required() })) _auth: unknown,
        ): void {
          throw new Error('the handler of an invalid payload never runs');
        }
      }
      await TestGateway.createTestModule({ gateways: [ManyParametersGateway] }).runWithServer(async (ctx) => {
        await ctx.connect();
        const required = (where: string, path: (string | number)[]) => ({
          in: where,
          path,
          type: 'any.required',
          message: `"${String(path.at(-1))}" is required`,
        });
        expect(await answerTo(ctx, 'event', {})).to.deep.equal(
          invalid(
            'event',
            required('body', ['data']),
            required('body', ['count']),
            required('args', [1]),
            required('header', ['x-custom']),
            required('query', ['room']),
            required('auth', ['token']),
            required('auth', ['token']),
          ),
        );
      });
    });
  });
}

describe('an invalid payload', () => {
  const [Joi] = Object.values(joiVersions) as [(typeof joiVersions)[string]];
  const kit = TestGateway.createTestModule({ gateways: [gatewayOf(Joi.object({ data: Joi.string().required() }))] });

  overBothTransports((run) => {
    it('is reported to its client, which stays connected and may send again', () =>
      run(kit, async (ctx, join) => {
        const other = await join();
        for (let attempt = 1; attempt <= 3; attempt += 1) {
          expect(await answerTo(ctx, 'event', { data: attempt })).to.have.nested.property('[0].error.code', 1007);
          expect(await answerTo(ctx, 'event', { data: 'good' })).to.deep.equal([{ body: { data: 'good' } }]);
        }
        expect(ctx.errors).to.have.length(3);
        await other.expectNone('error');
      }));
  });
});
