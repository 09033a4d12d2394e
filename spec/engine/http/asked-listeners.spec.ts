import { setTimeout as after } from 'node:timers/promises';
import { expect } from 'chai';
import { Server } from 'socket.io';
import { GatewayConfigurationError } from '../../../src';
import { TestApplication } from '../../support/application';
import { HelloGateway } from '../hello';
import { DESTROY_UPGRADE_MS, OldEngine, VeryOldEngine } from '../support/old-engines';
import { helloFrom } from '../support/neighbours';

/** What would end the process, while `body` runs and as long as engines wait after it. */
async function unhandledIn(body: () => Promise<void>): Promise<unknown[]> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const heard: unknown[] = [];
  const before = events.map((event) => process.listeners(event as 'uncaughtException'));
  const hear = (error: unknown): void => void heard.push(error);
  for (const event of events) process.removeAllListeners(event).on(event, hear);
  try {
    await body();
    await after(DESTROY_UPGRADE_MS * 4);
  } finally {
    events.forEach((event, index) => {
      process.removeAllListeners(event);
      for (const listener of before[index]!) process.on(event, listener);
    });
  }
  return heard;
}

interface Asked {
  readonly url: string;
}

interface Answering {
  end(): void;
}

interface Files {
  serve(req: Asked, res: Answering): void;
}

/** Listeners of an application that read as those of engines do. Each tells `called` that it runs. */
const lookalikes: Readonly<
  Record<string, (called: () => void) => ['upgrade' | 'request', (...args: never[]) => unknown]>
> = {
  'an asynchronous one for upgrades': (called) => {
    const check = (req: Asked): Promise<boolean> => {
      called();
      return Promise.resolve(req.url === '/other');
    };
    const other = { handleUpgrade: (_req: Asked, _socket: unknown, _head: unknown) => called() };
    return [
      'upgrade',
      async (req: Asked, socket: unknown, head: unknown) => {
        if (!(await check(req))) return;
        other.handleUpgrade(req, socket, head);
      },
    ];
  },
  'a synchronous one for upgrades': (called) => {
    const check = (req: Asked): boolean => {
      called();
      return req.url === '/other';
    };
    const other = { handleUpgrade: (_req: Asked, _socket: unknown, _head: unknown) => called() };
    return [
      'upgrade',
      (req: Asked, socket: unknown, head: unknown) => {
        if (check(req)) other.handleUpgrade(req, socket, head);
      },
    ];
  },
  'an asynchronous one for requests': (called) => {
    const check = (req: Asked): boolean => {
      called();
      return req.url === '/other';
    };
    const other = { handleRequest: (_req: Asked, res: Answering) => Promise.resolve(res).then((each) => each.end()) };
    return [
      'request',
      async (req: Asked, res: Answering) => {
        if (check(req)) await other.handleRequest(req, res);
        else res.end();
      },
    ];
  },
  'one for requests that calls those before it': (called) => {
    const evs = [(_req: Asked, res: Answering) => Promise.resolve(res).then((each) => each.end())];
    return [
      'request',
      function (this: Files, req: Asked, res: Answering) {
        called();
        if (req.url === '/files') this.serve(req, res);
        for (let i = 0; i < evs.length; i++) void evs[i]!.call(null, req, res);
      },
    ];
  },
};

/** Attaches engines of the application's. */
const engines: Readonly<Record<string, (application: TestApplication, path: string) => unknown>> = {
  'a socket.io server': ({ httpServer }, path) => new Server(httpServer, { path }),
  'a socket.io server that only polls': ({ httpServer }, path) =>
    new Server(httpServer, { path, transports: ['polling'] }),
  'a socket.io server that only polls, without its client': ({ httpServer }, path) =>
    new Server(httpServer, { path, transports: ['polling'], serveClient: false }),
  'an engine as it was before 6.6.12': ({ httpServer }, path) => new OldEngine().attach(httpServer, `${path}/`),
  'an engine as it was in 3.6': ({ httpServer }, path) => new VeryOldEngine().attach(httpServer, `${path}/`),
};

for (const order of ['before', 'after'] as const) {
  describe(`A listener of the application, added ${order} the gateways are attached`, () => {
    for (const [what, make] of Object.entries(lookalikes)) {
      it(`is called for what concerns it alone, and never to ask it: ${what}`, async () => {
        let calls = 0;
        const [event, listener] = make(() => (calls += 1));
        const unhandled = await unhandledIn(async () => {
          await using application = await new TestApplication().listen();
          const add = (): unknown => application.httpServer.on(event, listener as never);
          if (order === 'before') add();
          application.attach({ gateways: [HelloGateway] });
          if (order === 'after') add();
          expect(await helloFrom(application, '/ws', 'websocket')).to.equal('hello');
          await application.get('/ws/favicon.ico');
        });
        expect({ calls, unhandled }).to.deep.equal({ calls: 0, unhandled: [] });
      });
    }
  });

  for (const [what, attach] of Object.entries(engines)) {
    for (const path of ['/other', '/wt', '/w', '/ws/deeper']) {
      it(`a listener for requests is never called to ask ${what} of ${path}, made ${order} the gateways are attached`, async () => {
        const urls: unknown[] = [];
        const listener = async (req: { url: string }, res: { end(): void }): Promise<void> => {
          urls.push(req.url);
          await after(0);
          res.end();
        };
        const unhandled = await unhandledIn(async () => {
          await using application = await new TestApplication().listen();
          application.httpServer.removeAllListeners('request').on('request', listener as never);
          if (order === 'before') attach(application, path);
          application.attach({ gateways: [HelloGateway] });
          if (order === 'after') attach(application, path);
          expect(await helloFrom(application, '/ws', 'polling')).to.equal('hello');
          await application.get('/ws/favicon.ico');
          await application.get('/page');
        });
        expect({ urls, unhandled }).to.deep.equal({ urls: ['/page'], unhandled: [] });
      });
    }
  }
}

describe('An engine of another version', () => {
  for (const Engine of [OldEngine, VeryOldEngine]) {
    it(`is seen where it has the path of a gateway, before and after: ${Engine.name}`, async () => {
      await using application = await new TestApplication().listen();
      new Engine().attach(application.httpServer, '/ws/');
      expect(() => application.attach({ gateways: [HelloGateway] })).to.throw(GatewayConfigurationError);
      await using other = await new TestApplication().listen();
      other.attach({ gateways: [HelloGateway] });
      expect(() => new Engine().attach(other.httpServer, '/ws/')).to.throw('Another socket.io server');
    });
  }
});
