import { inspect } from 'node:util';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { TestApplication } from '../support/application';
import { gatewayWith, problemsOf } from '../support/problems';

const PARAMETER = "expected a parameter such as '/rooms/:roomId', or a RegExp";
const NO_CLIENT = 'which ends or changes the name that a client asks for; expected a name without it';

describe('the namespace of a gateway is refused', () => {
  for (const [namespace, found] of [
    ['/auctions/{id}', "has '{'"],
    ['/auctions{/:id}', "has '{'"],
    ['/auctions/*', "has '*'"],
    ['/auctions/*rest', "has '*'"],
    ['*', "has '*'"],
  ] as const) {
    it(`where it is written as a pattern of something else: ${namespace}`, async () => {
      expect(await problemsOf(gatewayWith('Odd', { namespace }))).to.deep.equal([
        `Odd: its namespace '${namespace}' ${found}, which would be a part of the name itself; ${PARAMETER}`,
      ]);
    });
  }

  for (const [namespace, sign] of [
    ['/auctions?open', '?'],
    ['/auctions?', '?'],
    ['/auctions#open', '#'],
    ['/auctions,open', ','],
    ['/auctions[0]', '['],
    ['/:house/auctions?', '?'],
  ] as const) {
    it(`where clients do not reach it: ${namespace}`, async () => {
      expect(await problemsOf(gatewayWith('Odd', { namespace }))).to.deep.equal([
        `Odd: its namespace '${namespace}' has '${sign}', ${NO_CLIENT}`,
      ]);
    });
  }

  for (const namespace of [
    'http://localhost/auctions',
    'wss://example.com:8443/auctions',
    'HTTPS://localhost/auctions?a=b',
  ]) {
    it(`where it is a URL: ${namespace}`, async () => {
      expect(await problemsOf(gatewayWith('Odd', { namespace }))).to.deep.equal([
        `Odd: its namespace '${namespace}' is a URL; expected its name alone: '/auctions'`,
      ]);
    });
  }

  for (const namespace of [' /auctions', '/auctions ', '/auc\ttions', '/auctions\n', ' ', '\u00a0']) {
    it(`where it has white space that nobody sees: ${JSON.stringify(namespace)}`, async () => {
      expect(await problemsOf(gatewayWith('Odd', { namespace }))).to.deep.equal([
        `Odd: its namespace ${inspect(namespace)} has white space at an end or a control character; expected a name without it`,
      ]);
    });
  }

  it('where it is a pattern with an optional parameter, with what its parameters may be', async () => {
    const [problem, ...others] = await problemsOf(gatewayWith('Odd', { namespace: '/auctions/:id?' }));
    expect(problem).to.include("names a parameter twice, or by more than letters, digits and '_'");
    expect(others).to.deep.equal([]);
  });
});

describe('the namespace of a gateway may have', () => {
  const names = [
    '/auctions/été',
    '/tenant:7',
    '/a b',
    '/a.b-c_d~e',
    '/a/b/c',
    '/a+b',
    '/a(b)',
    '/a%20b',
    '/a@b',
    '/a *',
    '/$a',
    'auctions',
  ];
  for (const namespace of names) {
    it(`what clients reach: ${namespace}`, async () => {
      await using application = await new TestApplication().listen();
      application.attach({ gateways: [gatewayWith('Usual', { namespace, path: '/ws' })] });
      const name = namespace.startsWith('/') ? namespace : `/${namespace}`;
      const client = io(application.url + name, { path: '/ws', forceNew: true, reconnection: false });
      try {
        await new Promise<void>((resolve, reject) => client.on('connect', resolve).on('connect_error', reject));
      } finally {
        client.disconnect();
      }
    });
  }
});
