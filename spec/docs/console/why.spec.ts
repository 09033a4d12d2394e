import { expect } from 'chai';
import { channels } from '../../../src';
import { RecordingLogger } from '../../support/recording-logger';
import { until } from '../../support/until';
import { Cache, ClubGateway, Member, MemberGateway, Porter, WhyGateway } from '../why/why-gateway';
import type { ConsolePage } from './console-page';
import { workbench } from './workbench';

describe('The console, in development,', () => {
  const bench = workbench();
  const served = { gateways: [WhyGateway], bind: [Member, Cache], attach: { logger: new RecordingLogger() } };

  async function sent(event: string): Promise<ConsolePage> {
    const opened = await bench.open(await bench.serve(served), `/docs/#/why/${event}`);
    await opened.send();
    return opened;
  }
  const why = (opened: ConsolePage) => opened.page.locator('.send').getByRole('group', { name: 'Why' });
  const says = (opened: ConsolePage, text: string | RegExp) => why(opened).filter({ hasText: text }).waitFor();

  it('says below an answer that the handler has decided, and how long each step took', async () => {
    const opened = await sent('works');
    await says(opened, /Answered by the handler.*at the server/);
    const steps = await why(opened).getByRole('listitem').locator('span:first-child').allInnerTexts();
    expect(steps).to.deep.equal(['queue', 'validation', 'handler', 'reply']);
    await says(opened, /handler\s*\d\d+ ms/);
  });

  it('names the guard that has refused, and what it returned', async () => {
    const opened = await sent('guarded');
    await says(opened, 'Refused by the guard Member');
    await says(opened, 'the guard Member returned undefined; only true lets pass');
  });

  it('names the interceptor that has answered in place of the handler', async () => {
    await says(await sent('cached'), 'Answered by the interceptor Cache');
  });

  it('says that the handler has failed', async () => {
    await says(await sent('fails'), 'Failed in the handler');
  });

  it('says it of a stream, and of an event without an acknowledgement', async () => {
    const opened = await sent('counts');
    await says(opened, 'Answered by the handler');
    await opened.page.goto(opened.page.url().replace('counts', 'cached'));
    await opened.page.getByText('Asks for an answer').click();
    await opened.page.getByLabel(/acknowledgement/).uncheck();
    await opened.send();
    await says(opened, 'Answered by the interceptor Cache');
  });

  it('says it of a client that connects, in the timeline: let in, or refused by which step', async () => {
    const application = await bench.serve({
      gateways: [WhyGateway, ClubGateway, MemberGateway],
      bind: [Member, Cache, Porter],
      attach: { logger: new RecordingLogger() },
    });
    const detail = (opened: ConsolePage) => opened.page.locator('.detail').getByRole('group', { name: 'Why' });
    const opened = await bench.open(application, '/docs/#/why/cached');
    await opened.send();
    await opened.entries('Connections').first().getByRole('button').click();
    await detail(opened).filter({ hasText: 'Let in' }).waitFor();
    const refused = await bench.open(application, '/docs/#/why-members/hello');
    await refused.page.getByRole('button', { name: 'Connect and send' }).click();
    await refused.entries('Errors').first().getByRole('button').click();
    await detail(refused).filter({ hasText: 'Refused by the guard Member' }).waitFor();
    await detail(refused).filter({ hasText: 'returned undefined; only true lets pass' }).waitFor();
  });

  it('says it of a dry run', async () => {
    const opened = await bench.open(await bench.serve({ ...served, docs: { dryRun: true } }), '/docs/#/why/guarded');
    await opened.press('Dry run');
    await says(opened, 'Refused by the guard Member');
    await opened.page.goto(opened.page.url().replace('guarded', 'cached'));
    await opened.press('Dry run');
    await says(opened, 'Answered by the interceptor Cache');
  });

  it('says it in the timeline, of what was sent and of its answer', async () => {
    const opened = await sent('guarded');
    await says(opened, 'Refused');
    for (const kind of ['Sent', 'Errors'] as const) {
      await opened.entries(kind).last().getByRole('button').click();
      await opened.page.locator('.detail').getByRole('group', { name: 'Why' }).filter({ hasText: 'Member' }).waitFor();
    }
  });

  it('watches nothing before it has a connection, and nothing when it has none any more', async () => {
    const opened = await bench.open(await bench.serve(served), '/docs/#/why/cached');
    expect(channels.event.hasSubscribers).to.equal(false);
    await opened.send();
    await says(opened, 'Cache');
    expect(channels.event.hasSubscribers).to.equal(true);
    await opened.press('Remove connection A');
    await until(() => !channels.event.hasSubscribers, 'nobody watches');
  });
});
