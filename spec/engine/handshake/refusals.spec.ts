import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { deferred } from '../../support/deferred';
import { handshake } from '../../support/handshake';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';

import { attached, helloOf, unlessWelcome } from '../hello';

for (const transport of transports) {
  describe(`Express middleware that answers a handshake over ${transport}`, () => {
    it('sends a status and JSON; no later middleware runs and no client is connected', async () => {
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

    it('may answer after it has returned', async () => {
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

    it('may send a redirection, a text or nothing', async () => {
      for (const [answer, expected] of [
        [(res) => res.redirect('/login'), { status: 302, body: 'Found. Redirecting to /login' }],
        [(res) => res.send('closed on Sundays'), { status: 200, body: 'closed on Sundays' }],
        [(res) => res.status(410).end(), { status: 410, body: '' }],
      ] as readonly (readonly [(res: Parameters<RequestHandler>[1]) => unknown, object])[]) {
        await using application = await attached([(_req, res) => void answer(res)]);
        expect(await handshake(application, transport, '/ws')).to.include(expected);
      }
    });

    it('may set cookies', async () => {
      await using application = await attached([
        (_req, res) => void res.cookie('one', '1').cookie('two', '2').status(401).end(),
      ]);
      const { headers } = await handshake(application, transport, '/ws');
      expect(headers['set-cookie']).to.deep.equal(['one=1; Path=/', 'two=2; Path=/']);
    });

    it('does not keep the next client from connecting', async () => {
      await using application = await attached([unlessWelcome((_req, res) => void res.status(503).end())]);
      expect((await handshake(application, transport, '/ws')).status).to.equal(503);
      expect(await helloOf(application, transport)).to.equal('hello');
    });
  });

  describe(`Express middleware that fails over ${transport}`, () => {
    for (const [how, middleware] of [
      ['by next(error)', (_req, _res, next) => next(new Error('no store'))],
      [
        'by throwing',
        () => {
          throw new Error('no store');
        },
      ],
      [
        'by throwing undefined',
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
      it(`refuses the handshake ${how}, and the next client connects`, async () => {
        await using application = await attached([unlessWelcome(middleware)], { logger: new RecordingLogger() });
        const { status, body } = await handshake(application, transport, '/ws');
        expect(status).to.equal(400);
        expect(body).not.to.include('no store');
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    it('writes its error to the log', async () => {
      const logger = new RecordingLogger();
      const failure = new Error('no store');
      await using application = await attached([(_req, _res, next) => next(failure)], { logger });
      await handshake(application, transport, '/ws');
      expect(logger.detailsAt('error')).to.include(failure);
    });
  });
}
