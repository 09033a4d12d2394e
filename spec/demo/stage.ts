import { expect } from 'chai';
import { DemoBrowser, type DemoPage, DemoProcess } from './support';

/** The demo, a browser, and the page of Alice, who is there before each test begins. */
export interface Stage {
  demo: DemoProcess;
  browser: DemoBrowser;
  alice: DemoPage;
}

/** Has mocha start the demo and a browser for the tests that are described around the call, and end them. */
export function stage(): Stage {
  const stage = {} as Stage; // filled before each test

  before(async function () {
    this.timeout(60_000);
    [stage.demo, stage.browser] = await Promise.all([DemoProcess.start(), DemoBrowser.launch()]);
  });

  after(async function () {
    this.timeout(120_000);
    await stage.browser.close();
    expect(await stage.demo.stop()).to.equal(0);
  });

  beforeEach(async function () {
    this.timeout(60_000);
    stage.alice = await stage.browser.open(stage.demo);
    // The server has noticed that the pages before it are gone: of one that was closed between two polls by a missing pong.
    await stage.alice.shows('Clients', /^1$/, 50_000);
  });

  afterEach(async () => {
    await stage.browser.closePages();
    expect(stage.alice.faults).to.deep.equal([]);
    expect(stage.demo.errors).to.equal('');
  });

  return stage;
}
