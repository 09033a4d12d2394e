import { Parser } from '@asyncapi/parser';
import { expect } from 'chai';
import type { AttachOptions } from '../../../src';
import { type AsyncApiDocument, asyncApiDocument, contractModel } from '../../../src/docs';
import { DynamicGateway, everything, MarketGateway, registryOf, RoomGateway } from '../fixture/registry';
import { expectSnapshot } from './snapshot';

const info = { title: 'A market', version: '1.2.3', id: 'urn:example:market' };

async function documentOf(gateways = everything, options: AttachOptions = {}): Promise<AsyncApiDocument> {
  return asyncApiDocument(await registryOf(gateways, options), info);
}

/** A part of a document, by the keys that lead there. */
function at(document: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], document);
}

const fixtures: Readonly<Record<string, { gateways: typeof everything; options: AttachOptions }>> = {
  everything: { gateways: everything, options: {} },
  'error-first': { gateways: everything, options: { acks: 'errorFirst', errorEvent: 'unacknowledged' } },
};

describe('the AsyncAPI document', () => {
  for (const [name, { gateways, options }] of Object.entries(fixtures)) {
    it(`of ${name} is valid, and AsyncAPI's parser has nothing to say of it`, async () => {
      const { document, diagnostics } = await new Parser().parse(JSON.stringify(await documentOf(gateways, options)));
      expect(diagnostics).to.deep.equal([]);
      expect(document?.operations().all()).to.have.lengthOf.above(5);
    }).timeout(60_000);
  }

  it('is as its snapshot: the contract has not changed unseen', async () => {
    expectSnapshot('everything', await documentOf());
  });

  it('has the same bytes for the same gateways, in whatever order they are attached', async () => {
    const [one, other] = [await documentOf(), await documentOf([DynamicGateway, RoomGateway, MarketGateway])];
    expect(JSON.stringify(other)).to.equal(JSON.stringify(one));
  });

  it('can be made of the model of the contract', async () => {
    const registry = await registryOf(everything);
    expect(asyncApiDocument(contractModel(registry), info)).to.deep.equal(asyncApiDocument(registry, info));
  });

  it('has a server for each path at each address of the application', async () => {
    const servers = {
      live: { host: 'example.org', protocol: 'wss', prefix: '/api/' },
      test: { host: 'test:3000' },
    } as const;
    const document = asyncApiDocument(await registryOf(everything), { ...info, servers });
    expect(Object.keys(document.servers as object)).to.deep.equal([
      ...['live-market', 'test-market', 'live-other', 'test-other'],
    ]);
    expect(at(document, 'servers', 'live-market')).to.deep.include({
      ...{ host: 'example.org', protocol: 'wss', pathname: '/api/market' },
    });
    expect(at(document, 'channels', 'other-kind-dynamic-static-d', 'servers')).to.have.length(2);
  });

  it('has parameters, guards, limits and the handshake where a client meets them', async () => {
    const document = await documentOf();
    const market = at(document, 'channels', 'market-market');
    expect(market).to.deep.include({ 'x-guards': ['SignedIn'], address: '/market' });
    expect(at(market, 'bindings', 'ws', 'headers', 'required')).to.deep.equal(['x-client']);
    expect(at(market, 'x-handshake', 'auth', 'required')).to.deep.equal(['token']);
    expect(at(document, 'channels', 'market-rooms-room-floor', 'address')).to.equal('/rooms/{room}/{floor}');
    expect(at(document, 'operations', 'receive-market-market-offer')).to.deep.include({
      'x-guards': ['SignedIn', "inRole('seller')"],
      'x-rate-limits': [{ points: 5, durationMs: 1_000 }],
      'x-timeout-ms': 2_000,
      'x-idempotent': { windowMs: 60_000 },
    });
    expect(at(document, 'info', 'x-socketio', 'limits', 'maxArguments')).to.equal(64);
  });

  it('says of which schemas it knows nothing, and why', async () => {
    const document = await documentOf();
    expect(at(document, 'info', 'x-notes')).to.deep.equal([
      'RoomGateway, prices: schemas of valibot give no JSON Schema',
      'RoomGateway.enter, body: schemas of valibot give no JSON Schema',
    ]);
  });
});
