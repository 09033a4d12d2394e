import { expect } from 'chai';
import { until } from '../../support/until';
import { counting } from './shop';
import { workbench } from './workbench';

describe('The timeline of the console', () => {
  const bench = workbench();

  it('links an answer to what it answers, with the milliseconds between them', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.send();
    await opened.logs('Answers', /order.*\d ms/);
    await opened.entries('Answers').getByRole('button').click();
    await opened.press('what it answers');
    await opened.page.getByRole('region', { name: 'Sent: order' }).waitFor();
  });

  it('is filtered by event, by connection and by kind', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.send();
    await opened.logs('Received', 'ordered');
    await opened.logs('Answers', 'order');
    const filter = opened.page.getByRole('group', { name: 'Filter of the timeline' });
    const names = (): Promise<string[]> =>
      opened.page
        .getByRole('list', { name: /^Entries/ })
        .locator('.event-name')
        .allInnerTexts();
    await filter.getByRole('searchbox', { name: 'Event' }).fill('order');
    await until(async () => (await names()).length === 3, 'the others are gone'); // drawn with the next frame
    expect((await names()).toSorted()).to.deep.equal(['order', 'order', 'ordered']);
    await filter.getByRole('button', { name: 'Received' }).click();
    await until(async () => (await names()).length === 2, 'what was received is gone, too');
    expect(await names()).to.deep.equal(['order', 'order']);
    await opened.press('New connection …');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.connected('B');
    await filter.getByRole('combobox', { name: 'Connection' }).selectOption('B');
    await opened.page.getByText('Nothing passes the filter.').waitFor();
  });

  it('stands still while it is paused, and loses nothing', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/ring');
    await opened.send();
    await opened.logs('Received', 'rang');
    await opened.logs('Answers', 'ring'); // else it would be new
    await opened.press('Pause');
    const before = await opened.page
      .getByRole('listitem')
      .filter({ has: opened.page.getByRole('img') })
      .count();
    await opened.send();
    await opened.press('Go on (3 new)');
    await opened.entries('Received', 'rang').nth(1).waitFor();
    expect(before).to.be.lessThan(7);
  });

  it('is cleared', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/ring');
    await opened.send();
    await opened.logs('Received', 'rang');
    await opened.press('Clear');
    await opened.page.getByText('What you send, what is answered and what the server emits appears here.').waitFor();
  });

  it('shows a stream as one line that grows, and cancels it: its generator ends, and nothing else', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/count');
    await opened.send();
    await opened.logs('Sent', /count.*\d\d items …/);
    expect(await opened.entries('Received', 'count').count()).to.equal(0);
    await opened.page
      .getByRole('list', { name: /^Entries/ })
      .getByRole('button', { name: 'Cancel' })
      .click();
    await opened.answers('Cancelled');
    await until(() => counting.now === 0, 'nobody counts any more');
    await opened.connected('A');
    await opened.send();
    await opened.logs('Sent', /count.*\d\d items …/);
    expect(await opened.entries('Connections').count()).to.equal(1); // it connected once, and never again
    expect(await opened.entries('Received').count()).to.equal(0);
  });

  it('ends one of two streams of the same event', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/count');
    await opened.send();
    await opened.logs('Sent', /count.*\d items …/);
    await opened.send();
    const cancel = opened.page
      .getByRole('list', { name: /^Entries/ })
      .getByRole('button', { name: 'Cancel', exact: true });
    await cancel.nth(1).waitFor();
    await cancel.first().click();
    await until(() => counting.now === 1, 'one still counts');
    await cancel.nth(1).waitFor({ state: 'detached' });
    await cancel.click();
    await until(() => counting.now === 0, 'nobody counts any more');
  });

  it('stops waiting for what is no stream, and stays connected', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/never');
    await opened.send();
    await opened.press('Stop waiting');
    await opened.answers('Cancelled');
    expect(await opened.entries('Connections').count()).to.equal(1);
  });

  it('hides the values of secret keys, also those that the application adds', async () => {
    const application = await bench.serve({ docs: { redact: ['User'] } });
    const opened = await bench.open(application, '/docs/#/shop/login');
    await opened.write([{ user: 'ada', password: 'of-ada', deep: [{ authorization: 'Basic' }] }]);
    await opened.send();
    await opened.answers('"accessToken": "[redacted]"');
    for (const kind of ['Sent', 'Answers'] as const) {
      await opened.entries(kind).getByRole('button').click();
      const copy = await opened.copied('Copy as JSON');
      expect(copy).to.include('[redacted]');
      for (const secret of ['of-ada', 'Basic', 'secret-of-the-server', '"ada"']) expect(copy).to.not.include(secret);
    }
    expect(await opened.copied('Copy as code')).to.not.include('of-ada');
    expect(await opened.copied('Copy as test')).to.not.include('secret-of-the-server');
  });

  it('folds a payload that is big', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/login');
    await opened.write([{ user: { list: Array.from({ length: 500 }, (_, index) => `number ${index}`) } }]);
    await opened.send();
    const answer = opened.page.getByRole('region', { name: 'Answer' });
    await answer.getByText('object with 1 keys').click();
    await answer.getByText('list of 500').click();
    await answer.getByText('number 99', { exact: false }).waitFor();
    expect(await answer.getByText('number 100').count()).to.equal(0);
    await answer.getByText('400 more').click();
    await answer.getByText('number 100').waitFor();
  });
});
