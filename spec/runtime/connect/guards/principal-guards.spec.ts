import { expect } from 'chai';
import { authenticated, type Principal, UseGuards, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
import { forbidden, internal, refusalIn } from '../../../support/refusals';
import { transports } from '../../../support/transports';
import { answerTo } from '../../../support/wire';
import {
  AdminsGateway,
  bind,
  MembersGateway,
  OpenGateway,
  options,
  principal,
  PrincipalGateway,
  refusalOf,
  tokenOf,
} from './members';

/** What a client gets: the result, or the code of the refusal. */
const outcome = (answer: readonly unknown[]): unknown =>
  typeof answer[0] === 'string' ? answer[0] : refusalIn(answer).code;

for (const transport of transports) {
  const as = (name: 'ada' | 'bob' | 'eve') => tokenOf(name, transport);

  describe(`authenticated() and inRole(), over ${transport}`, () => {
    it('refuse clients at connect, as guards of a class', async () => {
      for (const { gateway, welcome, unwelcome } of [
        { gateway: MembersGateway, welcome: ['ada', 'bob'], unwelcome: ['eve'] },
        { gateway: AdminsGateway, welcome: ['ada'], unwelcome: ['bob', 'eve'] },
      ] as const) {
        const kit = TestGateway.createTestModule({ gateways: [gateway], bind, options });
        await kit.runWithServer(async (ctx) => {
          for (const name of unwelcome) {
            expect(await refusalOf(ctx, as(name)), name).to.include(forbidden('connect'));
          }
          for (const name of welcome) {
            const client = ctx.newSocketClientContext(as(name));
            await client.connect();
            expect(await client.request('members')).to.equal('for members');
          }
        });
      }
    });

    it('refuse single events, as guards of a method', async () => {
      const answers = {
        ada: { members: 'for members', admins: 'for admins' },
        bob: { members: 'for members', admins: 1008 },
        eve: { members: 1008, admins: 1008 },
      };
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway], bind, options });
      await kit.runWithServer(async (ctx) => {
        for (const [name, { members, admins }] of Object.entries(answers)) {
          const client = ctx.newSocketClientContext(as(name as keyof typeof answers));
          await client.connect();
          expect(outcome(await answerTo(client, 'members')), name).to.equal(members);
          expect(outcome(await answerTo(client, 'admins')), name).to.equal(admins);
        }
      });
    });

    it('refuse clients of all gateways, as global guards', async () => {
      const kit = TestGateway.createTestModule({
        gateways: [OpenGateway],
        bind,
        options: { ...options, guards: [authenticated()] },
      });
      await kit.runWithServer(async (ctx) => {
        expect(await refusalOf(ctx, as('eve'))).to.include(forbidden('connect'));
        await ctx.connect(as('bob'));
        expect(await ctx.request('whoami')).to.deep.include({ name: 'Bob' });
      });
    });

    it('refuse every event when there is no authProvider', async () => {
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway] });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect(as('ada'));
        expect(refusalIn(await answerTo(ctx, 'members'))).to.deep.equal(forbidden('members'));
        expect(refusalIn(await answerTo(ctx, 'admins'))).to.deep.equal(forbidden('admins'));
      });
    });

    it('read a principal that a guard has set', async () => {
      @WebSocketGateway({ path: '/ws' })
      @UseGuards((context) => {
        context.user = principal({ isInRole: () => Promise.resolve(false) });
        return true;
      })
      class SettingGateway extends PrincipalGateway {}
      await TestGateway.createTestModule({ gateways: [SettingGateway] }).runWithServer(async (ctx) => {
        await ctx.connect(as('eve'));
        expect(await answerTo(ctx, 'members')).to.deep.equal(['for members']);
        expect(refusalIn(await answerTo(ctx, 'admins'))).to.deep.equal(forbidden('admins'));
      });
    });

    /** What a sloppy provider gives, which is no reason to let anyone pass. */
    const sloppy: Readonly<Record<string, unknown>> = {
      undefined: undefined,
      null: null,
      'a name': 'Ada',
      'an object that is no principal': { name: 'Ada' },
      'a principal whose isAuthenticated() gives 1': principal({ isAuthenticated: () => Promise.resolve(1 as never) }),
      'a principal that is not authenticated but in the role': principal({
        isAuthenticated: () => Promise.resolve(false),
      }),
    };
    for (const [what, user] of Object.entries(sloppy)) {
      it(`refuse a client when the provider gives ${what}`, async () => {
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
            expect(await refusalOf(ctx, as('ada'))).to.include(forbidden('connect'));
          });
        }
      });
    }

    it('refuse a client when its principal throws, and write the error to the log', async () => {
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
        expect(await refusalOf(ctx, as('ada'))).to.include(internal('connect'));
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
