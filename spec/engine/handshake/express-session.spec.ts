import { expect } from 'chai';
import type { RequestHandler } from 'express';
import session, { MemoryStore, type SessionData, Store } from 'express-session';
import { GatewayBase, OnConnected, SubscribeMessage, WebSocketGateway } from '../../../src';
import { next, TestApplication } from '../../support/application';
import { deferred } from '../../support/deferred';
import { handshake } from '../../support/handshake';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';

declare module 'express-session' {
  interface SessionData {
    visits?: number;
  }
}

@WebSocketGateway({ path: '/ws' })
class VisitGateway extends GatewayBase {
  @SubscribeMessage()
  visits(): unknown {
    return (this.context.environment.request.session as SessionData | undefined)?.visits;
  }
}

/** A store whose writes take as long as the spec wants. */
class SlowStore extends MemoryStore {
  readonly entered = deferred();
  readonly hold = deferred();

  override set(...[sid, data, done]: Parameters<Store['set']>): void {
    this.entered.resolve();
    void this.hold.promise.then(() => super.set(sid, data, done));
  }
}

class BrokenStore extends MemoryStore {
  override set(...[, , done]: Parameters<Store['set']>): void {
    done?.(new Error('the store is gone'));
  }
}

/** express-session with that store, and a counter of visits. */
function sessions(store: Store, options: Partial<session.SessionOptions> = {}): RequestHandler[] {
  return [
    session({ secret: 'spec', resave: false, saveUninitialized: true, store, ...options }),
    (req, _res, done) => {
      req.session.visits = (req.session.visits ?? 0) + 1;
      done();
    },
  ];
}

/** What is in a store. */
function allOf(store: MemoryStore): Promise<SessionData[]> {
  return new Promise((resolve, reject) => {
    store.all((error, all) => {
      if (error) reject(error as Error);
      else resolve(Object.values((all ?? {}) as Record<string, SessionData>));
    });
  });
}

for (const transport of transports) {
  describe(`A session of express-session that a handshake over ${transport} has changed`, () => {
    it('is not left unsaved', async () => {
      const store = new MemoryStore();
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [VisitGateway], middleware: sessions(store) });
      await application.connect('/ws', { transports: [transport] });
      expect((await allOf(store)).map(({ visits }) => visits)).to.deep.equal([1]);
    });

    it('does not lose what the cookie of its client stands for', async () => {
      const store = new MemoryStore();
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [VisitGateway], middleware: sessions(store) });
      const { headers } = await handshake(application, transport, '/ws');
      const [cookie = ''] = headers['set-cookie']!.map((line) => line.split(';')[0]!);
      const client = await application.connect('/ws', { transports: [transport], extraHeaders: { Cookie: cookie } });
      expect(await client.emitWithAck('visits')).to.equal(2);
      const [, visits] = (await allOf(store)).map((each) => each.visits);
      expect(visits, 'a second session').to.be.undefined;
    });

    it('is saved before its client is in, not after', async () => {
      const store = new SlowStore();
      let connected = false;
      @WebSocketGateway({ path: '/ws' })
      class ConnectedGateway {
        @OnConnected()
        connected(): void {
          connected = true;
        }
      }
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [ConnectedGateway], middleware: sessions(store) });
      const client = application.client('/ws', { transports: [transport] });
      const welcomed = next(client, 'connect');
      client.connect();
      await store.entered.promise;
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      expect({ connected, client: client.connected }).to.deep.equal({ connected: false, client: false });
      store.hold.resolve();
      await welcomed;
    });

    it('says so in the log where it cannot be saved', async () => {
      const logger = new RecordingLogger();
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [VisitGateway], middleware: sessions(new BrokenStore()), logger });
      await application.connect('/ws', { transports: [transport] });
      expect(logger.detailsAt('error').map(String)).to.include('Error: the store is gone');
    });

    it('is touched, which a store that forgets needs, although nothing has changed', async () => {
      const touched: string[] = [];
      const store = new (class extends MemoryStore {
        override touch(...[sid, data, done]: Parameters<NonNullable<Store['touch']>>): void {
          touched.push(sid);
          super.touch(sid, data, done);
        }
      })();
      await using application = await new TestApplication().listen();
      const [first, ...rest] = sessions(store, { rolling: true });
      application.app.get('/', first!, ...rest, (_req, res) => void res.send('welcome'));
      application.attach({ gateways: [VisitGateway], middleware: [first!] });
      const { headers } = await application.get('/');
      const Cookie = headers['set-cookie']![0]!.split(';')[0]!;
      const answer = await handshake(application, transport, '/ws', { Cookie });
      expect(touched).to.have.length(1);
      expect(answer.headers['set-cookie'], 'a rolling cookie').to.have.length(1);
    });

    it('is destroyed where a middleware destroys it', async () => {
      const store = new MemoryStore();
      await using application = await new TestApplication().listen();
      const [first, ...rest] = sessions(store, { unset: 'destroy' });
      application.app.get('/', first!, ...rest, (_req, res) => void res.send('welcome'));
      application.attach({
        gateways: [VisitGateway],
        middleware: [
          first!,
          (req, _res, done) => {
            Object.assign(req, { session: null });
            done();
          },
        ],
      });
      const { headers } = await application.get('/');
      const Cookie = headers['set-cookie']![0]!.split(';')[0]!;
      await application.connect('/ws', { transports: [transport], extraHeaders: { Cookie } });
      expect(await allOf(store)).to.deep.equal([]);
    });
  });
}
