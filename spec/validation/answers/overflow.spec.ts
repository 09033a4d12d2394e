import { expect } from 'chai';
import * as v from 'valibot';
import { z } from 'zod';
import { type AttachOptions, GatewayBase, type Schema, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { overBothTransports } from '../../support/transports';
import { issuesOf } from '../issues';
import { joiVersions } from '../joi-versions';
import { gatewayOf } from '../with-schema';

const zodList: z.ZodType = z.array(z.lazy(() => zodList));
const valibotList: v.GenericSchema = v.array(v.lazy(() => valibotList));
const deep: unknown = JSON.parse(`${'['.repeat(4_000)}1${']'.repeat(4_000)}`);
const rows = Array<object>(200_000).fill({});

const cases: Readonly<Record<string, { schema: Schema; body: unknown; options?: AttachOptions }>> = {
  'nested too deeply for zod': { schema: zodList, body: deep },
  'nested too deeply for valibot': { schema: valibotList, body: deep },
};
for (const [version, Joi] of Object.entries(joiVersions)) {
  const list = Joi.array().items(Joi.link('#list')).id('list');
  const all: AttachOptions = { validation: { abortEarly: false } };
  cases[`nested too deeply for ${version}`] = { schema: list, body: deep };
  cases[`of more mistakes than ${version} can collect`] = {
    schema: Joi.array().items(Joi.object({ id: Joi.required() })),
    body: rows,
    options: all,
  };
}
