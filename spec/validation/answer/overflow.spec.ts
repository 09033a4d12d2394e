import { expect } from 'chai';
import * as v from 'valibot';
import { z } from 'zod';
import { type AttachOptions, GatewayBase, type Schema, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { answerTo } from '../../support/wire';
import { issuesOf } from '../issues';
import { joiVersions } from '../joi-versions';
import { gatewayOf } from '../with-schema';

const zodList: z.ZodType = z.array(z.lazy(() => zodList));
const valibotList: v.GenericSchema = v.array(v.lazy(() => valibotList));
const deep: unknown = JSON.parse(`${'['.repeat(4_000)}1${']'.repeat(4_000)}`);
const texts = Array<string>(130_000).fill('x');

const cases: Record<string, { schema: Schema; body: unknown; options?: AttachOptions }> = {
  'nested too deeply for zod': { schema: zodList, body: deep },
  'nested too deeply for valibot': { schema: valibotList, body: deep },
};
for (const [version, Joi] of Object.entries(joiVersions)) {
  const list = Joi.array().items(Joi.link('#list')).id('list');
  const all: AttachOptions = { validation: { abortEarly: false } };
  cases[`nested too deeply for ${version}`] = { schema: list, body: deep };
  cases[`of more mistakes than ${version} can collect`] = {
    schema: Joi.array().items(Joi.number()),
    body: texts,
    options: all,
  };
}

describe('a payload that overflows the stack of its validator', () => {
  overBothTransports((run) => {
    for (const [what, { schema, body, options }] of Object.entries(cases)) {
      it(`is invalid, and nothing that the log calls an error: ${what}`, async () => {
        const logger = new RecordingLogger();
        const kit = TestGateway.createTestModule({
          gateways: [gatewayOf(schema)],
          options: { logger, limits: { maxDepth: 10_000 }, ...options },
        });
        await run(kit, async (ctx) => {
          const [issue, ...more] = await issuesOf(ctx, 'event', body);
          expect(more).to.deep.equal([]);
          expect(issue?.type).to.match(/^(any\.overflow|link\.depth)$/); // Joi 18 has a rule of its own for links
          expect(logger.at('error')).to.deep.equal([]);
        });
      });
    }
  });

  it('is refused at connect, too', async () => {
    @WebSocketGateway({ path: '/handshake', handshake: { auth: z.object({ list: zodList }) } })
    class ListGateway extends GatewayBase {}
    const logger = new RecordingLogger();
    const kit = TestGateway.createTestModule({
      gateways: [ListGateway],
      options: { logger, limits: { maxDepth: 10_000 } },
    });
    await kit.runWithServer(async (ctx) => {
      const refusal: unknown = await ctx.connect({ auth: { list: deep } }).catch((error: unknown) => error);
      expect(refusal).to.include({ code: 1007 }).and.to.have.nested.property('reason[0].type', 'any.overflow');
      expect(logger.at('error')).to.deep.equal([]);
    });
  });

  it('is an error of the application where a function of it throws another RangeError', async () => {
    const logger = new RecordingLogger();
    const schema = z.string().transform((text) => new Date(text).toISOString());
    const kit = TestGateway.createTestModule({ gateways: [gatewayOf(schema)], options: { logger } });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await answerTo(ctx, 'event', 'no date')).to.have.nested.property('[0].error.code', 1011);
      expect(logger.at('error')).to.have.length(1);
    });
  });
});
