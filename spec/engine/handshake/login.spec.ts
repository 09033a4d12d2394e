import { expect } from 'chai';
import express, { type Express } from 'express';
import session, { type Session } from 'express-session';
import { GatewayBase, OnConnected, SubscribeMessage, UseGuards, WebSocketGateway } from '../../../src';
import { GatewayError, TestGateway } from '../../../src/testing';
import { transports } from '../../support/transports';

type NamedSession = Session & { name?: string };

@WebSocketGateway({ path: '/ws' })
@UseGuards(({ environment }) => (environment.request.session as NamedSession).name !== undefined)
class MembersGateway extends GatewayBase {
  #name = '';

  @OnConnected()
  connected(): void {
    this.#name = String(this.#session.name);
  }

  @SubscribeMessage()
  whoami(): unknown[] {
    return [this.#session.name, this.#name, this.#session.id];
  }

  @SubscribeMessage()
  rename(name: string): Promise<void> {
    const changed = this.#session;
    changed.name = name;
    return new Promise((resolve, reject) => {
      changed.save((error: unknown) => (error instanceof Error ? reject(error) : resolve()));
    });
  }

  get #session(): NamedSession {
    return this.context.environment.request.session as NamedSession;
  }
}

/** One session for Express and for the gateways: an application that logs people in, and knows who they are. */
function application() {
  const sessions = session({ secret: 'for specs', resave: false, saveUninitialized: false });
  const app: Express = express();
  app.use(sessions);
  app.post('/login/:name', (req, res) => {
    (req.session as NamedSession).name = req.params.name;
    res.send(req.session.id);
  });
  app.get('/whoami', (req, res) => void res.json([(req.session as NamedSession).name ?? null]));
  return TestGateway.createTestModule({ gateways: [MembersGateway], app, options: { middleware: [sessions] } });
}

for (const transport of transports) {
  describe(`a session that HTTP and sockets share, over ${transport}`, () => {
    it('connects a client that has logged in over HTTP, and handlers read it', async () => {
      await application().runWithServer(async (ctx) => {
        const { text: id } = await ctx.http.post('/login/Ada');
        await ctx.connect({ transports: [transport], cookies: true });
        expect(await ctx.request('whoami')).to.deep.equal(['Ada', 'Ada', id]);
      });
    });

    it('refuses a client that has not logged in', async () => {
      await application().runWithServer(async (ctx) => {
        const refusal = await ctx.connect({ transports: [transport] }).catch((error: unknown) => error);
        expect(refusal).to.be.an.instanceOf(GatewayError).that.includes({ code: 1008, event: 'connect' });
      });
    });

    it('refuses a client with a forged cookie', async () => {
      await application().runWithServer(async (ctx) => {
        const { text: id } = await ctx.http.post('/login/Ada');
        const forged = { Cookie: `connect.sid=${encodeURIComponent(`s:${id}.forged`)}` };
        const refusal = await ctx
          .connect({ transports: [transport], extraHeaders: forged })
          .catch((error: unknown) => error);
        expect(refusal).to.include({ code: 1008, event: 'connect' });
      });
    });

    it('is another for each client', async () => {
      await application().runWithServer(async (ctx) => {
        await ctx.http.post('/login/Ada');
        await ctx.connect({ transports: [transport], cookies: true });
        await ctx.http.post('/login/Bob').set('Cookie', '');
        const other = ctx.newSocketClientContext({ transports: [transport], cookies: true });
        await other.connect();
        expect((await ctx.request<string[]>('whoami'))[0]).to.equal('Ada');
        expect((await other.request<string[]>('whoami'))[0]).to.equal('Bob');
      });
    });

    it('holds over HTTP what a handler has changed and saved', async () => {
      await application().runWithServer(async (ctx) => {
        await ctx.http.post('/login/Ada');
        await ctx.connect({ transports: [transport], cookies: true });
        await ctx.request('rename', 'Countess');
        expect((await ctx.http.get('/whoami')).body).to.deep.equal(['Countess']);
      });
    });
  });
}
