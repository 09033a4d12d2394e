import { expect } from 'chai';
import { authenticated, type Principal, UseGuards, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { RecordingLogger } from '../../../support/recording-logger';
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

const refusal = { code: 1008, reason: 'Authorization Failed' };
const refused = (event: string) => [{ error: { ...refusal, event } }];

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

    it('refuse single events, as guards of a method', async () => {
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

    it('refuse clients of all gateways, as global guards', async () => {
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

    it('refuse every event when there is no authProvider', async () => {
      const kit = TestGateway.createTestModule({ gateways: [OpenGateway] });
      await kit.runWithServer(async (ctx) => {
        await ctx.connect(as('ada'));
        expect(await answerTo(ctx, 'members')).to.deep.equal(refused('members'));
        expect(await answerTo(ctx, 'admins')).to.deep.equal(refused('admins'));
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
        expect(await answerTo(ctx, 'admins')).to.deep.equal(refused('admins'));
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
            expect(await refusalOf(ctx, as('ada'))).to.include({ ...refusal, event: 'connect' });
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
