import { expect } from 'chai';
import { SessionAwareAdapter } from 'socket.io-adapter';
import { UseGuards, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { next } from '../../../support/application';
import { deferred } from '../../../support/deferred';
import { forbidden, withoutReason } from '../../../support/refusals';
import { transports } from '../../../support/transports';
import {
  comeBackInVain,
  cut,
  GuardedGateway,
  notRevoked,
  options,
  recordRawWire,
  revoked,
  SessionGateway,
  sessionsOver,
} from './session';

for (const transport of transports) {
  const withSession = sessionsOver(transport);

  describe(`a client that recovers its session over ${transport}`, () => {
    it('gets the packets that it missed when the guards have let it connect', () =>
      withSession(async (ctx) => {
        await cut(ctx);
        ctx.host.of(GuardedGateway).to('news').emit('headline', 'for members');
        const headline = next(ctx.sio, 'headline');
        await ctx.connect();
        expect(await headline).to.equal('for members');
      }));

    it('gets each packet once and in order', () =>
      withSession(async (ctx) => {
        await cut(ctx);
        const news = ctx.host.of(GuardedGateway).to('news');
        for (const number of [1, 2, 3]) news.emit('headline', number);
        await ctx.connect();
        news.emit('headline', 4);
        expect(await ctx.waitFor('headline', { count: 4 })).to.deep.equal([1, 2, 3, 4]);
        await ctx.expectNone('nothing else');
        expect(ctx.received('headline')).to.deep.equal([1, 2, 3, 4]);
      }));

    for (const namespace of ['/', '/members', '/rooms/:roomId']) {
      it(`gets no missed packet when it is refused, not even before, in ${namespace}`, async () => {
        @WebSocketGateway({ ...options, namespace })
        @UseGuards(notRevoked)
        class NamespaceGateway extends SessionGateway {}
        await withSession(
          async (ctx) => {
            const name = namespace.replace(':roomId', '7');
            await cut(ctx, name);
            ctx.host.servers.get('/socket.io')!.of(name).to('news').emit('headline', 'for members');
            revoked.add('old');
            const raw = recordRawWire(ctx);
            expect(withoutReason(await comeBackInVain(ctx, 'old'))).to.deep.equal(forbidden('connect'));
            expect(raw.join('\n')).to.include('1008').and.not.to.include('for members');
          },
          TestGateway.createTestModule({ gateways: [NamespaceGateway] }),
          { namespace: namespace.replace(':roomId', '7') },
        );
      });
    }

    it('gets the missed packets also from an adapter that gives a session only once, as those of clusters do', async () => {
      class OnceAdapter extends SessionAwareAdapter {
        readonly #given = new Set<string>();

        override async restoreSession(...args: Parameters<SessionAwareAdapter['restoreSession']>) {
          if (this.#given.has(args[0])) throw new Error('session or offset not found');
          this.#given.add(args[0]);
          return super.restoreSession(...args);
        }
      }
      await withSession(
        async (ctx) => {
          await cut(ctx);
          ctx.host.of(GuardedGateway).to('news').emit('headline', 'for members');
          const headline = next(ctx.sio, 'headline');
          await ctx.connect();
          expect(ctx.sio.recovered).to.be.true;
          expect(await headline).to.equal('for members');
        },
        TestGateway.createTestModule({ gateways: [GuardedGateway], options: { server: { adapter: OnceAdapter } } }),
      );
    });

    it('gets the missed packets once, also after a refusal', () =>
      withSession(async (ctx) => {
        await cut(ctx);
        ctx.host.of(GuardedGateway).to('news').emit('headline', 'for members');
        revoked.add('old');
        await comeBackInVain(ctx, 'old');
        ctx.sio.auth = { token: 'new' };
        await ctx.connect();
        await ctx.waitFor('headline');
        await ctx.expectNone('nothing else');
        expect(ctx.received('headline')).to.deep.equal(['for members']);
      }));

    it('gets no missed packet while a guard runs', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      @WebSocketGateway(options)
      @UseGuards(({ environment, event }) => {
        if (event !== 'connect' || environment.auth.token === 'old') return true;
        entered.resolve();
        return hold.promise;
      })
      class SlowGateway extends SessionGateway {}
      await withSession(
        async (ctx) => {
          await cut(ctx);
          ctx.host.of(SlowGateway).to('news').emit('headline', 'for members');
          const raw = recordRawWire(ctx);
          const back = comeBackInVain(ctx, 'new');
          await entered.promise;
          hold.resolve(false);
          expect(withoutReason(await back)).to.deep.equal(forbidden('connect'));
          expect(raw.join('\n')).to.include('1008').and.not.to.include('for members');
        },
        TestGateway.createTestModule({ gateways: [SlowGateway] }),
      );
    });

    it('gets also the packets that were emitted while a guard was running', async () => {
      const entered = deferred();
      const hold = deferred<boolean>();
      @WebSocketGateway(options)
      @UseGuards(({ environment, event }) => {
        if (event !== 'connect' || environment.auth.token === 'old') return true;
        entered.resolve();
        return hold.promise;
      })
      class SlowGateway extends SessionGateway {}
      await withSession(
        async (ctx) => {
          await cut(ctx);
          const news = ctx.host.of(SlowGateway).to('news');
          news.emit('headline', 1);
          ctx.sio.auth = { token: 'new' };
          const connected = ctx.connect();
          await entered.promise;
          news.emit('headline', 2);
          hold.resolve(true);
          await connected;
          news.emit('headline', 3);
          expect(await ctx.waitFor('headline', { where: (number) => number === 3 })).to.equal(3);
          expect(ctx.received('headline')).to.deep.equal([1, 2, 3]);
        },
        TestGateway.createTestModule({ gateways: [SlowGateway] }),
      );
    });
  });
}
