import { expect } from 'chai';
import type { RequestHandler, Response } from 'express';
import { WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { handshake } from '../../support/handshake';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';

@WebSocketGateway({ path: '/ws' })
class PlainGateway {}

/** Does `work` when a handler ends its response, and ends it after that. */
function beforeEnd(work: (res: Response) => Promise<void>): RequestHandler {
  return (_req, res, next) => {
    const { end } = res as { end: (...args: unknown[]) => Response };
    res.end = (...args: unknown[]): Response => {
      void work(res).then(() => end.apply(res, args));
      return res;
    };
    next();
  };
}

for (const transport of transports) {
  const opened = transport === 'websocket' ? 101 : 200;

  describe(`A middleware of a handshake over ${transport}`, () => {
    it('does not miss that the response is finished, nor that it is closed', async () => {
      const seen: string[] = [];
      const closed = deferred();
      await using application = await new TestApplication().listen();
      application.attach({
        gateways: [PlainGateway],
        middleware: [
          (_req, res, next) => {
            res.once('finish', () => seen.push(`finish ${res.statusCode} ${String(res.headersSent)}`));
            res.once('close', () => {
              seen.push(`close ${String(res.writableFinished)}`);
              closed.resolve();
            });
            next();
          },
        ],
      });
      await handshake(application, transport, '/ws');
      await closed.promise;
      expect(seen).to.deep.equal([`finish ${opened} true`, 'close true']);
    });

    it('does not miss that the response is closed where it refuses', async () => {
      const seen: string[] = [];
      const closed = deferred();
      await using application = await new TestApplication().listen();
      application.attach({
        gateways: [PlainGateway],
        middleware: [
          (_req, res) => {
            res.once('finish', () => seen.push(`finish ${res.statusCode}`));
            res.once('close', () => closed.resolve());
            res.status(403).end();
          },
        ],
      });
      await handshake(application, transport, '/ws');
      await closed.promise;
      expect(seen).to.deep.equal(['finish 403']);
    });

    it('does not miss the end of its response where one after it fails, nor that it could still set a cookie', async () => {
      const seen: string[] = [];
      const closed = deferred();
      await using application = await new TestApplication().listen();
      application.attach({
        gateways: [PlainGateway],
        logger: new RecordingLogger(),
        middleware: [
          (_req, res, next) => {
            res.cookie('tried', '1');
            res.once('finish', () => seen.push(`finish ${res.statusCode}`));
            res.once('close', () => closed.resolve());
            next();
          },
          beforeEnd(async () => {
            seen.push('saved');
            await Promise.resolve();
          }),
          (_req, _res, next) => next(new Error('no')),
        ],
      });
      const { status, headers, body } = await handshake(application, transport, '/ws');
      expect({ status, body }).to.deep.equal({ status: 400, body: '{"code":3,"message":"Bad request"}' });
      expect(headers['set-cookie']).to.deep.equal(['tried=1; Path=/']);
      await closed.promise;
      expect(seen).to.deep.equal(['saved', 'finish 400']);
    });

    it('ends its response in the order of Express: the last first, and none twice', async () => {
      const order: string[] = [];
      const noting = (name: string) =>
        beforeEnd(async () => {
          await Promise.resolve();
          order.push(name);
        });
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [PlainGateway], middleware: [noting('first'), noting('second')] });
      expect((await handshake(application, transport, '/ws')).status).to.equal(opened);
      expect(order).to.deep.equal(['second', 'first']);
    });

    it('does not lose a cookie that it sets while its response ends', async () => {
      await using application = await new TestApplication().listen();
      const writeHead: RequestHandler = (_req, res, next) => {
        const { writeHead: original } = res as { writeHead: (...args: unknown[]) => Response };
        res.writeHead = (...args: unknown[]): Response => {
          res.append('Set-Cookie', 'late=1');
          return original.apply(res, args);
        };
        next();
      };
      application.attach({ gateways: [PlainGateway], middleware: [writeHead, beforeEnd(() => Promise.resolve())] });
      const { headers } = await handshake(application, transport, '/ws');
      expect(headers['set-cookie']).to.deep.equal(['late=1']);
    });

    it('that throws while its response ends does not end the process, and the log says so', async () => {
      const logger = new RecordingLogger();
      await using application = await new TestApplication().listen();
      application.attach({
        gateways: [PlainGateway],
        logger,
        middleware: [
          (_req, res, next) => {
            const { end } = res as { end: (...args: unknown[]) => Response };
            let calls = 0;
            res.end = (...args: unknown[]): Response => {
              calls += 1;
              if (calls === 1) throw new Error('cannot end');
              return end.apply(res, args);
            };
            next();
          },
        ],
      });
      const answer = await handshake(application, transport, '/ws').catch((error: unknown) => error);
      if (transport === 'websocket') expect(answer).to.include({ status: 400 });
      else expect(answer).to.be.an.instanceOf(Error); // its headers had gone
      expect(logger.detailsAt('error').map(String)).to.deep.equal(['Error: cannot end']);
    });

    it('that throws while another one answers ends the connection, and the log says so', async () => {
      const logger = new RecordingLogger();
      await using application = await new TestApplication().listen();
      application.attach({
        gateways: [PlainGateway],
        logger,
        middleware: [
          (_req, res, next) => {
            res.end = () => {
              throw new Error('cannot end');
            };
            next();
          },
          (_req, res) => void res.status(403).end('no'),
        ],
      });
      const answer = await handshake(application, transport, '/ws').catch((error: unknown) => error);
      if (transport === 'websocket') expect(answer).to.include({ status: 400 });
      else expect(answer).to.be.an.instanceOf(Error); // its headers had gone
      expect(logger.detailsAt('error').map(String)).to.include('Error: cannot end');
    });

    it('does not see the host closed without an answer, where its response is still ending', async () => {
      const [entered, hold] = [deferred(), deferred()];
      await using application = await new TestApplication().listen();
      const host = application.attach({
        gateways: [PlainGateway],
        middleware: [
          beforeEnd(() => {
            entered.resolve();
            return hold.promise;
          }),
        ],
      });
      const answer = handshake(application, transport, '/ws');
      await entered.promise;
      const closed = host.close();
      if (transport === 'polling') hold.resolve();
      const { status } = await answer;
      expect(status).to.equal(transport === 'websocket' ? 503 : 200);
      hold.resolve();
      await closed;
    });

    it('does not break the upgrade by what it says of the connection', async () => {
      await using application = await new TestApplication().listen();
      application.attach({
        gateways: [PlainGateway],
        middleware: [
          (_req, res, next) => {
            res.set({ Connection: 'close', 'Keep-Alive': 'timeout=5', 'X-Kept': 'yes' });
            if (transport === 'websocket') {
              res.set({
                'Content-Length': '7',
                Upgrade: 'h2c',
                'Sec-WebSocket-Accept': 'no',
                'Transfer-Encoding': 'chunked',
              });
            }
            next();
          },
        ],
      });
      const { headers } = await handshake(application, transport, '/ws');
      expect(headers).to.include({ 'x-kept': 'yes' });
      const client = await application.connect('/ws', { transports: [transport] });
      expect(client.connected).to.be.true;
    });
  });
}
