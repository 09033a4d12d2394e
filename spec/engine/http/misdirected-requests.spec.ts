import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express, { type Application } from 'express';
import { Container } from 'inversify';
import { io } from 'socket.io-client';
import { attachGateways } from '../../../src';
import { TestApplication } from '../../support/application';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { HelloGateway } from '../hello';
import { helloFrom, OtherGateway } from '../support/neighbours';

const HINT =
  "HelloGateway: a request for the path '/ws' came to Express through another HTTP server than the one that was attached; " +
  'expected httpServer.listen() in place of app.listen(), which makes a server of its own';

/** What `app.listen()` makes, on a free port; closed at the end of the block. */
async function listening(app: Application): Promise<{ url: string; server: HttpServer } & AsyncDisposable> {
  const server = app.listen(0, '127.0.0.1');
  if (!server.listening) await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const warningsOf = (logger: RecordingLogger): readonly string[] => logger.at('warn').map(({ message }) => message);
const poll = async (url: string, path = '/ws'): Promise<number> =>
  (await fetch(`${url}${path}/?EIO=4&transport=polling`)).status;

describe('app.listen() in place of httpServer.listen()', () => {
  for (const transport of transports) {
    it(`is told in the log, once, when a client comes over ${transport}`, async () => {
      const logger = new RecordingLogger();
      await using application = new TestApplication();
      application.attach({ gateways: [HelloGateway], logger });
      await using wrong = await listening(application.app);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const client = io(wrong.url, { path: '/ws', transports: [transport], reconnection: false, forceNew: true });
        await new Promise((resolve) => client.once('connect_error', resolve));
        client.disconnect();
      }
      expect(warningsOf(logger)).to.deep.equal([HINT]);
    });
  }

  it('is told where the application was mounted in another one', async () => {
    const logger = new RecordingLogger();
    await using application = new TestApplication();
    application.attach({ gateways: [HelloGateway], logger });
    await using wrong = await listening(express().use(application.app));
    expect(await poll(wrong.url)).to.equal(404);
    expect(warningsOf(logger)).to.deep.equal([HINT]);
  });

  it('is told to each host of the application', async () => {
    const [one, other] = [new RecordingLogger(), new RecordingLogger()];
    await using application = new TestApplication();
    application.attach({ gateways: [HelloGateway], logger: one });
    application.attach({ gateways: [OtherGateway], logger: other }, new Container());
    await using wrong = await listening(application.app);
    await poll(wrong.url);
    expect([warningsOf(one).length, warningsOf(other).length]).to.deep.equal([1, 0]);
    await poll(wrong.url, '/other-ws');
    expect([warningsOf(one).length, warningsOf(other).length]).to.deep.equal([1, 1]);
  });

  it('is not told of other paths, and Express answers them as ever', async () => {
    const logger = new RecordingLogger();
    await using application = new TestApplication();
    const seen: string[] = [];
    application.app.get('/page', (_req, res) => void res.send('page'));
    application.attach({ gateways: [HelloGateway], logger });
    application.app.use((req, res) => {
      seen.push(req.url);
      res.status(404).end();
    });
    await using wrong = await listening(application.app);
    expect(await (await fetch(`${wrong.url}/page`)).text()).to.equal('page');
    await poll(wrong.url, '/wsx');
    expect(seen).to.deep.equal(['/wsx/?EIO=4&transport=polling']);
    expect(warningsOf(logger)).to.deep.equal([]);
  });
});

describe('A request for a gateway through the HTTP server that was attached', () => {
  it('is none that went wrong, also where a second server serves the same application and path', async () => {
    const logger = new RecordingLogger();
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [HelloGateway], logger });
    const second = createServer(application.app);
    const host = attachGateways(application.app, second, new Container(), { gateways: [HelloGateway], logger });
    for (const transport of transports) expect(await helloFrom(application, '/ws', transport)).to.equal('hello');
    await application.get('/ws/nothing');
    await host.close();
    expect(warningsOf(logger)).to.deep.equal([]);
  });
});

describe('An Express application', () => {
  it('is as it was once the host is closed, or all has been told', async () => {
    await using application = await new TestApplication().listen();
    const { app } = application;
    const before = Object.getOwnPropertyDescriptor(app, 'handle');
    const hosts = [
      application.attach({ gateways: [HelloGateway] }),
      application.attach({ gateways: [OtherGateway] }, new Container()),
    ];
    expect(Object.getOwnPropertyDescriptor(app, 'handle')).not.to.deep.equal(before);
    for (const host of hosts) await host.close();
    expect(Object.getOwnPropertyDescriptor(app, 'handle')).to.deep.equal(before);
    application.attach({ gateways: [HelloGateway], logger: new RecordingLogger() });
    await using wrong = await listening(app);
    await poll(wrong.url);
    expect(Object.getOwnPropertyDescriptor(app, 'handle')).to.deep.equal(before);
  });

  it('tells nothing once the host is closed, although someone has wrapped its handle since', async () => {
    const logger = new RecordingLogger();
    await using application = await new TestApplication().listen();
    const { app } = application;
    const host = application.attach({ gateways: [HelloGateway], logger });
    const wrapped = Reflect.get(app, 'handle') as (...args: unknown[]) => unknown;
    let calls = 0;
    Reflect.set(app, 'handle', (...args: unknown[]) => {
      calls += 1;
      return wrapped.apply(app, args);
    });
    await host.close();
    await using wrong = await listening(app);
    expect(await poll(wrong.url)).to.equal(404);
    expect(await poll(application.url)).to.equal(404);
    expect(calls).to.equal(2);
    expect(warningsOf(logger)).to.deep.equal([]);
  });
});
