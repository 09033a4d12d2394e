import { expect } from 'chai';
import { GatewayBase, SubscribeMessage, WebSocketGateway, WsArgs, WsBody } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { deferred } from '../../support/deferred';
import { joiVersions } from '../joi-versions';
import { RecordingLogger } from '../../support/recording-logger';
import { internal, refusalIn } from '../../support/refusals';
import { answerTo, recordWire } from '../../support/wire';
import { invalid, withSchema } from '../with-schema';

const taken: readonly string[] = ['ada', 'grace'];

for (const [version, Joi] of Object.entries(joiVersions)) {
  /** As an application asks its database. */
  const freeName = Joi.string().external(async (name: string, helpers) => {
    await Promise.resolve();
    return taken.includes(name) ? helpers.error('any.invalid') : undefined;
  });
  const mistake = {
    in: 'body',
    path: [] as string[],
    type: 'any.invalid',
    message: '"body" contains an invalid value',
  };

  describe(`.external() of ${version}`, () => {
    it('is awaited, and its result is the value', () =>
      withSchema(
        Joi.string().external(async (id: string) => {
          await Promise.resolve();
          return { id, name: 'from the database' };
        }),
        async (ctx) => {
          expect(await answerTo(ctx, 'event', '7')).to.deep.equal([{ body: { id: '7', name: 'from the database' } }]);
        },
      ));

    it('refuses a value with helpers.error', () =>
      withSchema(freeName, async (ctx) => {
        expect(await answerTo(ctx, 'event', 'ada')).to.deep.equal(invalid('event', mistake));
        expect(await answerTo(ctx, 'event', 'linus')).to.deep.equal([{ body: 'linus' }]);
        expect(await answerTo(ctx, 'handled')).to.deep.equal([1]);
      }));

    it('refuses a value with a message of its own', () =>
      withSchema(
        Joi.string().external((_name, helpers) => helpers.message({ external: '{{#label}} is taken' })),
        async (ctx) => {
          expect(await answerTo(ctx, 'event', 'ada')).to.deep.equal(
            invalid('event', { in: 'body', path: [], type: 'external', message: '"body" is taken' }),
          );
        },
      ));

    it('works deep inside of a schema', async () => {
      const schemas = {
        'in a key': [Joi.object({ user: { name: freeName } }), { user: { name: 'ada' } }, ['user', 'name']],
        'in an array': [Joi.array().items(Joi.object({ name: freeName })), [{ name: 'ada' }], [0, 'name']],
        'in an alternative': [Joi.alternatives().try(Joi.number(), freeName), 'ada', []],
        'behind a condition': [
          Joi.object({ kind: Joi.string(), name: Joi.when('kind', { is: 'user', then: freeName }) }),
          { kind: 'user', name: 'ada' },
          ['name'],
        ],
      } as const;
      for (const [where, [schema, body, path]] of Object.entries(schemas)) {
        await withSchema(schema, async (ctx) => {
          const answer = await answerTo(ctx, 'event', body);
          expect(answer, where).to.have.nested.property('[0].error.code', 1007);
          expect(answer, where).to.have.deep.nested.property('[0].error.reason[0].path', path);
        });
      }
    });

    it('does not run when the value is invalid without it', async () => {
      let asked = 0;
      const schema = Joi.string().external(() => {
        asked += 1;
      });
      await withSchema(schema, async (ctx) => {
        expect(await answerTo(ctx, 'event', 1)).to.have.nested.property('[0].error.code', 1007);
        expect(await answerTo(ctx, 'event')).to.have.nested.property('[0].error.code', 1007);
      });
      expect(asked).to.equal(0);
    });

    it('is an internal error when it throws, and the client does not get its message', async () => {
      const logger = new RecordingLogger();
      const failure = new Error('connect ECONNREFUSED db.internal:5432');
      const schema = Joi.string().external(async () => {
        await Promise.resolve();
        throw failure;
      });
      await withSchema(
        schema,
        async (ctx) => {
          const wire = recordWire(ctx);
          expect(refusalIn(await answerTo(ctx, 'event', 'ada'))).to.deep.equal(internal('event'));
          await ctx.expectNone('event');
          expect(String(wire)).not.to.include('db.internal');
        },
        { logger },
      );
      const [logged] = logger.detailsAt('error') as [Error];
      expect(String(logged.stack)).to.include('db.internal');
    });

    it('is reported together with the issues of other parameters', async () => {
      @WebSocketGateway({ path: '/external' })
      class ExternalGateway extends GatewayBase {
        @SubscribeMessage('event')
        event(
          @WsBody(freeName) _name: string,
          @WsArgs(1, Joi.number()) _count: number,
          @WsArgs(2, freeName) _other: string,
        ): void {
          throw new Error('the handler of an invalid payload never runs');
        }
      }
      await TestGateway.createTestModule({ gateways: [ExternalGateway] }).runWithServer(async (ctx) => {
        await ctx.connect();
        const [{ error }] = (await answerTo(ctx, 'event', 'ada', 'x', 'grace')) as [{ error: { reason: object[] } }];
        expect(error.reason).to.have.deep.members([
          mistake,
          { in: 'args', path: [1], type: 'number.base', message: '"1" must be a number' },
          { in: 'args', path: [2], type: 'any.invalid', message: '"2" contains an invalid value' },
        ]);
      });
    });

    it('leaves no unhandled rejection when it and another parameter fail', async () => {
      const gate = deferred();
      const late = Joi.string().external(async () => {
        await gate.promise;
        throw new Error('too late');
      });
      const failing = Joi.string().external(() => {
        throw new Error('at once');
      });
      @WebSocketGateway({ path: '/external' })
      class FailingGateway extends GatewayBase {
        @SubscribeMessage('event')
        event(@WsBody(late) _first: string, @WsArgs(1, failing) _second: string): void {
          throw new Error('the handler of an invalid payload never runs');
        }
      }
      const kit = TestGateway.createTestModule({
        gateways: [FailingGateway],
        options: { logger: new RecordingLogger() },
      });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect();
        expect(refusalIn(await answerTo(ctx, 'event', 'a', 'b'))).to.deep.equal(internal('event'));
        gate.resolve();
        await ctx.expectNone('event');
        expect(ctx.errors).to.have.length(1);
      });
    });

    it('runs no handler for a client that leaves meanwhile', async () => {
      const [asked, gate] = [deferred(), deferred()];
      const ran: string[] = [];
      const schema = Joi.string().external(async () => {
        asked.resolve();
        await gate.promise;
      });
      @WebSocketGateway({ path: '/external' })
      class LeavingGateway extends GatewayBase {
        @SubscribeMessage('event')
        event(@WsBody(schema) body: string): void {
          ran.push(body);
        }
      }
      await TestGateway.createTestModule({ gateways: [LeavingGateway] }).runWithServer(async (ctx) => {
        await ctx.connect();
        ctx.sio.emit('event', 'ada');
        await asked.promise;
        await ctx.disconnect();
        gate.resolve();
        await ctx.idle();
      });
      expect(ran).to.deep.equal([]);
    });
  });
}
