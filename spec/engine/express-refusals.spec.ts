import { once } from 'node:events';
import type { Socket as NetSocket } from 'node:net';
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { type AttachOptions, SubscribeMessage, WebSocketGateway } from '../../src';
import { TestApplication } from '../support/application';
import { deferred } from '../support/deferred';
import { handshake } from '../support/handshake';
import { RecordingLogger } from '../support/recording-logger';
import { type Transport, transports } from '../support/transports';

@WebSocketGateway('/ws')
class HelloGateway {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

async function attached(middleware: readonly RequestHandler[], options: AttachOptions = {}): Promise<TestApplication> {
  const application = await new TestApplication().listen();
  application.attach({ gateways: [HelloGateway], middleware, ...options });
  return application;
}

/** Lets a request in that says `?welcome`. */
function unlessWelcome(handler: RequestHandler): RequestHandler {
  return (req, res, next) => (req.query.welcome === undefined ? handler(req, res, next) : next());
}

async function helloOf(application: TestApplication, transport: Transport): Promise<unknown> {
  const client = await application.connect('/ws', { transports: [transport], query: { welcome: 'yes' } });
  return client.emitWithAck('hello');
}

/** Resolves when everything that was to happen at once has happened. */
async function severalTurns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

for (const transport of transports) {
  describe(`Express middleware may answer a handshake by itself over ${transport}`, () => {
    it('with a status and JSON; then nothing after it runs, and nobody is let in', async () => {
      let runs = 0;
      await using application = await attached([
        (_req, res) => void res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'Who are you?' }),
        (_req, _res, next) => {
          runs += 1;
          next();
        },
      ]);
      const { status, headers, body } = await handshake(application, transport, '/ws');
      expect({ status, body }).to.deep.equal({ status: 401, body: '{"error":"Who are you?"}' });
      expect(headers).to.include({ 'www-authenticate': 'Bearer', 'content-type': 'application/json; charset=utf-8' });
      expect(runs).to.equal(0);
      const failure = await application.connect('/ws', { transports: [transport] }).catch((error: unknown) => error);
      expect(failure).to.be.an.instanceOf(Error);
    });

    it('later than it returns', async () => {
      const [entered, hold] = [deferred(), deferred()];
      await using application = await attached([
        async (_req, res) => {
          entered.resolve();
          await hold.promise;
          res.sendStatus(429);
        },
      ]);
      const answer = handshake(application, transport, '/ws');
      await entered.promise;
      hold.resolve();
      expect(await answer).to.deep.include({ status: 429, body: 'Too Many Requests' });
    });

    it('with a redirection, a text or nothing', async () => {
      for (const [answer, expected] of [
        [(res) => res.redirect('/login'), { status: 302, body: 'Found. Redirecting to /login' }],
        [(res) => res.send('closed on Sundays'), { status: 200, body: 'closed on Sundays' }],
        [(res) => res.status(410).end(), { status: 410, body: '' }],
      ] as readonly (readonly [(res: Parameters<RequestHandler>[1]) => unknown, object])[]) {
        await using application = await attached([(_req, res) => void answer(res)]);
        expect(await handshake(application, transport, '/ws')).to.include(expected);
      }
    });

    it('and with cookies', async () => {
      await using application = await attached([
        (_req, res) => void res.cookie('one', '1').cookie('two', '2').status(401).end(),
      ]);
      const { headers } = await handshake(application, transport, '/ws');
      expect(headers['set-cookie']).to.deep.equal(['one=1; Path=/', 'two=2; Path=/']);
    });

    it('and let the next client in', async () => {
      await using application = await attached([unlessWelcome((_req, res) => void res.status(503).end())]);
      expect((await handshake(application, transport, '/ws')).status).to.equal(503);
      expect(await helloOf(application, transport)).to.equal('hello');
    });
  });

  describe(`Express middleware that fails refuses the handshake over ${transport}`, () => {
    for (const [how, middleware] of [
      ['by next(error)', (_req, _res, next) => next(new Error('no store'))],
      [
        'by throwing',
        () => {
          throw new Error('no store');
        },
      ],
      [
        'by throwing nothing in particular',
        () => {
          throw undefined as unknown as Error;
        },
      ],
      [
        'by a rejection',
        async () => {
          await Promise.resolve();
          throw new Error('no store');
        },
      ],
    ] as readonly (readonly [string, RequestHandler])[]) {
      it(`${how}, and lets the next client in`, async () => {
        await using application = await attached([unlessWelcome(middleware)], { logger: new RecordingLogger() });
        const { status, body } = await handshake(application, transport, '/ws');
        expect(status).to.equal(400);
        expect(body).not.to.include('no store');
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    it('and tells the logger why', async () => {
      const logger = new RecordingLogger();
      const failure = new Error('no store');
      await using application = await attached([(_req, _res, next) => next(failure)], { logger });
      await handshake(application, transport, '/ws');
      expect(logger.detailsAt('error')).to.include(failure);
    });
  });

  describe(`Express middleware that goes wrong ends nothing but its handshake over ${transport}`, () => {
    for (const [how, middleware] of [
      [
        'that calls next() twice',
        (_req, _res, next) => {
          next();
          next();
        },
      ],
      [
        'that calls next(), then next(error)',
        (_req, _res, next) => {
          next();
          next(new Error('too late'));
        },
      ],
      [
        'that calls next(), then throws',
        (_req, _res, next) => {
          next();
          throw new Error('too late');
        },
      ],
    ] as readonly (readonly [string, RequestHandler])[]) {
      it(`${how}: the client is let in`, async () => {
        await using application = await attached([middleware], { logger: new RecordingLogger() });
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    for (const [how, middleware] of [
      [
        'that answers, then calls next()',
        (_req, res, next) => {
          res.status(401).json({ error: 'no' });
          next();
        },
      ],
      [
        'that answers, then calls next(error)',
        (_req, res, next) => {
          res.status(401).json({ error: 'no' });
          next(new Error('no'));
        },
      ],
      [
        'that answers, then throws',
        (_req, res) => {
          res.status(401).json({ error: 'no' });
          throw new Error('no');
        },
      ],
      [
        'that answers, and calls next() later',
        (_req, res, next) => {
          setImmediate(() => next());
          res.status(401).json({ error: 'no' });
        },
      ],
      [
        'that answers, and calls next(error) when its answer is written',
        (_req, res, next) => {
          res.on('finish', () => next(new Error('no')));
          res.status(401).json({ error: 'no' });
        },
      ],
    ] as readonly (readonly [string, RequestHandler])[]) {
      it(`${how}: what it answered is the answer`, async () => {
        await using application = await attached([unlessWelcome(middleware)], { logger: new RecordingLogger() });
        const { status, body } = await handshake(application, transport, '/ws');
        expect({ status, body }).to.deep.equal({ status: 401, body: '{"error":"no"}' });
        await severalTurns(); // what else happens at once would happen now
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    it('whose client is gone before it is done', async () => {
      const [entered, hold, gone] = [deferred(), deferred(), deferred()];
      await using application = await attached([
        unlessWelcome((req, _res, next) => {
          req.socket.once('close', () => gone.resolve());
          entered.resolve();
          void hold.promise.then(() => next());
        }),
      ]);
      const request = application.upgradeRequest(`/ws/?EIO=4&transport=${transport}`, plain(transport));
      request.on('error', () => undefined); // it is the one that goes
      request.end();
      const [socket] = (await once(request, 'socket')) as [NetSocket];
      await entered.promise;
      socket.resetAndDestroy();
      await gone.promise;
      hold.resolve();
      await severalTurns();
      expect(await helloOf(application, transport)).to.equal('hello');
    });

    it('whose host is closed before it is done', async () => {
      const [entered, hold] = [deferred(), deferred()];
      await using application = await new TestApplication().listen();
      const host = application.attach({
        gateways: [HelloGateway],
        middleware: [
          (_req, _res, next) => {
            entered.resolve();
            void hold.promise.then(() => next());
          },
        ],
      });
      const answer = handshake(application, transport, '/ws').then(
        ({ status }) => status,
        () => 'no answer',
      );
      await entered.promise;
      await host.close();
      hold.resolve();
      expect(await answer).to.be.oneOf(transport === 'polling' ? [503] : [503, 'no answer']);
      application.attach({ gateways: [HelloGateway] });
      expect(await helloOf(application, transport)).to.equal('hello');
    });
  });
}

/** A request by hand is an upgrade unless it says otherwise. */
function plain(transport: Transport): Record<string, string> {
  return transport === 'polling' ? { Connection: 'close', Upgrade: '' } : {};
}
