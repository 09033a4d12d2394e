import { createServer, type RequestListener, Server as HttpServer } from 'node:http';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { TestApplication } from '../../support/application';
import { HelloGateway } from '../hello';
import { helloFrom, plainOn } from '../support/neighbours';
import { RawConnection } from '../support/raw-connection';

/** A listener that answers every request, and writes down which. */
function answering(text: string): RequestListener & { readonly urls: (string | undefined)[] } {
  const urls: (string | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    urls.push(request.url);
    response.end(text);
  };
  return Object.assign(listener, { urls });
}

type Emit = (this: unknown, event: string, ...args: unknown[]) => boolean;

/** An application with an HTTP server that Express does not listen to yet. */
class BareApplication extends TestApplication {
  override readonly httpServer = createServer();
}

describe('A listener for requests', () => {
  it('that is swapped for another never answers together with it', async () => {
    await using application = await new TestApplication().listen();
    const { httpServer, app } = application;
    application.attach({ gateways: [HelloGateway] });
    const next = answering('version 2');
    httpServer.removeListener('request', app);
    httpServer.on('request', next);
    expect(await application.get('/page')).to.include({ status: 200, body: 'version 2' });
    httpServer.removeListener('request', next);
    httpServer.on('request', answering('version 3'));
    expect(await application.get('/page')).to.include({ status: 200, body: 'version 3' });
    expect(next.urls).to.deep.equal(['/page']);
  });

  it('that is swapped twice over, with all others, never answers together with another', async () => {
    await using application = await new TestApplication().listen();
    const { httpServer } = application;
    const host = application.attach({ gateways: [HelloGateway] });
    httpServer.removeAllListeners('request').on('request', answering('version 2'));
    expect((await application.get('/page')).body).to.equal('version 2');
    expect(await helloFrom(application, '/ws', 'polling')).to.equal('hello');
    await host.close();
    expect((await application.get('/page')).body).to.equal('version 2');
    expect(httpServer.listenerCount('request')).to.equal(1);
  });

  it('that comes after the gateways does not miss requests, nor hear theirs', async () => {
    await using application = await new BareApplication().listen();
    application.attach({ gateways: [HelloGateway] });
    application.app.get('/page', (_req, res) => void res.send('page'));
    const seen: (string | undefined)[] = [];
    application.httpServer.on('request', ({ url }) => seen.push(url));
    application.httpServer.on('request', application.app);
    expect(await helloFrom(application, '/ws', 'polling')).to.equal('hello');
    expect((await application.get('/page')).body).to.equal('page');
    expect(seen).to.deep.equal(['/page']);
  });

  it('that is put before all others never hears of the requests of a gateway', async () => {
    await using application = await new TestApplication().listen();
    application.app.get('/page', (_req, res) => void res.send('page'));
    application.attach({ gateways: [HelloGateway] });
    const seen: (string | undefined)[] = [];
    application.httpServer.prependListener('request', ({ url }) => seen.push(url));
    await application.get('/page');
    expect(await helloFrom(application, '/ws', 'polling')).to.equal('hello');
    expect(seen).to.deep.equal(['/page']);
  });

  it('that listens once is not used up by the requests of a gateway, and answers once', async () => {
    await using application = await new BareApplication().listen();
    const once = answering('once');
    application.httpServer.once('request', once);
    application.attach({ gateways: [HelloGateway] });
    await application.get('/ws/?EIO=4&transport=polling');
    expect((await application.get('/first')).body).to.equal('once');
    application.httpServer.on('request', answering('later'));
    expect((await application.get('/second')).body).to.equal('later');
    expect(once.urls).to.deep.equal(['/first']);
  });

  it('is left as it was: attaching and closing change none of them', async () => {
    await using application = await new TestApplication().listen();
    const { httpServer } = application;
    const all = () => httpServer.rawListeners('request');
    const before = all();
    const host = application.attach({ gateways: [HelloGateway] });
    expect(all()).to.deep.equal(before);
    const plain = plainOn(httpServer, '/plain'); // it takes the listeners into its own
    const between = all();
    await host.close();
    expect(all()).to.deep.equal(between);
    plain.disconnectSockets(true);
  });

  it('for Expect: 100-continue never gets those of a gateway', async () => {
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [HelloGateway] });
    const heard: (string | undefined)[] = [];
    application.httpServer.on('checkContinue', ({ url }, response) => {
      heard.push(url);
      response.writeHead(500).end();
    });
    application.httpServer.on('checkExpectation', ({ url }, response) => {
      heard.push(url);
      response.writeHead(500).end();
    });
    const { body } = await application.get('/ws/?EIO=4&transport=polling');
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    using client = await RawConnection.open(application.url);
    const path = `/ws/?EIO=4&transport=polling&sid=${sid}`;
    client.request(`POST ${path} HTTP/1.1`, 'Host: spec', 'Expect: 100-continue', 'Content-Length: 2');
    await client.until('HTTP/1.1 100 Continue');
    client.socket.write('40');
    await client.until('ok');
    client.request(`GET ${path} HTTP/1.1`, 'Host: spec', 'Expect: a-miracle');
    await client.until('417');
    expect(client.statuses).to.deep.equal([100, 200, 417]);
    expect(heard).to.deep.equal([]);
  });
});

describe('All listeners for upgrades', () => {
  const removals: Readonly<Record<string, (httpServer: HttpServer) => unknown>> = {
    'all at once': (httpServer) => httpServer.removeAllListeners('upgrade'),
    'with those for requests': (httpServer) => {
      httpServer.removeAllListeners('request').removeAllListeners('upgrade');
    },
    'one by one': (httpServer) => {
      for (const listener of httpServer.listeners('upgrade')) httpServer.off('upgrade', listener as never);
    },
    'beside those of the application': (httpServer) => {
      httpServer.on('upgrade', () => undefined).removeAllListeners('upgrade');
    },
  };
  for (const [how, remove] of Object.entries(removals)) {
    it(`may be removed: clients of gateways are not shut out, not even the first: ${how}`, async () => {
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [HelloGateway] });
      for (let time = 0; time < 2; time += 1) {
        remove(application.httpServer);
        await eventLoopTurn();
        expect(await helloFrom(application, '/ws', 'websocket')).to.equal('hello');
      }
    });
  }

  it('that are removed once the host is closed do not come back', async () => {
    await using application = await new TestApplication().listen();
    const host = application.attach({ gateways: [HelloGateway] });
    application.httpServer.removeAllListeners('upgrade');
    await host.close();
    await eventLoopTurn();
    expect(application.httpServer.listenerCount('upgrade')).to.equal(0);
  });
});

describe('What watches every HTTP server of the process, as tracing does,', () => {
  it('does not lose sight of the requests of gateways', async () => {
    const seen: (string | undefined)[] = [];
    const prototype = HttpServer.prototype as { emit: Emit };
    const own = Object.getOwnPropertyDescriptor(prototype, 'emit');
    const { emit } = prototype;
    prototype.emit = function (event, ...args) {
      if (event === 'request') seen.push((args[0] as { url?: string }).url);
      return emit.call(this, event, ...args);
    };
    try {
      await using application = await new TestApplication().listen();
      application.app.get('/page', (_req, res) => void res.send('page'));
      application.attach({ gateways: [HelloGateway] });
      await application.get('/page');
      await application.get('/ws/?EIO=4&transport=polling');
    } finally {
      if (own) Object.defineProperty(prototype, 'emit', own);
      else Reflect.deleteProperty(prototype, 'emit');
    }
    expect(seen).to.deep.equal(['/page', '/ws/?EIO=4&transport=polling']);
  });

  it('and what watches one of them is still there, and once, after attaching and closing', async () => {
    await using application = await new TestApplication().listen();
    const { httpServer } = application;
    application.app.get('/page', (_req, res) => void res.send('page'));
    const watch = (seen: unknown[]): void => {
      const patched = httpServer as { emit: Emit };
      const { emit } = patched;
      patched.emit = (event, ...args) => {
        if (event === 'request') seen.push((args[0] as { url?: string }).url);
        return emit.call(httpServer, event, ...args);
      };
    };
    const [before, after]: [unknown[], unknown[]] = [[], []];
    watch(before);
    const host = application.attach({ gateways: [HelloGateway] });
    watch(after);
    await host.close();
    application.attach({ gateways: [HelloGateway] });
    await application.get('/page');
    expect(await helloFrom(application, '/ws', 'websocket')).to.equal('hello');
    expect({ before, after }).to.deep.equal({ before: ['/page'], after: ['/page'] });
  });
});
