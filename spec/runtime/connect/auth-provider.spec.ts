import { expect } from 'chai';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { type Container, inject, injectable } from 'inversify';
import {
  BaseHttpController,
  controller,
  httpGet,
  type interfaces,
  InversifyExpressServer,
} from 'inversify-express-utils';
import {
  authenticated,
  GatewayBase,
  inRole,
  type Principal,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
} from '../../../src';
import { type ConnectOptions, type TestContext, TestGateway } from '../../../src/testing';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { answerTo } from '../../support/wire';

/** Who has which token. */
@injectable()
class Directory {
  readonly #members: Readonly<Record<string, { name: string; roles: readonly string[] }>> = {
    'token-of-ada': { name: 'Ada', roles: ['admin'] },
    'token-of-bob': { name: 'Bob', roles: [] },
  };

  find(token = '') {
    return this.#members[token];
  }
}

/** As an application has it for its controllers; that gateways exist it does not know. */
@injectable()
class TokenProvider implements interfaces.AuthProvider {
  @inject(Directory) private readonly directory!: Directory;

  async getUser(req: Request, _res: Response, _next: NextFunction): Promise<interfaces.Principal> {
    const member = this.directory.find(req.get('x-token'));
    return {
      details: { name: member?.name ?? 'nobody', path: req.path },
      isAuthenticated: () => Promise.resolve(member !== undefined),
      isInRole: (role) => Promise.resolve(member?.roles.includes(role) ?? false),
      isResourceOwner: () => Promise.resolve(false),
    };
  }
}

@controller('/pipeline/principal')
class PrincipalController extends BaseHttpController {
  @httpGet('/')
  show() {
    return this.json(this.httpContext.user.details);
  }
}

class PrincipalGateway extends GatewayBase<{ user: Principal }> {
  @SubscribeMessage()
  whoami(): unknown {
    return this.context.user.details;
  }

  @SubscribeMessage()
  @UseGuards(authenticated())
  members(): string {
    return 'for members';
  }

  @SubscribeMessage()
  @UseGuards(inRole('admin'))
  admins(): string {
    return 'for admins';
  }
}

@WebSocketGateway('/ws')
class OpenGateway extends PrincipalGateway {}

@WebSocketGateway('/ws')
@UseGuards(authenticated())
class MembersGateway extends PrincipalGateway {}

@WebSocketGateway('/ws')
@UseGuards(inRole('admin'))
class AdminsGateway extends PrincipalGateway {}

const bind = (container: Container): void => void container.bind(Directory).toSelf().inSingletonScope();
const options = { authProvider: TokenProvider };
const refusal = { code: 1008, reason: 'Authorization Failed' };
const refused = (event: string) => [{ error: { ...refusal, event } }];

/** Of a principal: what is not said, is the best that can be said. */
function principal(sayings: Partial<Principal>): Principal {
  const yes = (): Promise<boolean> => Promise.resolve(true);
  return { details: {}, isAuthenticated: yes, isInRole: yes, isResourceOwner: yes, ...sayings };
}

for (const transport of transports) {
  const as = (name: 'ada' | 'bob' | 'eve'): ConnectOptions => ({
    transports: [transport],
    extraHeaders: { 'x-token': `token-of-${name}` },
  });

  async function refusalOf(ctx: TestContext, connectOptions: ConnectOptions): Promise<unknown> {
    return ctx.connect(connectOptions).then(
      () => 'let in',
      (error: unknown) => error,
    );
  }

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
      class LookingProvider {
        getUser(req: Request, res: Response, next: NextFunction): Promise<Principal> {
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

    it('that is bound is asked as its scope says', async () => {
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

    it('that is not bound is bound to itself, as a singleton', async () => {
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway], bind, options });
      await kit.runWithServer((ctx) => {
        expect(ctx.container.get(TokenProvider)).to.equal(ctx.container.get(TokenProvider));
      });
    });

    it('that throws refuses the client: with its own exception, or an internal error', async () => {
      for (const [thrown, expected] of [
        [new WebSocketException(4001, 'Expired'), { code: 4001, reason: 'Expired' }],
        [new Error('the directory is down'), { code: 1011, reason: 'Something went wrong' }],
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

  describe(`authenticated() and inRole(), over ${transport}`, () => {
    it('hold the door', async () => {
      for (const { gateway, welcome, unwelcome } of [
        { gateway: MembersGateway, welcome: ['ada', 'bob'], unwelcome: ['eve'] },
        { gateway: AdminsGateway, welcome: ['ada'], unwelcome: ['bob', 'eve'] },
      ] as const) {
        const kit = TestGateway.createTestModule({ gateways: [gateway], bind, options });
        await kit.runWithServer(async (ctx) => {
          for (const name of unwelcome) {
            expect(await refusalOf(ctx, as(name)), name).to.include({ ...refusal, event: 'connect' });
          }
          for (const name of welcome) {
            const client = ctx.newSocketClientContext(as(name));
            await client.connect();
            expect(await client.request('members')).to.equal('for members');
          }
        });
      }
    });

    it('guard single events', async () => {
      const answers = {
        ada: { members: ['for members'], admins: ['for admins'] },
        bob: { members: ['for members'], admins: refused('admins') },
        eve: { members: refused('members'), admins: refused('admins') },
      };
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway], bind, options });
      await kit.runWithServer(async (ctx) => {
        for (const [name, { members, admins }] of Object.entries(answers)) {
          const client = ctx.newSocketClientContext(as(name as keyof typeof answers));
          await client.connect();
          expect(await answerTo(client, 'members'), name).to.deep.equal(members);
          expect(await answerTo(client, 'admins'), name).to.deep.equal(admins);
        }
      });
    });

    it('hold for all gateways, too', async () => {
      const kit = TestGateway.createTestModule({
        gateways: [OpenGateway],
        bind,
        options: { ...options, guards: [authenticated()] },
      });
      await kit.runWithServer(async (ctx) => {
        expect(await refusalOf(ctx, as('eve'))).to.include(refusal);
        await ctx.connect(as('bob'));
        expect(await ctx.request('whoami')).to.deep.include({ name: 'Bob' });
      });
    });

    it('let nobody pass where there is no authProvider', async () => {
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway] });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect(as('ada'));
        expect(await answerTo(ctx, 'members')).to.deep.equal(refused('members'));
        expect(await answerTo(ctx, 'admins')).to.deep.equal(refused('admins'));
      });
    });

    it('work on a principal that a guard has set', async () => {
      @WebSocketGateway('/ws')
      @UseGuards((context) => {
        context.user = principal({ isInRole: () => Promise.resolve(false) });
        return true;
      })
      class SettingGateway extends PrincipalGateway {}
      await TestGateway.createTestModule({ gateways: [SettingGateway] }).runWithServer(async (ctx) => {
        await ctx.connect(as('eve'));
        expect(await answerTo(ctx, 'members')).to.deep.equal(['for members']);
        expect(await answerTo(ctx, 'admins')).to.deep.equal(refused('admins'));
      });
    });

    /** What a sloppy provider gives, which is no reason to let anyone pass. */
    const sloppy: Readonly<Record<string, unknown>> = {
      undefined: undefined,
      null: null,
      'a name': 'Ada',
      'an object that is no principal': { name: 'Ada' },
      'a principal that says 1': principal({ isAuthenticated: () => Promise.resolve(1 as never) }),
      'a principal that says no, but knows the role': principal({ isAuthenticated: () => Promise.resolve(false) }),
    };
    for (const [what, user] of Object.entries(sloppy)) {
      it(`let nobody pass whose provider gives ${what}`, async () => {
        class SloppyProvider {
          getUser(): Promise<Principal> {
            return Promise.resolve(user as Principal);
          }
        }
        for (const gateway of [MembersGateway, AdminsGateway]) {
          const kit = TestGateway.createTestModule({
            gateways: [gateway],
            options: { authProvider: SloppyProvider, logger: new RecordingLogger() },
          });
          await kit.runWithServer(async (ctx) => {
            expect(await refusalOf(ctx, as('ada'))).to.include({ ...refusal, event: 'connect' });
          });
        }
      });
    }

    it('let nobody pass whose principal fails to say who it is, and say so in the log', async () => {
      const fault = new Error('the directory is down');
      class LameProvider {
        getUser(): Promise<Principal> {
          return Promise.resolve(principal({ isAuthenticated: () => Promise.reject(fault) }));
        }
      }
      const logger = new RecordingLogger();
      const failing = { authProvider: LameProvider, logger };
      const closed = TestGateway.createTestModule({ gateways: [MembersGateway], options: failing });
      await closed.runWithServer(async (ctx) => {
        expect(await refusalOf(ctx, as('ada'))).to.include({ code: 1011, reason: 'Something went wrong' });
      });
      const open = TestGateway.createTestModule({ gateways: [OpenGateway], options: failing });
      await open.runWithServer(async (ctx) => {
        await ctx.connect(as('ada'));
        expect(await answerTo(ctx, 'members')).to.have.nested.property('[0].error.code', 1011);
      });
      expect(logger.detailsAt('error')).to.deep.equal([fault, fault]);
    });
  });
}
