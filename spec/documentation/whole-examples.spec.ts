import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { SignJWT } from 'jose';
import { io, type Socket } from 'socket.io-client';
import { request } from '../../src/client';
import type { GatewayHost } from '../../src';
import { next } from '../support/application';
import { TestRedis } from '../support/redis';
import { examplesOf } from './examples';
import { runExample } from './run-example';

/** The imports that pages leave out, as docs/getting-started.md has them, with more names of the package. */
const leftOut = examplesOf('docs/getting-started.md')
  .find(({ code }) => !code.includes('class ') && code.includes("'inversify-express-gateways'"))!
  .code.replace('GatewayBase,', 'GatewayBase, OnConnected, UseGuards, WebSocketException, WsParam, WsResponse,');

describe('The page on rooms has an application with tenants', () => {
  const secret = process.env.JWT_SECRET;
  const clients: Socket[] = [];
  let app: { httpServer: HttpServer; gateways: GatewayHost };
  let url = '';

  before(async () => {
    process.env.JWT_SECRET = 'a secret of these specs: 32 bytes';
    const examples = examplesOf('docs/rooms.md').filter(({ code }) => code.includes('TenantGateway'));
    const code = examples.map((example) => example.code).join('\n');
    const free = code.replace('httpServer.listen(3000)', "httpServer.listen(0, '127.0.0.1')");
    app = runExample(leftOut + free, console, 'httpServer', 'gateways') as unknown as typeof app;
    if (!app.httpServer.listening) await once(app.httpServer, 'listening');
    url = `http://127.0.0.1:${(app.httpServer.address() as AddressInfo).port}`; // it listens on TCP
  });
  after(async () => {
    if (secret === undefined) delete process.env.JWT_SECRET;
    else process.env.JWT_SECRET = secret;
    for (const client of clients) client.disconnect();
    await app.gateways.close({ timeoutMs: 1_000 });
    app.httpServer.close();
  });

  async function clientOf(tenant: string, claim = tenant): Promise<Socket> {
    const key = new TextEncoder().encode(process.env.JWT_SECRET);
    const token = await new SignJWT({ tenant: claim }).setProtectedHeader({ alg: 'HS256' }).sign(key);
    const client = io(`${url}/tenants/${tenant}`, { auth: { token }, forceNew: true, reconnection: false });
    clients.push(client);
    return client;
  }

  it('that answers a client of the tenant, and refuses one of another', async () => {
    const client = await clientOf('acme');
    expect(await request(client, 'say', 'hello')).to.deep.equal({ tenant: 'acme', text: 'hello' });
    const other = await clientOf('acme', 'globex');
    const refusal = await next<Error & { data: unknown }>(other, 'connect_error');
    expect(refusal.data).to.have.property('code', 1008);
  });

  it('that emits to one tenant from a route', async () => {
    const [acme, globex] = [await clientOf('acme'), await clientOf('globex')];
    await Promise.all([request(acme, 'say', 'here'), request(globex, 'say', 'here')]);
    const heard: unknown[] = [];
    globex.on('notice', (text) => heard.push(text));
    const notice = next(acme, 'notice');
    expect((await fetch(`${url}/tenants/acme/notices`, { method: 'POST' })).status).to.equal(202);
    expect(await notice).to.equal('Maintenance at noon');
    await request(globex, 'say', 'still here'); // what was emitted before has arrived
    expect(heard).to.deep.equal([]);
  });
});

describe('The page on logins has an application with a JWT', () => {
  const secret = process.env.JWT_SECRET;
  beforeEach(() => {
    process.env.JWT_SECRET = 'a secret of these specs: 32 bytes';
  });
  afterEach(() => {
    if (secret === undefined) delete process.env.JWT_SECRET;
    else process.env.JWT_SECRET = secret;
  });

  it('that lets in who has a token, and refuses others with 4401', async () => {
    const { code } = examplesOf('docs/logins.md').find((example) => example.code.includes('HasToken'))!;
    const free = code.replace('httpServer.listen(3000)', "httpServer.listen(0, '127.0.0.1')");
    const run = runExample(leftOut + free, console, 'httpServer', 'app') as unknown as Node;
    if (!run.httpServer.listening) await once(run.httpServer, 'listening');
    const url = `http://127.0.0.1:${(run.httpServer.address() as AddressInfo).port}/reports`; // it listens on TCP
    const key = new TextEncoder().encode(process.env.JWT_SECRET);
    const jwt = new SignJWT({}).setSubject('ada').setExpirationTime('1h').setProtectedHeader({ alg: 'HS256' });
    const signedIn = io(url, { auth: { token: await jwt.sign(key) }, forceNew: true, reconnection: false });
    const other = io(url, { forceNew: true, reconnection: false });
    try {
      const [refusal] = await Promise.all([
        next<Error & { data: unknown }>(other, 'connect_error'),
        next(signedIn, 'connect'),
      ]);
      expect(refusal.data).to.have.property('code', 4401);
    } finally {
      for (const client of [signedIn, other]) client.disconnect();
      await run.app.locals.gateways.close({ timeoutMs: 1_000 });
      run.httpServer.close();
    }
  });
});

describe('The page on clusters has two nodes', () => {
  it('of which a client of one hears what a client of the other says', async () => {
    const redis = await TestRedis.start();
    const [example] = examplesOf('docs/cluster.md');
    const free = example!.code
      .replace(/process\.env\.REDIS_URL \?\? '[^']*'/, JSON.stringify(redis.socket))
      .replace(/httpServer\.listen\(.*\)/, "httpServer.listen(0, '127.0.0.1')");
    const variables = ['httpServer', 'app', 'publisher', 'subscriber'] as const;
    const nodes = [1, 2].map(() => runExample(leftOut + free, console, ...variables) as unknown as Node);
    const clients: Socket[] = [];
    try {
      for (const { httpServer } of nodes) {
        if (!httpServer.listening) await once(httpServer, 'listening');
        const { port } = httpServer.address() as AddressInfo; // it listens on TCP
        clients.push(io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true }));
      }
      const [one, two] = clients as [Socket, Socket];
      await Promise.all([request(one, 'say', 'first'), request(two, 'say', 'first')]);
      const heard = new Promise<unknown>((resolve) => {
        one.on('said', (text) => {
          if (text === 'from the other node') resolve(text);
        });
      });
      await request(two, 'say', 'from the other node');
      expect(await heard).to.equal('from the other node');
    } finally {
      for (const client of clients) client.disconnect();
      for (const node of nodes) {
        await node.app.locals.gateways.close({ timeoutMs: 1_000 });
        node.httpServer.close();
        node.publisher.disconnect();
        node.subscriber.disconnect();
      }
      await redis.stop();
    }
  });
});

interface Node {
  readonly httpServer: HttpServer;
  readonly app: { readonly locals: { readonly gateways: GatewayHost } };
  readonly publisher: { disconnect(): void };
  readonly subscriber: { disconnect(): void };
}
