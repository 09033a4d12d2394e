import { expect } from 'chai';
import { VisitedApplication } from '../support/origins';

/** A handshake over polling without an Origin: the status of its answer. */
async function statusOf(visited: VisitedApplication, query: string, headers: Record<string, string> = {}) {
  const { status } = await visited.application.get(`/ws/?EIO=4&transport=polling${query}`, headers);
  return status;
}

/** What browsers tell of a request that a page makes; only they can set it. @see https://www.w3.org/TR/fetch-metadata/ */
const from = (site: string): Record<string, string> => ({ 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'no-cors' });

describe('A browser that does not say of which origin its page is', () => {
  for (const site of ['cross-site', 'same-site']) {
    it(`does not get in for a page that is ${site}, by an image or a link`, async () => {
      await using visited = await VisitedApplication.attach();
      expect(await statusOf(visited, '', from(site))).to.equal(403);
    });
  }

  for (const site of ['same-origin', 'none']) {
    it(`gets in for a page that is ${site}`, async () => {
      await using visited = await VisitedApplication.attach();
      expect(await statusOf(visited, '', from(site))).to.equal(200);
    });
  }

  for (const query of ['&j=0', '&j=', '&j=0&sid=']) {
    it(`does not get in by a script, with ?${query}: its page could read the answer`, async () => {
      await using visited = await VisitedApplication.attach({ server: { allowEIO3: true } });
      for (const headers of [{}, from('cross-site'), from('same-site')]) {
        expect(await statusOf(visited, query, headers)).to.equal(403);
        expect(await statusOf(visited, `${query}&EIO=3`, headers)).to.equal(403);
      }
    });
  }

  it('gets in by a script of the application’s own page', async () => {
    await using visited = await VisitedApplication.attach();
    expect(await statusOf(visited, '&j=0', from('same-origin'))).to.equal(200);
  });

  it('gets in by a script where every origin may', async () => {
    await using any = await VisitedApplication.attach({ server: { cors: { origin: '*' } } });
    expect(await statusOf(any, '&j=0', from('cross-site'))).to.equal(200);
  });

  it('does not get in by a script where one origin may', async () => {
    await using one = await VisitedApplication.attach({ allowedOrigins: ['https://example.org'] });
    expect(await statusOf(one, '&j=0', from('cross-site'))).to.equal(403);
  });
});
