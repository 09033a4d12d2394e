import { expect } from 'chai';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import {
  BaseHttpController,
  controller,
  httpGet,
  type interfaces,
  InversifyExpressServer,
} from 'inversify-express-utils';
import { type Principal, WebSocketException } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
import { internal } from '../../../support/refusals';
import { transports } from '../../../support/transports';
import { bind, MembersGateway, OpenGateway, options, principal, refusalOf, TokenProvider, tokenOf } from './members';

@controller('/pipeline/principal')
class PrincipalController extends BaseHttpController {
  @httpGet('/')
  show() {
    return this.json(this.httpContext.user.details);
  }
}

for (const transport of transports) {
  const as = (name: 'ada' | 'bob' | 'eve') => tokenOf(name, transport);

  describe(`an AuthProvider of inversify-express-utils, over ${transport}`, () => {
    it('serves controllers and gateways of one application', async () => {
      const kit = TestGateway.createTestModule({
        gateways: [OpenGateway],
        bind,
        app: (container) => new InversifyExpressServer(container, null, null, express(), TokenProvider).build(),
        options,
      });
      expect(PrincipalController).to.be.a('function');
      await kit.runWithServer(async (ctx) => {
        await ctx.connect(as('ada'));
        expect(await ctx.request('whoami')).to.deep.equal({ name: 'Ada', path: '/ws/' });
        const answer = await ctx.http.get('/pipeline/principal').set('x-token', 'token-of-ada');
        expect(answer.body).to.deep.equal({ name: 'Ada', path: '/pipeline/principal' });
      });
    });

    it('is asked at connect, and not on events', async () => {
      let asked = 0;
      class CountingProvider {
        getUser(): Promise<Principal> {
          asked += 1;
          return Promise.resolve(principal({ details: asked }));
        }
      }
      const kit = TestGateway.createTestModule({
        gateways: [MembersGateway],
        options: { authProvider: CountingProvider },
      });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect(as('eve'));
        for (const event of ['members', 'admins', 'members']) await ctx.request(event);
        expect(await ctx.request('whoami')).to.equal(1);
        await ctx.disconnect();
        await ctx.connect();
        expect(await ctx.request('whoami')).to.equal(2);
      });
    });

    it('gets the request and the response that it would get of Express', async () => {
      const seen: unknown[] = [];
      class LookingProvider implements interfaces.AuthProvider {
        getUser(req: Request, res: Response, next: NextFunction): Promise<interfaces.Principal> {
          seen.push(req.get('x-token'), req.query.transport, req.app, res.locals.locale, res.req === req);
          next(); // goes nowhere
          return Promise.resolve(principal({}));
        }
      }
      const app = express();
      const locale: RequestHandler = (_req, res, next) => {
        res.locals.locale = 'pt';
        next();
      };
      const kit = TestGateway.createTestModule({
        gateways: [OpenGateway],
        app,
        options: { authProvider: LookingProvider, middleware: [locale], logger: new RecordingLogger() },
      });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect(as('ada'));
        expect(seen).to.deep.equal(['token-of-ada', transport, app, 'pt', true]);
      });
    });

    it('is made by the container as its scope says when it is bound', async () => {
      const made: object[] = [];
      class BoundProvider {
        constructor() {
          made.push(this);
        }

        getUser(): Promise<Principal> {
          return Promise.resolve(principal({ details: made.indexOf(this) }));
        }
      }
      const kit = TestGateway.createTestModule({
        gateways: [OpenGateway],
        bind: (container) => void container.bind(BoundProvider).toDynamicValue(() => new BoundProvider()),
        options: { authProvider: BoundProvider },
      });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect(as('eve'));
        const other = ctx.newSocketClientContext(as('eve'));
        await other.connect();
        expect(await ctx.request('whoami')).not.to.equal(await other.request('whoami'));
      });
    });

    it('is bound to itself as a singleton when it is not bound', async () => {
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway], bind, options });
      await kit.runWithServer((ctx) => {
        expect(ctx.container.get(TokenProvider)).to.equal(ctx.container.get(TokenProvider));
      });
    });

    it('refuses the client with its exception, or with an internal error, when it throws', async () => {
      for (const [thrown, expected] of [
        [new WebSocketException(4001, 'Expired'), { code: 4001, reason: 'Expired' }],
        [new Error('the directory is down'), internal('connect')],
      ] as const) {
        class FailingProvider {
          getUser(): Promise<Principal> {
            return Promise.reject(thrown);
          }
        }
        const logger = new RecordingLogger();
        const kit = TestGateway.createTestModule({
          gateways: [OpenGateway],
          options: { authProvider: FailingProvider, logger },
        });
        await kit.runWithServer(async (ctx) => {
          expect(await refusalOf(ctx, as('ada'))).to.include({ ...expected, event: 'connect' });
          expect(logger.detailsAt('error')).to.deep.equal(expected.code === 1011 ? [thrown] : []);
        });
      }
    });
  });
}
