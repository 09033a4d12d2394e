import { expect } from 'chai';
import express, { type Request } from 'express';
import { TestApplication } from '../../support/application';
import { handshake } from '../../support/handshake';
import { transports } from '../../support/transports';
import { HelloGateway } from '../hello';

/** What Express puts on a request before the first handler runs. */
function facts(req: Request): unknown {
  const { params, baseUrl, query, originalUrl, path } = req;
  return { params: { ...params }, baseUrl, query, next: typeof req.next, originalUrl, path };
}

for (const transport of transports) {
  for (const [name, parser] of [
    ['extended', 'extended'],
    ['simple', 'simple'],
    ['none', false],
    ['its own', (text: string) => ({ text })],
  ] as const) {
    it(`The request of a handshake over ${transport} is as in a route, with the query parser: ${name}`, async () => {
      const seen: unknown[] = [];
      await using application = await new TestApplication().listen();
      application.app.set('query parser', parser);
      application.app.use((req, res) => {
        seen.push(facts(req));
        res.end();
      });
      application.attach({
        gateways: [HelloGateway],
        middleware: [
          (req, res) => {
            seen.push(facts(req));
            res.end();
          },
        ],
      });
      const query = 'a[b]=1&c=1&c=2&d=%20';
      await handshake(application, transport, '/ws', {}, query);
      await application.get(`/other/?EIO=4&transport=${transport}&${query}`);
      const [here, there] = seen as Record<string, unknown>[];
      expect({ ...here, originalUrl: '', path: '' }).to.deep.equal({ ...there, originalUrl: '', path: '' });
      expect(here).to.include({ path: '/ws/', originalUrl: `/ws/?EIO=4&transport=${transport}&${query}` });
    });
  }

  it(`A query parser that throws refuses the handshake over ${transport}`, async () => {
    await using application = await new TestApplication().listen();
    application.app.set('query parser', () => {
      throw new Error('not so');
    });
    application.attach({
      gateways: [HelloGateway],
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      middleware: [(req, _res, next) => next(req.query.none)],
    });
    expect(await handshake(application, transport, '/ws')).to.include({ status: 400 });
  });

  it(`A router runs in a handshake over ${transport}, with parameters of its own`, async () => {
    const router = express.Router();
    router.get('/:name/', (req, res) => {
      res.status(403).json([req.params, req.baseUrl]);
    });
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [HelloGateway], middleware: [router] });
    const { status, body } = await handshake(application, transport, '/ws');
    expect({ status, body }).to.deep.equal({ status: 403, body: '[{"name":"ws"},""]' });
  });
}

function ignore(): void {
  // Nobody reads it.
}
