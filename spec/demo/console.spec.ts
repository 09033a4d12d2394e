import { expect } from 'chai';
import { buildConsole } from '../docs/console/workbench';
import { DemoBrowser, DemoProcess } from './support';

describe('the demo', function () {
  this.timeout(60_000); // it starts processes
  let browser: DemoBrowser;

  before(async () => {
    [browser] = await Promise.all([DemoBrowser.launch(), buildConsole()]);
  });

  after(() => browser.close());

  async function served(
    environment: Readonly<Record<string, string>>,
    body: (demo: DemoProcess) => Promise<void>,
  ): Promise<void> {
    const demo = await DemoProcess.start(0, environment);
    try {
      await body(demo);
    } finally {
      await demo.stop();
    }
  }

  it("prints the console's address first, and its page links to it", () =>
    served({}, async (demo) => {
      const address = `http://localhost:${demo.port}/docs/`;
      expect(demo.lines[0]).to.equal(`The console of the gateways is at ${address}`);
      const page = await browser.newWindow();
      await page.goto(demo.url);
      await page.getByRole('link', { name: 'Console', exact: true }).click();
      await page.getByRole('heading', { name: 'Gateway console' }).waitFor();
      expect(new URL(page.url()).pathname).to.equal('/docs/');
      await page.getByText('my_broadcast_event').first().waitFor();
    }));

  it('neither has nor names a console in production', () =>
    served({ NODE_ENV: 'production' }, async (demo) => {
      expect(demo.lines[0]).to.include('The demo is at');
      expect(demo.lines.join()).not.to.match(/console/i);
      expect((await fetch(`${demo.url}/docs/`)).status).to.equal(404);
      const page = await (await fetch(demo.url)).text();
      expect(page).to.include('one Express application').and.not.include('docs/');
    }));
});
