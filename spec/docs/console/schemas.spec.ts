import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { expect } from 'chai';
import Joi from 'joi';
import * as v from 'valibot';
import { z } from 'zod';
import { SubscribeMessage, WebSocketGateway, WsBody } from '../../../src';
import type { Newable } from '../../../src/container';
import { joiVersions } from '../../validation/joi-versions';
import { workbench } from './workbench';

interface Comment {
  text: string;
  answers?: Comment[] | undefined;
}

/** What each library calls the same: nested objects, lists, alternatives, dates, enums, records, and a schema in itself. */
const everything: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(Object.entries(joiVersions).map(([name, joi]) => [name, inJoi(joi)])),
  zod: inZod(),
  valibot: inValibot(),
};

function inJoi(joi: typeof Joi): unknown {
  const comment = joi
    .object({ text: joi.string().required(), answers: joi.array().items(joi.link('#thread')) })
    .id('thread');
  return joi.object({
    person: joi.object({ name: joi.string().required() }).required(),
    numbers: joi.array().items(joi.number()).required(),
    one: joi.alternatives(joi.number(), joi.object({ word: joi.string().required() })).required(),
    when: joi.date().required(),
    size: joi.string().valid('S', 'M').required(),
    labels: joi.object().pattern(joi.string(), joi.number()).required(),
    comment: comment.required(),
  });
}

function inZod(): unknown {
  const comment: z.ZodType<Comment> = z.object({
    text: z.string(),
    get answers() {
      return z.array(comment).optional();
    },
  });
  return z.object({
    person: z.object({ name: z.string() }),
    numbers: z.array(z.number()),
    one: z.union([z.number(), z.object({ word: z.string() })]),
    when: z.iso.datetime(),
    size: z.enum(['S', 'M']),
    labels: z.record(z.string(), z.number()),
    comment,
  });
}

function inValibot(): unknown {
  const comment: v.GenericSchema<Comment> = v.object({
    text: v.string(),
    answers: v.optional(v.array(v.lazy(() => comment))),
  });
  return toStandardJsonSchema(
    v.object({
      person: v.object({ name: v.string() }),
      numbers: v.array(v.number()),
      one: v.union([v.number(), v.object({ word: v.string() })]),
      when: v.pipe(v.string(), v.isoTimestamp()),
      size: v.picklist(['S', 'M']),
      labels: v.record(v.string(), v.number()),
      comment,
    }),
  );
}

function gatewayOf(schema: unknown): Newable {
  @WebSocketGateway({ path: '/all-ws' })
  class EverythingGateway {
    @SubscribeMessage()
    all(@WsBody(schema as Joi.Schema) body: object) {
      return body;
    }
  }
  return EverythingGateway;
}

describe('The form of the console', () => {
  const bench = workbench();

  for (const [library, schema] of Object.entries(everything)) {
    it(`is filled with what a schema of ${library} accepts, and takes all that it has`, async function () {
      this.timeout(60_000);
      const opened = await bench.open(await bench.serve({ gateways: [gatewayOf(schema)] }), '/docs/#/all');
      await opened.send();
      await opened.answers('"size": "S"');

      const group = (name: string) => opened.page.getByRole('group', { name: new RegExp(`^${name}`) });
      await opened.fill('name', 'Ada');
      await group('numbers').getByRole('button', { name: 'Add an item' }).click();
      await opened.fill('numbers 2', '22');
      await opened.field('size').selectOption('M');
      await opened.fill('when', '2027-02-03T04:05:06.000Z');
      await group('labels').getByLabel('Another key').fill('red');
      await group('labels').getByRole('button', { name: 'Add key' }).click();
      await opened.fill('red', '5');
      await opened.field('Kind of one').selectOption('object with word');
      await opened.fill('word', 'yes');
      await group('comment').getByRole('button', { name: 'Add answers' }).click();
      await opened.send();
      await opened.answers('"word": "yes"');
      const answer = JSON.parse(await opened.outcome.locator('pre').innerText()) as Record<string, unknown>;
      expect(answer).to.deep.include({
        person: { name: 'Ada' },
        numbers: [1, 22],
        one: { word: 'yes' },
        when: '2027-02-03T04:05:06.000Z',
        size: 'M',
        labels: { red: 5 },
      });
      expect(answer.comment).to.have.nested.property('answers[0].text');
    });
  }
});

function manyGateways(namespaces: number, events: number): Newable[] {
  return Array.from({ length: namespaces }, (_, index) => {
    class ManyGateway {
      answer(): string {
        return `from ${index}`;
      }
    }
    const names = Array.from({ length: events }, (_event, number) => `event_${index}_${number}`) as [string];
    const descriptor = Object.getOwnPropertyDescriptor(ManyGateway.prototype, 'answer')!;
    SubscribeMessage(...names)(ManyGateway.prototype, 'answer', descriptor);
    WebSocketGateway({ path: '/many-ws', namespace: `/part-${index}` })(ManyGateway);
    return ManyGateway;
  });
}

describe('The console, with 300 events in 40 namespaces', () => {
  const bench = workbench();

  it('lists the namespaces folded, finds one event in a moment, and sends it', async () => {
    const application = await bench.serve({ gateways: manyGateways(40, 8) });
    const opened = await bench.open(application);
    await opened.page.getByText('Gateways: 40 namespaces, 320 events').waitFor();
    expect(await opened.events.getByRole('listitem').count()).to.equal(0);
    await opened.find('event_31_7');
    await opened.send();
    await opened.answers('from 31');
    expect(await opened.events.getByRole('listitem').count()).to.equal(1);
  });
});
