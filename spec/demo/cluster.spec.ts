import { expect } from 'chai';
import { TestRedis } from '../support/redis';
import { DemoBrowser, type DemoPage, DemoProcess } from './support';

for (const kind of ['Redis streams', "node:cluster's adapter"] as const) {
  const recovers = kind === 'Redis streams';

  describe(`the demo on two nodes, with ${kind}`, function () {
    this.timeout(60_000); // it starts processes
    let redis: TestRedis | undefined;
    let demo: DemoProcess;
    let browser: DemoBrowser;
    let alice: DemoPage;
    let bob: DemoPage;

    before(async () => {
      if (recovers) redis = await TestRedis.start();
      [demo, browser] = await Promise.all([
        DemoProcess.start(0, { NODES: '2', REDIS_URL: redis?.socket ?? '' }, 'cluster'),
        DemoBrowser.launch(),
      ]);
      [alice, bob] = await onBothNodes(() => browser.open(demo));
    });

    after(async () => {
      await browser.close();
      expect(await demo.stop()).to.equal(0);
      expect(demo.errors).to.equal('');
      await redis?.stop();
    });

    /** Opens pages until there are two on different nodes: a client goes to the one with the fewest, as far as is known. */
    async function onBothNodes(open: () => Promise<DemoPage>): Promise<[DemoPage, DemoPage]> {
      const first = await open();
      for (let number = 1; number < 8; number += 1) {
        const other = await open();
        if ((await nodeOf(other)) !== (await nodeOf(first))) return [first, other];
      }
      throw new Error('All pages are on one node');
    }

    async function nodeOf(page: DemoPage): Promise<string> {
      return page.page
        .locator('header')
        .getByText(/^node \d, process \d+$/)
        .innerText();
    }

    it('counts the clients of both, and lets them hear each other', async () => {
      for (const page of [alice, bob]) await page.shows('Clients', /^[2-9]$/);
      await alice.send('Message', 'From the other node', 'Broadcast');
      await bob.logs('received', 'my_response', 'From the other node');
      await bob.send('Containing', 'from the other', 'Search');
      await bob.says('Search the broadcasts', /^Found 1/);
    });

    it('knows a login of one node on the other', async () => {
      await alice.send('Log in as', 'Grace', 'Log in');
      await alice.shows('You are', /^Grace$/);
      let beside = await browser.openBeside(alice, demo);
      // A browser opens six connections to a server, and a page that polls keeps one.
      for (let pages = 2; pages < 5 && (await nodeOf(beside)) === (await nodeOf(alice)); pages += 1) {
        beside = await browser.openBeside(alice, demo);
      }
      expect(await nodeOf(beside)).to.not.equal(await nodeOf(alice));
      await beside.shows('You are', /^Grace$/);
      await alice.press('Log out');
      for (const page of [alice, beside]) await page.shows('You are', /^Guest/);
    });

    it(`${recovers ? 'recovers' : 'says that it does not recover'} what was missed while the connection was cut`, async () => {
      await alice.shows('Server tick', /^#\d+$/);
      await alice.press('Cut the connection');
      await alice.shows('state', 'Disconnected');
      const seen = Number((await bob.read('Server tick')).slice(1));
      await bob.ticked(seen + 2);
      await alice.press('Come back');
      await alice.says(
        'Recovery',
        recovers
          ? /^Recovered: [1-9]\d* ticks? arrived late, 0 ticks missed$/
          : /^Not recovered: [1-9]\d* ticks? missed$/,
      );
    });

    it('replaces a node that is killed, and its page says that nothing is recovered', async () => {
      const [before, other] = [await nodeOf(alice), await nodeOf(bob)];
      await alice.press('Kill this node');
      await demo.says(`Node ${/\d/.exec(before)![0]} (process ${/\d+$/.exec(before)![0]}) has died`);
      await alice.shows('state', 'Connected');
      await alice.says('Recovery', /^Not recovered: \d+ ticks? missed$/);
      expect(await nodeOf(alice)).to.not.equal(before);
      expect(await nodeOf(bob)).to.equal(other);
      await bob.send('Message', 'Are you there?', 'Broadcast');
      await alice.logs('received', 'my_response', 'Are you there?');
    });
  });
}
