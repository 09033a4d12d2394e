import { expect } from 'chai';
import Joi from 'joi';
import { z } from 'zod';
import { Emits, GatewayBase, type Schema, SubscribeMessage, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
import { joiVersions } from '../../../validation/joi-versions';
import { bad, good, mistake, news, NewsGateway } from './news.gateway';

/** What is told of an event with this payload, where it is declared with this schema. */
async function warningsOf(schema: Schema, payload: unknown): Promise<string[]> {
  @WebSocketGateway({ path: '/declared' })
  @Emits('event', schema)
  class DeclaringGateway extends GatewayBase {}
  const logger = new RecordingLogger();
  await TestGateway.createTestModule({
    gateways: [DeclaringGateway],
    options: { logger, validateOutgoing: 'log' },
  }).runWithServer(({ host }) => {
    host.of(DeclaringGateway).emit('event', payload);
  });
  return logger.at('warn').map(({ message }) => message);
}

describe('what is sent is checked as it is', () => {
  for (const [version, joi] of Object.entries(joiVersions)) {
    it(`without a conversion by ${version}`, async () => {
      const schema = joi.object({ n: joi.number(), text: joi.string().trim() });
      expect(await warningsOf(schema, { n: 5, text: 'x' })).to.deep.equal([]);
      expect(await warningsOf(schema, { n: '5', text: 'x' })).to.have.length(1);
      expect(await warningsOf(schema, { n: 5, text: ' x' })).to.have.length(1);
    });

    it(`without the externals of ${version}`, async () => {
      const schema = joi.string().external(() => {
        throw new Error('an external was asked');
      });
      expect(await warningsOf(schema, 'text')).to.deep.equal([]);
      expect(await warningsOf(schema, 5)).to.have.length(1);
    });
  }

  it('by other schemas as they do', async () => {
    const schema = z.object({ n: z.number() });
    expect(await warningsOf(schema, { n: 5 })).to.deep.equal([]);
    expect(await warningsOf(schema, { n: '5' })).to.have.length(1);
  });

  it('and not at all by a schema that takes time', async () => {
    const schema = z.string().refine(() => Promise.resolve(false));
    expect(await warningsOf(schema, 'text')).to.deep.equal([]);
  });

  it('without values of the payload in the log', async () => {
    const schema = Joi.object({ code: Joi.string().pattern(/^\d+$/) });
    expect(await warningsOf(schema, { code: 'a secret' })).to.have.length(1);
    expect((await warningsOf(schema, { code: 'a secret' })).join()).to.not.include('a secret');
  });
});

describe('several declarations of one event', () => {
  @WebSocketGateway({ path: '/several' })
  @Emits('moved', Joi.object({ x: Joi.number().required() }))
  class SeveralGateway extends GatewayBase {
    @SubscribeMessage('move')
    @Emits('moved', Joi.string())
    move(): void {}

    @Emits('stopped')
    stop(): void {
      this.context.namespace.emit('stopped');
    }
  }

  it('allow what one of them does', async () => {
    const logger = new RecordingLogger();
    const kit = TestGateway.createTestModule({ gateways: [SeveralGateway], options: { logger } });
    await kit.runWithServer(({ host }) => {
      const clients = host.of(SeveralGateway);
      for (const payload of [{ x: 1 }, 'north', 5]) clients.emit('moved', payload);
      clients.emit('stopped', 'by a method that handles nothing');
    });
    expect(logger.at('warn')).to.have.length(2);
  });
});

describe('validateOutgoing', () => {
  const before = process.env.NODE_ENV;
  afterEach(() => {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  });

  /** What is told of two events, one of them as it is declared. */
  const told = async (environment: string, validateOutgoing?: 'off') => {
    process.env.NODE_ENV = environment;
    const { kit, warnings } = news(validateOutgoing && { validateOutgoing });
    await kit.runWithServer(({ host }) => {
      host.of(NewsGateway).emit('article', good);
      host.of(NewsGateway).emit('article', bad);
    });
    return warnings();
  };

  it('tells the logger where nothing is said, outside of production', async () => {
    expect(await told('development')).to.deep.equal([mistake]);
  });

  it('is off in production where nothing is said', async () => {
    expect(await told('production')).to.deep.equal([]);
  });

  it('may be off everywhere', async () => {
    expect(await told('development', 'off')).to.deep.equal([]);
  });
});

describe('a namespace of a pattern', () => {
  @WebSocketGateway({ path: '/patterned', namespace: '/rooms/:room' })
  @Emits('article', Joi.string())
  class RoomGateway extends GatewayBase {}

  it('has what is emitted to all of its children checked once', async () => {
    const logger = new RecordingLogger();
    const kit = TestGateway.createTestModule({ gateways: [RoomGateway], options: { logger } });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect({ namespace: '/rooms/a' });
      await ctx.newSocketClientContext({ namespace: '/rooms/b' }).connect();
      ctx.host.of(RoomGateway).emit('article', 5);
      expect(logger.at('warn')).to.have.length(1);
      ctx.host.servers.get('/patterned')?.of('/rooms/a').emit('article', 5);
      expect(logger.at('warn')).to.have.length(2);
      expect(await ctx.waitFor('article', { count: 2 })).to.deep.equal([5, 5]);
    });
  });
});
