import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { TestApplication } from '../../support/application';
import { workbench } from './workbench';

describe('The console, in a dry run', () => {
  const bench = workbench();
  const dryRun = { docs: { dryRun: true } };

  it('is not offered by default', async () => {
    const opened = await bench.open(await bench.serve(), '/docs/#/shop/order');
    await opened.page.getByRole('button', { name: 'Connect and send' }).waitFor();
    expect(await opened.page.getByRole('button', { name: 'Dry run' }).count()).to.equal(0);
  });

  it('shows the answer and what would be sent to whom, and nothing is sent', async () => {
    const application = await bench.serve(dryRun);
    const watching = await bench.open(application, '/docs/#/shop/ring');
    await watching.send();
    await watching.logs('Received', 'rang');
    const opened = await bench.open(application, '/docs/#/shop/order');
    await opened.press('Dry run');
    await opened.answers('nothing was sent to anybody');
    await opened.answers(/Would be answered.*"number": 7/s);
    await opened.answers(/ordered to everyone in \/shop/);
    expect(await opened.connection('A').count()).to.equal(0); // it needs no connection
    await watching.send();
    await watching.entries('Received', 'rang').nth(1).waitFor(); // what would have come before it has come
    expect(await watching.entries('Received', 'ordered').count()).to.equal(0);
  });

  it('shows mistakes on their fields', async () => {
    const opened = await bench.open(await bench.serve(dryRun), '/docs/#/shop/order');
    await opened.fill('name', 'x');
    await opened.press('Dry run');
    await opened.answers('Would be refused');
    expect(await opened.mistakeAt('name')).to.include('at least 2 characters');
  });

  it('has the settings of the connection that one has chosen, also where it was refused', async () => {
    const opened = await bench.open(await bench.serve(dryRun), '/docs/#/club/hello');
    await opened.press('Dry run');
    await opened.answers(/Would not be let in/);
    await opened.press('Connect …');
    await opened.fill('code', 'sesame');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.connected('A');
    await opened.press('Dry run');
    await opened.answers(/Would be answered.*hello, member/s);
  });

  it('cannot be begun by a page of another site', async () => {
    const answered: number[] = [];
    const watch: RequestHandler = ({ method }, response, next) => {
      if (method === 'POST') response.on('finish', () => answered.push(response.statusCode));
      next();
    };
    const application = await bench.serve({ ...dryRun, before: [watch] });
    await using other = new TestApplication();
    other.app.get('/', (_request, response) => void response.type('html').send('<title>elsewhere</title>'));
    await other.listen();
    const page = await bench.browser.newWindow();
    await page.goto(other.url.replace('127.0.0.1', 'localhost'));
    const body = {
      ...{ path: '/shop-ws', namespace: '/shop', auth: {}, query: {} },
      event: 'ring',
      args: [],
      acknowledge: true,
    };
    const tries = ['no-cors text/plain', 'cors text/plain', 'cors application/vnd.gateways.dry-run+json'];
    const seen = await page.evaluate(`Promise.all(
      ${JSON.stringify(tries)}.map((attempt) => attempt.split(' ')).map(([mode, type]) =>
        fetch('${application.url}/docs/dry-run', {
          method: 'POST', mode, credentials: 'include', headers: { 'content-type': type },
          body: ${JSON.stringify(JSON.stringify(body))},
        }).then(() => 'read', () => 'refused'),
      ),
    )`);
    expect(seen).to.deep.equal(['refused', 'refused', 'refused']);
    expect(answered).to.deep.equal([403, 403]); // of the third the browser asks first, and is not let
    await page.context().close();
  });
});
