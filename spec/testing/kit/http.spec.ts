import { expect } from 'chai';
import express, { type Request } from 'express';
import session from 'express-session';
import { GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../src';
import { TestGateway } from '../../../src/testing';
import { transports } from '../../support/transports';

describe('ctx.http', () => {
  interface Visit {
    session: session.Session & { name?: string };
  }

  @WebSocketGateway({ path: '/visit' })
  class VisitGateway extends GatewayBase {
    @SubscribeMessage('name')
    name(): string | undefined {
      return (this.context.environment.request as unknown as Visit).session.name;
    }
  }

  const sessions = session({ secret: 'of the specs', resave: false, saveUninitialized: false });
  const app = express();
  app.use(sessions, express.json());
  app.post('/login', (request: Request<object, object, { name: string }> & Visit, response) => {
    request.session.name = request.body.name;
    response.sendStatus(204);
  });
  app.get('/name', (request: Request & Visit, response) => {
    response.json(request.session.name ?? null);
  });
  const kit = TestGateway.createTestModule({ gateways: [VisitGateway], app, options: { middleware: [sessions] } });

  it('keeps its cookies from one request to the next', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.http.post('/login').send({ name: 'Ada' }).expect(204);
      expect((await ctx.http.get('/name')).body).to.equal('Ada');
    }));

  it('has other cookies in each test', () =>
    kit.runWithServer(async (ctx) => {
      expect((await ctx.http.get('/name')).body).to.equal(null);
    }));

  for (const transport of transports) {
    it(`shares its cookies with a socket that asks for it, over ${transport}`, () =>
      kit.runWithServer(async (ctx) => {
        await ctx.http.post('/login').send({ name: 'Ada' }).expect(204);
        await ctx.connect({ cookies: true, transports: [transport], extraHeaders: { 'X-Custom': 'kept' } });
        expect(await ctx.request('name')).to.equal('Ada');
        const stranger = ctx.newSocketClientContext({ transports: [transport] });
        await stranger.connect();
        expect(await stranger.request('name')).to.equal(undefined);
      }));
  }

  it('shares its cookies also with other clients', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.http.post('/login').send({ name: 'Bob' }).expect(204);
      const other = ctx.newSocketClientContext({ cookies: true });
      await other.connect();
      expect(await other.request('name')).to.equal('Bob');
    }));

  it('shares the cookies that it has when the client connects', () =>
    kit.runWithServer(async (ctx) => {
      const early = ctx.newSocketClientContext({ cookies: true });
      await ctx.http.post('/login').send({ name: 'Eve' }).expect(204);
      await early.connect();
      expect(await early.request('name')).to.equal('Eve');
    }));

  it('has no cookies to share before a login', () =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect({ cookies: true });
      expect(await ctx.request('name')).to.equal(undefined);
    }));
});
