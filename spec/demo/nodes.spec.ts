import { expect } from 'chai';
import { TestRedis } from '../support/redis';
import { DemoBrowser, type DemoPage, DemoProcess } from './support';

/** Which node a page lands on is the balancer's choice: these specs go by what the page says of it. */
for (const kind of ['Redis streams', "node:cluster's adapter"] as const) {
  const recovers = kind === 'Redis streams';

  describe(`the demo on two nodes, with ${kind}, in a browser`, function () {
    this.timeout(120_000); // it starts processes
    let redis: TestRedis | undefined;
    let demo: DemoProcess;
    let browser: DemoBrowser;
    let alice: DemoPage;

    before(async () => {
      if (recovers) redis = await TestRedis.start();
      [demo, browser] = await Promise.all([
        DemoProcess.start(0, { NODES: '2', REDIS_URL: redis?.socket ?? '' }, 'cluster'),
        DemoBrowser.launch(),
      ]);
      alice = await browser.open(demo);
      await alice.send('Log in as', 'Grace', 'Log in');
      await alice.shows('You are', /^Grace$/);
    });

    after(async () => {
      await browser.close();
      expect(await demo.stop()).to.equal(0);
      expect(demo.errors).to.equal('');
      await redis?.stop();
    });

    /** The page names none while it is not connected. */
    const nodeOf = (page: DemoPage) => page.page.locator('header').getByText(/^node \d, process \d+$/);

    it(`${recovers ? 'recovers' : 'says that it does not recover'} what was missed while the connection was cut`, async () => {
      const bob = await browser.open(demo);
      await alice.shows('Server tick', /^#\d+$/);
      await alice.press('Cut the connection');
      await alice.shows('state', 'Disconnected');
      expect(await nodeOf(alice).isVisible()).to.equal(false);
      const seen = Number((await bob.read('Server tick')).slice(1));
      await bob.ticked(seen + 2);
      await alice.press('Come back');
      await alice.says(
        'Recovery',
        recovers
          ? /^Recovered: [1-9]\d* ticks? arrived late, 0 ticks missed$/
          : /^Not recovered: [1-9]\d* ticks? missed$/,
      );
      await nodeOf(alice).waitFor();
    });

    it('serves a page whose node is killed from another, with its login, and says what was missed', async () => {
      await alice.shows('Server tick', /^#\d+$/);
      const killed = await nodeOf(alice).innerText();
      const [, number, pid] = /^node (\d), process (\d+)$/.exec(killed) ?? [];
      await alice.press('Kill this node');
      await demo.says(`Node ${number} (process ${pid}) has died; another takes its place`);
      await nodeOf(alice).filter({ hasNotText: killed }).waitFor();
      await alice.says('Recovery', /^Not recovered: \d+ ticks? missed$/);
      await alice.shows('You are', /^Grace$/);
      await alice.press('Who am I?');
      await alice.says('One login for both', /^You are Grace, logged in since /);
    });
  });
}
