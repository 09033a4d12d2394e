import { once } from 'node:events';
import type { Socket as NetSocket } from 'node:net';
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { handshake } from '../../support/handshake';
import { RecordingLogger } from '../../support/recording-logger';
import { type Transport, transports } from '../../support/transports';

import { attached, HelloGateway, helloOf, unlessWelcome } from '../hello';

/** Resolves when everything that was to happen at once has happened. */
async function severalTurns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

for (const transport of transports) {
  describe(`a handshake with Express middleware over ${transport}`, () => {
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
      it(`connects the client with middleware ${how}`, async () => {
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
      it(`is answered once with middleware ${how}`, async () => {
        await using application = await attached([unlessWelcome(middleware)], { logger: new RecordingLogger() });
        const { status, body } = await handshake(application, transport, '/ws');
        expect({ status, body }).to.deep.equal({ status: 401, body: '{"error":"no"}' });
        await severalTurns(); // what else happens at once would happen now
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    for (const [how, middleware] of [
      ['throws undefined', () => thrown(undefined)],
      ['throws an empty text', () => thrown('')],
      ['throws 0', () => thrown(0)],
      ["throws 'route'", () => thrown('route')],
      ['rejects with false', () => rejected(false)],
      ["rejects with 'router'", () => rejected('router')],
      ['gives a thenable that rejects', () => thenable((_resolve, reject) => reject(new Error('no')))],
      ['gives a thenable that rejects with nothing', () => thenable((_resolve, reject) => reject(undefined))],
      ['gives a thenable whose then() throws', () => thenable(() => thrown(new Error('no')))],
    ] as readonly (readonly [string, RequestHandler])[]) {
      it(`is refused by middleware that ${how}`, async () => {
        const logger = new RecordingLogger();
        await using application = await attached([unlessWelcome(middleware)], { logger });
        expect(await handshake(application, transport, '/ws')).to.include({ status: 400 });
        expect(logger.at('error').map(({ message }) => message)).to.deep.equal(['A middleware refused a handshake']);
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    it('is refused by middleware that throws after next(), while the next middleware still thinks', async () => {
      const hold = deferred();
      await using application = await attached(
        [
          unlessWelcome((_req, _res, next) => {
            next();
            throw new Error('no');
          }),
          unlessWelcome((_req, _res, next) => void hold.promise.then(() => next())),
        ],
        { logger: new RecordingLogger() },
      );
      expect(await handshake(application, transport, '/ws')).to.include({ status: 400 });
      hold.resolve();
      expect(await helloOf(application, transport)).to.equal('hello');
    });

    it('ends when its client leaves before the middleware is done, and nothing else ends', async () => {
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

    it('ends when the host closes before the middleware is done, and nothing else ends', async () => {
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

function thrown(value: unknown): never {
  throw value;
}

function rejected(value: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- this is what it is about
  return Promise.reject(value);
}

/** A promise of another library. */
function thenable(then: (resolve: () => void, reject: (reason: unknown) => void) => void): unknown {
  return { then };
}
