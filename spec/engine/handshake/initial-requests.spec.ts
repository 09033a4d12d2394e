import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { handshake } from '../../support/handshake';
import { transports } from '../../support/transports';

@WebSocketGateway({ path: '/ws' })
class SessionGateway extends GatewayBase {}

const refuse: RequestHandler = (_req, res) => void res.status(401).send('Nobody comes in');

/** A middleware that counts how often it runs. */
function counting(): { runs: number; middleware: RequestHandler[] } {
  const counter = {
    runs: 0,
    middleware: [
      (_req, _res, next) => {
        counter.runs += 1;
        next();
      },
    ] as RequestHandler[],
  };
  return counter;
}

/** A `sid` that names no session: engine.io opens one. */
const opening = ['sid', 'sid=', '%73id='];
/** A `sid` that is given twice: releases of engine.io differ in which counts. */
const repeated = ['sid=&sid=', 'sid=abc&sid=', 'sid=&sid=&sid='];
/** A `sid` that names a session which is not there: engine.io opens none. */
const naming = ['sid=null', 'sid=0', 'sid=%20', 'sid=%00', 'sid=&sid=abc', 'sid=__proto__'];
const protocols = ['EIO=3', 'EIO=5', 'EIO=', 'EIO=4&EIO=3'];

for (const transport of transports) {
  describe(`A handshake over ${transport}`, () => {
    for (const query of opening) {
      it(`with ?${query} never gets past a middleware that refuses it`, async () => {
        await using application = await new TestApplication().listen();
        const host = application.attach({ gateways: [SessionGateway], middleware: [refuse] });
        const { status, body } = await handshake(application, transport, '/ws', {}, query);
        expect({ status, body }).to.deep.equal({ status: 401, body: 'Nobody comes in' });
        expect(host.servers.get('/ws')!.engine.clientsCount).to.equal(0);
      });
    }

    for (const query of repeated) {
      it(`with ?${query} opens no session past a middleware that refuses it`, async () => {
        await using application = await new TestApplication().listen();
        const host = application.attach({ gateways: [SessionGateway], middleware: [refuse] });
        const { status } = await handshake(application, transport, '/ws', {}, query);
        expect(status).to.be.oneOf([400, 401]);
        expect(host.servers.get('/ws')!.engine.clientsCount).to.equal(0);
      });
    }

    for (const query of protocols) {
      it(`with ?${query}&sid= never gets past a middleware that refuses it`, async () => {
        await using application = await new TestApplication().listen();
        const server = { allowEIO3: true };
        const host = application.attach({ gateways: [SessionGateway], server, middleware: [refuse] });
        const { status } = await handshake(application, transport, '/ws', {}, `${query}&sid=`);
        expect(status).to.equal(401);
        expect(host.servers.get('/ws')!.engine.clientsCount).to.equal(0);
      });
    }

    for (const query of naming) {
      it(`with ?${query} opens no session, and troubles no middleware`, async () => {
        const counter = counting();
        await using application = await new TestApplication().listen();
        const host = application.attach({ gateways: [SessionGateway], middleware: counter.middleware });
        const { status } = await handshake(application, transport, '/ws', {}, query);
        expect(status).to.equal(400);
        expect(host.servers.get('/ws')!.engine.clientsCount).to.equal(0);
        expect(counter.runs).to.equal(0);
      });
    }

    for (const middleware of [[], counting().middleware]) {
      it(`with ?sid= opens no session while the host closes, with ${middleware.length} middleware`, async () => {
        const [started, held] = [deferred(), deferred()];
        @WebSocketGateway({ path: '/busy' })
        class BusyGateway {
          @SubscribeMessage()
          work(): Promise<void> {
            started.resolve();
            return held.promise;
          }
        }
        await using application = await new TestApplication().listen();
        const host = application.attach({ gateways: [BusyGateway], middleware });
        const { engine } = host.servers.get('/busy')!;
        const client = await application.connect('/busy');
        client.emit('work');
        await started.promise;
        const closed = host.close();
        const { status, headers } = await handshake(application, transport, '/busy', {}, 'sid=');
        expect({ status, clients: engine.clientsCount }).to.deep.equal({ status: 503, clients: 1 });
        expect(headers).to.include({ 'retry-after': '1' });
        held.resolve();
        await closed;
      });
    }
  });
}

describe('A session', () => {
  it('that was opened with ?sid= has been through every middleware, and each of its polls through none', async () => {
    const counter = counting();
    await using application = await new TestApplication().listen();
    application.attach({ gateways: [SessionGateway], middleware: counter.middleware });
    const { body } = await handshake(application, 'polling', '/ws', {}, 'sid=');
    const { sid } = JSON.parse(body.slice(1)) as { sid: string };
    const url = `/ws/?EIO=4&transport=polling&sid=${sid}`;
    await fetch(application.url + url, { method: 'POST', body: '40' });
    expect((await application.get(url)).body).to.match(/^40/);
    expect(counter.runs).to.equal(1);
  });
});
