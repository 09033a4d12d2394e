import { expect } from 'chai';
import type { RequestHandler, Response } from 'express';
import { type AttachOptions } from '../../../src';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { handshake } from '../../support/handshake';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { until } from '../../support/until';
import { attached, HelloGateway, helloOf, unlessWelcome } from '../hello';

const TWICE = 'Error: A middleware answered after it had called next(); expected one of the two';

/** How many connections engine.io has, of clients that are in a namespace or not. */
function connectionsIn(application: TestApplication, options: AttachOptions): () => number {
  const host = application.attach({ gateways: [HelloGateway], ...options });
  return () => host.servers.get('/ws')!.engine.clientsCount;
}

async function turnsOf(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

for (const transport of transports) {
  describe(`a middleware that calls next() and answers over ${transport}`, () => {
    const answers: readonly (readonly [string, (res: Response) => void])[] = [
      ['end', (res) => res.status(401).end('no')],
      ['send', (res) => res.status(401).send('no')],
      [
        'write',
        (res) => {
          res.status(401).write('n');
          res.end('o');
        },
      ],
    ];
    for (const [how, answer] of answers) {
      it(`lets nobody in where it does both at once, by ${how}`, async () => {
        const logger = new RecordingLogger();
        await using application = await new TestApplication().listen();
        const connections = connectionsIn(application, {
          logger,
          middleware: [
            unlessWelcome((_req, res, next) => {
              next();
              answer(res);
            }),
          ],
        });
        const { status, body } = await handshake(application, transport, '/ws');
        expect({ status, body }).to.deep.equal({ status: 401, body: 'no' });
        expect(logger.detailsAt('error').map(String)).to.deep.equal([TWICE]);
        expect(connections()).to.equal(0);
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    it('lets the error be the answer where it calls next(error)', async () => {
      await using application = await attached(
        [
          (_req, res, next) => {
            next(new Error('no'));
            res.status(401).end('no');
          },
        ],
        { logger: new RecordingLogger() },
      );
      expect(await handshake(application, transport, '/ws')).to.include({ status: 400 });
    });

    for (const turns of [1, 2, 5, 20]) {
      it(`does not end the process where it answers ${turns} promises later`, async () => {
        await using application = await attached(
          [
            unlessWelcome((_req, res, next) => {
              next();
              void turnsOf(turns).then(() => res.status(401).end('no'));
            }),
          ],
          { logger: new RecordingLogger() },
        );
        await handshake(application, transport, '/ws');
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    it('does not end the process where a timer answers while allowRequest thinks, and leaves no session', async () => {
      const [asked, hold] = [deferred(), deferred()];
      let answer: () => void = () => undefined;
      const middleware: RequestHandler = (_req, res, next) => {
        answer = () => res.status(401).end('no');
        next();
      };
      await using application = await new TestApplication().listen();
      const connections = connectionsIn(application, {
        logger: new RecordingLogger(),
        middleware: [unlessWelcome(middleware)],
        server: {
          allowRequest: (request, callback) => {
            if (request.url?.includes('welcome')) callback(null, true);
            else {
              asked.resolve();
              void hold.promise.then(() => callback(null, true));
            }
          },
        },
      });
      const answered = handshake(application, transport, '/ws');
      await asked.promise;
      answer();
      hold.resolve();
      expect(await answered).to.include({ status: transport === 'polling' ? 401 : 101 });
      await until(() => connections() === 0, 'no session is left');
      expect(await helloOf(application, transport)).to.equal('hello');
    });

    it('does not end the process where what it does before the headers throws', async () => {
      const logger = new RecordingLogger();
      await using application = await new TestApplication().listen();
      const connections = connectionsIn(application, {
        logger,
        middleware: [
          unlessWelcome((_req, res, next) => {
            res.writeHead = () => {
              throw new Error('no headers');
            };
            next();
          }),
        ],
      });
      const answer = await handshake(application, transport, '/ws').catch((error: unknown) => error);
      if (transport === 'websocket') expect(answer).to.include({ status: 400 });
      else expect(answer).to.be.an.instanceOf(Error);
      expect(logger.detailsAt('error').map(String)).to.deep.equal(['Error: no headers']);
      expect(connections()).to.equal(0);
      expect(await helloOf(application, transport)).to.equal('hello');
    });
  });

  it(`A function of cors that answers twice has its first answer counted over ${transport}`, async () => {
    await using application = await new TestApplication().listen();
    const connections = connectionsIn(application, {
      server: {
        cors: {
          origin: (_origin, callback) => {
            callback(null, true);
            callback(null, false);
          },
        },
      },
    });
    const { status } = await handshake(application, transport, '/ws', { Origin: 'https://example.org' });
    expect(status).to.equal(transport === 'polling' ? 200 : 101);
    if (transport === 'polling') expect(connections()).to.equal(1);
  });
}
