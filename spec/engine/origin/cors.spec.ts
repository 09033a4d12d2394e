import { expect } from 'chai';
import type { ServerOptions } from 'socket.io';
import { type GatewayOptions, WebSocketGateway } from '../../../src';
import { TestApplication } from '../../support/application';
import { handshake } from '../../support/handshake';
import { transports } from '../../support/transports';
import { type OriginCallback, VisitedApplication } from '../support/origins';

type Cors = ServerOptions['cors'];

const page = 'https://example.org';
const evil = 'https://evil.example';

const naming: [string, Cors][] = [
  ['a string', { origin: page }],
  ['an array', { origin: ['https://other.example', page] }],
  ['an array with a RegExp', { origin: [/^https:\/\/example\.org$/] }],
  ['a RegExp', { origin: /^https:\/\/example\.org$/ }],
  [
    'a function',
    {
      origin: (origin: string | undefined, done: OriginCallback) => {
        done(null, origin === page);
      },
    },
  ],
  [
    'a function that answers later',
    {
      origin: (origin: string | undefined, done: OriginCallback) => {
        setImmediate(() => done(null, origin === page));
      },
    },
  ],
  [
    'a function that names an origin',
    {
      origin: (_origin: string | undefined, done: OriginCallback) => {
        done(null, page);
      },
    },
  ],
  [
    'a function of the request',
    (request, done) => {
      done(null, { origin: request.headers.origin === page });
    },
  ],
];

const open: [string, Cors][] = [
  ['*', { origin: '*' }],
  ['true', { origin: true }],
  ['an array with *', { origin: ['*', true] as unknown as string[] }],
  ['nothing', {}],
];

const closed: [string, Cors][] = [
  ['false', { origin: false }],
  ['an empty array', { origin: [] }],
];

for (const transport of transports) {
  describe(`cors.origin, over ${transport}`, () => {
    for (const [form, cors] of naming) {
      it(`keeps pages out that ${form} does not name, for WebSockets as for polling`, async () => {
        await using visited = await VisitedApplication.attach({ server: { cors: cors! } });
        expect(await visited.visit(transport, page)).to.be.true;
        expect(await visited.visit(transport, evil)).to.be.false;
        expect(await visited.visit(transport, visited.origin), 'the own pages').to.be.true;
      });
    }

    for (const [form, cors] of open) {
      it(`lets every page in where it is ${form}`, async () => {
        await using visited = await VisitedApplication.attach({ server: { cors: cors! } });
        for (const origin of [page, evil, 'null']) expect(await visited.visit(transport, origin)).to.be.true;
      });
    }

    for (const [form, cors] of closed) {
      it(`keeps every page out but the own ones where it is ${form}`, async () => {
        await using visited = await VisitedApplication.attach({ server: { cors: cors! } });
        expect(await visited.visit(transport, page)).to.be.false;
        expect(await visited.visit(transport, visited.origin)).to.be.true;
      });
    }

    it('lets nobody in where its function throws or fails, and the log says why', async () => {
      for (const [message, origin] of [
        [
          'threw',
          () => {
            throw new Error('threw');
          },
        ],
        [
          'failed',
          (_origin: unknown, done: OriginCallback) => {
            done(new Error('failed'));
          },
        ],
      ] as const) {
        await using visited = await VisitedApplication.attach({ server: { cors: { origin } } });
        expect(await visited.visit(transport, page)).to.be.false;
        expect(visited.logger.detailsAt('error').map(String)).to.deep.equal([`Error: ${message}`]);
      }
    });

    it('counts for the gateways of its own path alone', async () => {
      const at = (path: string, cors?: GatewayOptions['cors']): new () => object => {
        @WebSocketGateway({ path, ...(cors && { cors }) })
        class PathGateway {}
        return PathGateway;
      };
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [at('/open', { origin: page }), at('/closed')] });
      const status = async (path: string) => (await handshake(application, transport, path, { Origin: page })).status;
      expect(await status('/open')).to.equal(transport === 'websocket' ? 101 : 200);
      expect(await status('/closed')).to.equal(403);
    });
  });
}

describe('A preflight request', () => {
  for (const [origin, allowed] of [
    [page, page],
    [evil, null],
  ] as const) {
    it(`of ${origin} is answered as the cors option says, whatever middleware there is`, async () => {
      await using visited = await VisitedApplication.attach({
        server: { cors: { origin: [page] } },
        middleware: [(_req, res) => void res.sendStatus(401)],
      });
      const { status, headers } = await fetch(`${visited.origin}/ws/?EIO=4&transport=polling`, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'x-a' },
      });
      expect({ status, allowed: headers.get('access-control-allow-origin') }).to.deep.equal({ status: 204, allowed });
    });
  }
});

describe('The client that socket.io serves', () => {
  it('is not kept from the pages of another origin', async () => {
    await using visited = await VisitedApplication.attach();
    const { status } = await visited.application.get('/ws/socket.io.js', { Origin: evil });
    expect(status).to.equal(200);
  });
});
