import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import express, { type RequestHandler, type Response, type Router } from 'express';
import { handshake } from '../../support/handshake';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { attached, helloOf, unlessWelcome } from '../hello';

const folder = mkdtempSync(path.join(tmpdir(), 'handshake-'));
const page = path.join(folder, 'page.html');
const missing = path.join(folder, 'missing.html');

/** The handler is one of a router: its `next` leads out of the router. */
function inRouter(handler: RequestHandler): Router {
  return express.Router().use(handler);
}

/** What an answer is turned down with, by the helper of Express that finds out so after its handler has returned. */
const failures: readonly (readonly [string, RequestHandler, Record<string, string>, number])[] = [
  [
    'sendFile, of a range that is not there',
    (_req, res) => res.status(503).sendFile(page),
    { Range: 'bytes=99999-' },
    416,
  ],
  ['sendFile, of another version', (_req, res) => res.sendFile(page, {}), { 'If-Match': '"x"' }, 412],
  ['sendFile, of a file that is missing', (_req, res) => res.sendFile(missing), {}, 404],
  ['sendFile, of a folder', (_req, res) => res.sendFile(folder), {}, 404],
  ['download', (_req, res) => res.download(page), { Range: 'bytes=99999-' }, 416],
  ['download, of a folder', (_req, res) => res.download(folder), {}, 404],
  ['format', (_req, res) => later(() => res.format({ html: () => res.send('no') })), { Accept: 'image/png' }, 406],
  [
    'render',
    (req, res) => {
      req.app.engine('html', (_file, _options, done) => done(null, ''));
      later(() => res.render('missing.html'));
    },
    {},
    400,
  ],
];

function later(action: () => void): void {
  setImmediate(action);
}

describe('a middleware of a handshake that answers by a helper of Express', () => {
  before(() => writeFileSync(page, '<p>Down for maintenance</p>'));
  after(() => rmSync(folder, { recursive: true }));

  for (const transport of transports) {
    for (const [helper, handler, headers, status] of failures) {
      for (const [where, wrapped] of [
        ['', handler],
        [' in a router', inRouter(handler)],
      ] as const) {
        it(`is refused with ${status} over ${transport}: ${helper}${where}`, async () => {
          const logger = new RecordingLogger();
          await using application = await attached([unlessWelcome(wrapped)], { logger });
          const answer = await handshake(application, transport, '/ws', { Connection: 'close', ...given(headers) });
          expect(answer).to.include({ status, body: '{"code":3,"message":"Bad request"}' });
          expect(logger.at('error').map(({ message }) => message)).to.deep.equal(['A middleware refused a handshake']);
          expect(await helloOf(application, transport)).to.equal('hello');
        });

        function given(own: Record<string, string>): Record<string, string> {
          return transport === 'websocket' ? { ...own, Connection: 'Upgrade' } : own;
        }
      }
    }

    it(`sends the file over ${transport}, and its status`, async () => {
      await using application = await attached([(_req, res) => res.status(503).sendFile(page)]);
      const { status, body, headers } = await handshake(application, transport, '/ws');
      expect({ status, body }).to.deep.equal({ status: 503, body: '<p>Down for maintenance</p>' });
      expect(headers['content-type']).to.match(/^text\/html/);
    });

    it(`tells a callback of the handler what became of its file over ${transport}, and leaves the rest to it`, async () => {
      const answer = (res: Response, error: NodeJS.ErrnoException | undefined): void => {
        res.status(418).send(String(error?.code));
      };
      await using application = await attached([(_req, res) => res.sendFile(missing, (error) => answer(res, error))]);
      const { status, body } = await handshake(application, transport, '/ws');
      expect({ status, body }).to.deep.equal({ status: 418, body: 'ENOENT' });
    });

    for (const [sent, status] of [
      [page, 503],
      [missing, 404],
      [folder, 404],
    ] as const) {
      it(`is refused over ${transport} though it says next() as well: ${path.basename(sent)}`, async () => {
        await using application = await attached(
          [
            unlessWelcome((_req, res, next) => {
              res.status(503).sendFile(sent);
              next();
            }),
          ],
          { logger: new RecordingLogger() },
        );
        expect(await handshake(application, transport, '/ws')).to.include({ status });
        expect(await helloOf(application, transport)).to.equal('hello');
      });
    }

    it(`is refused over ${transport} where somebody calls the request's next() in place of its own`, async () => {
      await using application = await attached([unlessWelcome((req) => req.next?.())], {
        logger: new RecordingLogger(),
      });
      expect(await handshake(application, transport, '/ws')).to.include({ status: 404 });
      expect(await helloOf(application, transport)).to.equal('hello');
    });

    it(`is told of in the log where it fails once its client is in over ${transport}`, async () => {
      const logger = new RecordingLogger();
      let fail: () => void = () => undefined;
      await using application = await attached(
        [
          (req, _res, next) => {
            next();
            fail = () => req.next?.(new Error('too late'));
            req.socket.once('close', () => req.next?.());
          },
        ],
        { logger },
      );
      expect(await helloOf(application, transport)).to.equal('hello');
      fail();
      expect(logger.detailsAt('error').map(String)).to.deep.equal(['Error: too late']);
    });

    it(`is refused over ${transport} with the status of its error, and without the headers of its own body`, async () => {
      const logger = new RecordingLogger();
      await using application = await attached(
        [
          (_req, res, next) => {
            res.set({ 'Content-Length': '7000', 'Content-Encoding': 'gzip', ETag: '"x"', 'X-Kept': 'yes' });
            next(Object.assign(new Error('no'), { status: 401 }));
          },
        ],
        { logger },
      );
      const { status, headers, body } = await handshake(application, transport, '/ws');
      expect({ status, body }).to.deep.equal({ status: 401, body: '{"code":3,"message":"Bad request"}' });
      expect(headers).to.include({ 'x-kept': 'yes' }).and.not.have.any.keys('content-encoding', 'etag');
    });

    for (const status of [200, 302, 99, 600, 401.5, '401', undefined]) {
      it(`is refused over ${transport} with 400 where its error has the status ${String(status)}`, async () => {
        await using application = await attached([(_req, _res, next) => next({ status })], {
          logger: new RecordingLogger(),
        });
        expect(await handshake(application, transport, '/ws')).to.include({ status: 400 });
      });
    }
  }
});
