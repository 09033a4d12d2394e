import { expect } from 'chai';
import express, { type RequestHandler } from 'express';
import type { DocsOptions } from '../../../src/docs';
import { DRY_RUN, town } from './town';
import { steps } from './town.gateway';

const BODY = JSON.stringify({
  ...{ path: '/town', namespace: '/town', auth: {}, query: {} },
  ...{ event: 'say', args: [{ text: 'hello' }], acknowledge: true },
});
const OWN = { 'content-type': DRY_RUN, 'sec-fetch-site': 'same-origin' };

describe('the route of dry runs', () => {
  for (const docs of [{}, { dryRun: false }, { readOnly: true }]) {
    it(`is not there with ${JSON.stringify(docs)}`, () =>
      town(async ({ post }) => {
        expect((await post(BODY, OWN)).status).to.equal(404);
        expect(steps).to.deep.equal([]);
      }, docs));
  }

  for (const [who, headers] of [
    ['its own page', { 'sec-fetch-site': 'same-origin' }],
    ['a program, which is no page', {}],
  ] as const) {
    it(`serves ${who}`, () =>
      town(async ({ post }) => {
        expect((await post(BODY, { 'content-type': DRY_RUN, ...headers })).status).to.equal(200);
        expect(steps).to.not.be.empty;
      }));
  }

  it('serves its own page over plain HTTP, where browsers name the origin alone', () =>
    town(async ({ post, application }) => {
      const headers = { 'content-type': DRY_RUN, origin: application.url };
      expect((await post(BODY, headers)).status).to.equal(200);
    }));

  for (const [what, headers] of [
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another site that says it is this one', { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1' }],
    ['a page of another host of the same site', { 'sec-fetch-site': 'same-site' }],
    ['a page of another origin, over plain HTTP', { origin: 'http://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
  ] as const) {
    it(`refuses ${what}, and nothing runs`, () =>
      town(async ({ post }) => {
        expect((await post(BODY, { 'content-type': DRY_RUN, ...headers })).status).to.equal(403);
        expect(steps).to.deep.equal([]);
      }));
  }

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/json']) {
    it(`refuses the content type ${type}, which a form or a page may send unasked`, () =>
      town(async ({ post }) => {
        expect((await post(BODY, { ...OWN, 'content-type': type })).status).to.equal(415);
        expect(steps).to.deep.equal([]);
      }));
  }

  for (const [what, body, status] of [
    ['no JSON', '{', 400],
    ['no dry run', '{"event":"say"}', 400],
    ['a query that is not of texts', BODY.replace('"query":{}', '"query":{"a":1}'), 400],
    ['a path without a gateway', BODY.replace('"path":"/town"', '"path":"/other"'), 404],
    ['more than a megabyte', BODY.replace('hello', 'x'.repeat(1_000_001)), 413],
  ] as const) {
    it(`answers a body that is ${what} with ${status}, and why`, () =>
      town(async ({ post }) => {
        const answer = await post(body, OWN);
        expect(answer.status).to.equal(status);
        expect(answer.body.message).to.be.a('string');
        expect(steps).to.deep.equal([]);
      }));
  }

  it('is for those whom the guard of the documents lets pass', () => {
    const access: RequestHandler = ({ query }, response, next) => {
      if (query.key === 'right') next();
      else response.status(403).send('No');
    };
    return town(
      async ({ post }) => {
        expect((await post(BODY, OWN)).status).to.equal(403);
        expect(steps).to.deep.equal([]);
        expect((await post(BODY, OWN, '/docs/dry-run?key=right')).status).to.equal(200);
      },
      { access, dryRun: true },
    );
  });

  it('takes what a parser of the application has read before it', () =>
    town(
      async ({ dry }) => {
        expect((await dry('say', [{ text: 'hello' }])).body).to.deep.include({ answer: [{ text: 'hello' }] });
      },
      { dryRun: true },
      {},
      [express.json({ type: () => true })],
    ));
});

describe('gatewayDocs refuses at start', () => {
  const before = process.env.NODE_ENV;
  afterEach(() => {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  });

  const refusal = (docs: DocsOptions): Promise<unknown> =>
    town(async () => undefined, docs).catch((error: unknown) => error);

  it('a dry run in production for everyone', async () => {
    process.env.NODE_ENV = 'production';
    const error = await refusal({ access: 'public', dryRun: true });
    expect(error).to.be.instanceOf(Error).with.property('message').that.includes('dry run');
    expect(await refusal({ access: (_request, _response, next) => next(), dryRun: true })).to.equal(undefined);
  });

  it('a dry run of a console that only reads', async () => {
    expect(await refusal({ readOnly: true, dryRun: true })).to.be.instanceOf(TypeError);
    expect(await refusal({ dryRun: 'yes' as never })).to.be.instanceOf(TypeError);
  });
});
