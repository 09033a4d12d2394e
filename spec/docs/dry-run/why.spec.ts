import { expect } from 'chai';
import { channels } from '../../../src';
import { gatewayDocs } from '../../../src/docs';
import type { DryRunResult } from '../../../src/docs/dry-run/result';
import { TestApplication } from '../../support/application';
import { RecordingLogger } from '../../support/recording-logger';
import { Cache, ClubGateway, Member, MemberGateway, Porter, WhyGateway } from '../why/why-gateway';
import { DRY_RUN } from './town';

/** Serves gateways, and sends dry runs to them. */
async function served(body: (dry: (event: string, changes?: object) => Promise<DryRunResult>) => Promise<void>) {
  await using application = new TestApplication();
  for (const each of [Member, Cache, Porter]) application.container.bind<object>(each).toSelf();
  const gateways = [WhyGateway, ClubGateway, MemberGateway];
  const host = application.attach({ gateways, logger: new RecordingLogger() });
  const access = (_request: unknown, _response: unknown, next: () => void): void => next();
  application.app.use('/docs', gatewayDocs(host, { dryRun: true, access }));
  await application.listen();
  await body(async (event, changes = {}) => {
    const run = {
      ...{ path: '/why-ws', namespace: '/why', auth: {}, query: {}, event, args: [], acknowledge: true },
      ...changes,
    };
    const headers = { 'content-type': DRY_RUN };
    const answer = await fetch(`${application.url}/docs/dry-run`, {
      method: 'POST',
      headers,
      body: JSON.stringify(run),
    });
    return (await answer.json()) as DryRunResult;
  });
}

describe('The result of a dry run, in development,', () => {
  it('says which step has decided, and how long each took', () =>
    served(async (dry) => {
      const { why } = await dry('works', { args: [{ text: 'hello' }] });
      expect(why).to.deep.include({ event: 'works', outcome: 'ok', decidedBy: { step: 'handler' } });
      expect(why?.durations).to.have.keys('queue', 'validation', 'handler', 'reply');
      expect(why?.durations.handler).to.be.above(10);
      expect((await dry('works')).why).to.deep.include({ outcome: 'refused', decidedBy: { step: 'validation' } });
      expect((await dry('cached', { acknowledge: false })).why).to.deep.include({
        decidedBy: { step: 'interceptors', name: 'Cache' },
      });
    }));

  it('names the guard that has refused, and what it returned', () =>
    served(async (dry) => {
      const { why } = await dry('guarded');
      expect(why).to.deep.include({
        ...{ event: 'guarded', outcome: 'refused', code: 1008, decidedBy: { step: 'guards', name: 'Member' } },
        words: 'the guard Member returned undefined; only true lets pass',
      });
    }));

  it('names the step that has not let its client in', () =>
    served(async (dry) => {
      const { connected, why } = await dry('hello', { namespace: '/why-members' });
      expect(connected).to.equal(false);
      expect(why).to.deep.include({ event: 'connect', decidedBy: { step: 'guards', name: 'Member' } });
      const { why: ofSchema } = await dry('hello', { namespace: '/why-club', auth: { code: 'too long' } });
      expect(ofSchema).to.deep.include({ event: 'connect', decidedBy: { step: 'validation', name: 'handshake' } });
    }));

  it('is about its own event alone, and nobody watches when it is over', () =>
    served(async (dry) => {
      const all = await Promise.all(['works', 'guarded', 'cached', 'fails'].map((event) => dry(event)));
      expect(all.map(({ why }) => why?.event)).to.deep.equal(['works', 'guarded', 'cached', 'fails']);
      expect([channels.event.hasSubscribers, channels.connect.hasSubscribers]).to.deep.equal([false, false]);
    }));

  it('is none in production', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      await served(async (dry) => {
        const result = await dry('works', { args: [{ text: 'hello' }] });
        expect(result).to.include({ connected: true }).and.not.to.have.property('why');
      });
    } finally {
      if (before === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = before;
    }
  });
});
