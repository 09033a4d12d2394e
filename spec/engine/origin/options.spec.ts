import { inspect } from 'node:util';
import { expect } from 'chai';
import { type AttachOptions, GatewayConfigurationError } from '../../../src';
import { transports } from '../../support/transports';
import { VisitedApplication } from '../support/origins';

type AllowedOrigins = NonNullable<AttachOptions['allowedOrigins']>;

const page = 'https://example.org';
const evil = 'https://evil.example';

const lists: [string, AllowedOrigins][] = [
  ['a list', [page]],
  ['a list in other letters', ['HTTPS://Example.org']],
  ['a list with several', ['https://other.example', page]],
  ['a RegExp', [/https:\/\/example\.(org|net)/]],
  ['a RegExp with the flag g', [/^https:\/\/example\.org$/g]],
  ['a function', (origin) => origin === page],
  ['an asynchronous function', async (origin) => Promise.resolve(origin === page)],
];

for (const transport of transports) {
  describe(`allowedOrigins, over ${transport}`, () => {
    for (const [form, allowedOrigins] of lists) {
      it(`lets in whom ${form} names, again and again, and nobody else`, async () => {
        await using visited = await VisitedApplication.attach({ allowedOrigins });
        for (const origin of [page, page, evil, evil, page]) {
          expect(await visited.visit(transport, origin)).to.equal(origin === page);
        }
      });
    }

    it('is all that counts: neither the own host nor cors.origin is added', async () => {
      await using visited = await VisitedApplication.attach({
        allowedOrigins: [page],
        server: { cors: { origin: 'https://shop.example' } },
      });
      expect(await visited.visit(transport, visited.origin)).to.be.false;
      expect(await visited.visit(transport, 'https://shop.example')).to.be.false;
    });

    it('lets no origin in that a RegExp matches in part only', async () => {
      await using visited = await VisitedApplication.attach({ allowedOrigins: [/https:\/\/example\.org|x/] });
      expect(await visited.visit(transport, page)).to.be.true;
      for (const origin of ['https://example.org.evil.example', 'https://evil.example/https://example.org', 'xx']) {
        expect(await visited.visit(transport, origin), origin).to.be.false;
      }
    });

    it('lets everybody in that says so', async () => {
      await using visited = await VisitedApplication.attach({ allowedOrigins: ['*'] });
      for (const origin of [evil, 'null']) expect(await visited.visit(transport, origin)).to.be.true;
    });

    for (const origin of ['null', 'file://', 'capacitor://localhost', 'http://[::1]:3000']) {
      it(`knows the origin ${origin}`, async () => {
        await using visited = await VisitedApplication.attach({ allowedOrigins: [origin] });
        expect(await visited.visit(transport, origin)).to.be.true;
        expect(await visited.visit(transport, evil)).to.be.false;
      });
    }

    it('hands the request to a function', async () => {
      await using visited = await VisitedApplication.attach({
        allowedOrigins: (_origin, request) => request.headers['x-tenant'] === 'acme',
      });
      expect(await visited.visit(transport, page, { 'X-Tenant': 'acme' })).to.be.true;
      expect(await visited.visit(transport, page)).to.be.false;
    });

    const failing: [string, AllowedOrigins][] = [
      [
        'throws',
        () => {
          throw new Error('no database');
        },
      ],
      ['rejects', () => Promise.reject(new Error('no database'))],
    ];
    for (const [what, allowedOrigins] of failing) {
      it(`lets nobody in where a function ${what}, and the log says why`, async () => {
        await using visited = await VisitedApplication.attach({ allowedOrigins });
        expect(await visited.visit(transport, page)).to.be.false;
        expect(visited.logger.detailsAt('error').map(String)).to.deep.equal(['Error: no database']);
      });
    }

    for (const answer of [1, 'yes', {}, undefined, null]) {
      it(`lets nobody in where a function answers ${JSON.stringify(answer)}: only true lets in`, async () => {
        for (const given of [answer, Promise.resolve(answer)]) {
          const allowedOrigins = (() => given) as unknown as AllowedOrigins; // as JavaScript may do
          await using visited = await VisitedApplication.attach({ allowedOrigins });
          expect(await visited.visit(transport, page)).to.be.false;
        }
      });
    }
  });
}

describe('allowedOrigins', () => {
  const never = [
    'https://example.org/',
    'https://example.org/app',
    'example.org',
    'https://example.org:443',
    'https://*.example.org',
    42,
  ];
  const wrong: [problem: string, unknown][] = [
    ...never.map((origin): [string, unknown] => [
      `its 'allowedOrigins' has ${inspect(origin)}; expected origins as browsers send them, such as 'https://example.org'`,
      [origin],
    ]),
    [
      "its 'allowedOrigins' is 'https://example.org'; expected a list of strings and RegExps, or a function",
      'https://example.org',
    ],
  ];
  for (const [problem, allowedOrigins] of wrong) {
    it(`is refused when attaching where it would never match: ${JSON.stringify(allowedOrigins)}`, async () => {
      const error: unknown = await VisitedApplication.attach({
        allowedOrigins: allowedOrigins as AllowedOrigins, // as JavaScript may do
      }).then(
        () => 'attached',
        (failure: unknown) => failure,
      );
      expect(error).to.be.an.instanceOf(GatewayConfigurationError);
      expect((error as Error).message).to.equal(`options of attachGateways: ${problem}`);
    });
  }
});
