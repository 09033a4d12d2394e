import { expect } from 'chai';
import { PrefixProxy } from './prefix-proxy';
import { workbench } from './workbench';

describe('Serving the console', () => {
  const bench = workbench();

  it('works where it is mounted deeper, behind a proxy that has a prefix of its own', async () => {
    const application = await bench.serve({ mount: '/internal/docs' });
    await using proxy = await PrefixProxy.start(application.url, '/shops/north');
    for (const address of ['/internal/docs', '/internal/docs/']) {
      const opened = await bench.openAt(`${proxy.url}${address}#/shop/order`);
      await opened.send();
      await opened.answers('"number": 7');
      await opened.connectionSays('A', 'websocket');
      expect([...opened.origins]).to.deep.equal([new URL(proxy.url).origin]);
      await opened.page.goto('about:blank');
    }
  });

  it('asks nothing of any other origin', async () => {
    const application = await bench.serve();
    const opened = await bench.open(application, '/docs/#/shop/order');
    await opened.send();
    await opened.answers('"number": 7');
    expect([...opened.origins]).to.deep.equal([application.url]);
  });

  it('is as closed as the documents: without the session, neither the page nor its files are given', async () => {
    const application = await bench.serve({
      docs: {
        access: (request, response, next) => {
          if (request.headers.cookie === 'session=of-ada') next();
          else response.status(401).send('Sign in');
        },
      },
    });
    for (const path of ['/docs/', '/docs/console.json', '/docs/contract.json', '/docs/assets/socket.io.esm.min.js']) {
      expect((await application.get(path)).status).to.equal(401);
      expect((await application.get(path, { cookie: 'session=of-ada' })).status).to.equal(200);
    }
  });

  it('says what to do where a session has ended since the page was read', async () => {
    const application = await bench.serve();
    const opened = await bench.openAt('about:blank', { expectConsole: false });
    await opened.page.route('**/contract.json*', (route) => route.fulfill({ status: 401 }));
    await opened.page.goto(`${application.url}/docs/`);
    await opened.page
      .getByText('The server does not let you see the contract (HTTP 401). Sign in, then reload.')
      .waitFor();
    await opened.page.unrouteAll();
    await opened.press('Reload');
    await opened.page.getByRole('heading', { name: 'Talk to your gateways' }).waitFor();
  });

  it('shows the contract of now beside a service worker that keeps whatever it has once seen', async () => {
    const worker = `
      self.addEventListener('install', () => self.skipWaiting());
      self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
      self.addEventListener('fetch', (event) => {
        if (event.request.method !== 'GET') return;
        event.respondWith(caches.open('all').then(async (cache) => {
          const kept = await cache.match(event.request);
          if (kept) return kept;
          const fresh = await fetch(event.request);
          await cache.put(event.request, fresh.clone());
          return fresh;
        }));
      });`;
    let asked = 0;
    const application = await bench.serve({
      before: [
        (request, response, next) => {
          if (request.path === '/docs/contract.json') asked += 1;
          if (request.path === '/worker.js') response.type('text/javascript').send(worker);
          else next();
        },
      ],
    });
    const opened = await bench.open(application);
    await opened.page.goto(application.url);
    await opened.page.evaluate(
      "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(() => true)",
    );
    for (const times of [2, 3]) {
      await opened.open(`${application.url}/docs/`);
      expect(asked).to.equal(times);
    }
    await opened.open(`${application.url}/docs/#/shop/order`);
    await opened.page.reload();
    await opened.send();
    await opened.answers('"number": 7');
    await opened.page.evaluate(
      "navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((each) => each.unregister()))).then(() => caches.delete('all'))",
    );
  });

  it('lets no other site show it in a frame, and keeps its files as long as their names', async () => {
    const application = await bench.serve();
    const page = await application.get('/docs/');
    expect(page.headers['x-frame-options']).to.equal('SAMEORIGIN');
    expect(page.headers['cache-control']).to.equal('no-cache');
    const [, script = ''] = /src="(assets\/console-\w+\.js)"/.exec(page.body) ?? [];
    const file = await application.get(`/docs/${script}`);
    expect(file.headers['cache-control']).to.include('immutable');
    expect(file.headers['content-type']).to.include('text/javascript');
  });

  it('gives no file that is not its own', async () => {
    const application = await bench.serve();
    for (const path of ['/docs/assets/..%2f..%2fpackage.json', '/docs/assets/package.json', '/docs/assets/']) {
      expect((await application.get(path)).status).to.equal(404);
    }
  });

  it('is read only where it is told so: there is no form that sends', async () => {
    const opened = await bench.open(await bench.serve({ docs: { readOnly: true } }), '/docs/#/shop/order');
    await opened.page.getByText('read only').waitFor();
    expect(await opened.page.getByRole('button', { name: /send/i }).count()).to.equal(0);
    await opened.press('New connection …');
    await opened.dialog().getByRole('button', { name: 'Connect', exact: true }).click();
    await opened.connected('A');
  });

  it('refuses options of another type when the router is made', async () => {
    const docs = { readOnly: 'yes' } as never; // as JavaScript lets one write it
    const failed = await bench.serve({ docs }).then(
      () => 'nothing',
      (error: unknown) => String(error),
    );
    expect(failed).to.include('its readOnly is "yes"; expected a boolean');
  });
});
