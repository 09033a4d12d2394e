import { expect } from 'chai';
import { GatewayBase, OnConnected, OnDisconnected, SubscribeMessage, WebSocketGateway } from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { deferred } from '../../../support/deferred';
import { overBothTransports } from '../../../support/transports';

class Whereabouts extends GatewayBase {
  readonly log: string[] = [];

  @OnConnected()
  connected(): void {
    this.log.push(`+${this.context.namespace.name}`);
  }

  @OnDisconnected()
  disconnected(): void {
    this.log.push(`-${this.context.namespace.name}`);
  }

  @SubscribeMessage()
  where(): string[] {
    return [this.context.gateway.name, this.context.namespace.name];
  }
}

@WebSocketGateway({ namespace: '/one' })
class OneGateway extends Whereabouts {}

@WebSocketGateway({ namespace: '/two' })
class TwoGateway extends Whereabouts {}

@WebSocketGateway({ namespace: /^\/room-\d+$/ })
class RoomGateway extends Whereabouts {}

overBothTransports((run) => {
  describe('two namespaces of one path', () => {
    const kit = TestGateway.createTestModule({ gateways: [OneGateway, TwoGateway] });

    it('answer with their own gateways', () =>
      run(kit, async (ctx, join) => {
        const other = await join({ namespace: '/two' });
        expect(await ctx.request('where')).to.deep.equal(['OneGateway', '/one']);
        expect(await other.request('where')).to.deep.equal(['TwoGateway', '/two']);
      }));

    it('run their own lifecycle hooks', () =>
      run(kit, async (ctx, join) => {
        const other = await join({ namespace: '/two' });
        await other.disconnect();
        await ctx.idle();
        expect(ctx.container.get(OneGateway).log).to.deep.equal(['+/one']);
        expect(ctx.container.get(TwoGateway).log).to.deep.equal(['+/two', '-/two']);
      }));

    it('emit to their own clients', () =>
      run(kit, async (ctx, join) => {
        const other = await join({ namespace: '/two' });
        ctx.host.of(TwoGateway).emit('news', 'for two');
        expect(await other.waitFor('news')).to.equal('for two');
        await ctx.expectNone('news');
      }));

    it('share the connection of a client', () =>
      run(kit, async (ctx) => {
        const second = ctx.sio.io.socket('/two');
        const answer = new Promise((resolve) => {
          second.on('connect', () => second.emit('where', resolve));
          second.connect();
        });
        expect(await answer).to.deep.equal(['TwoGateway', '/two']);
        expect(await ctx.request('where')).to.deep.equal(['OneGateway', '/one']);
        expect(ctx.host.servers.get('/socket.io')!.engine.clientsCount).to.equal(1);
        second.disconnect();
      }));

    it('connect no client to a third', () =>
      run(kit, async (_ctx, join) => {
        const failure = await join({ namespace: '/three' }).catch((error: unknown) => error);
        expect(failure)
          .to.be.an.instanceOf(Error)
          .with.property('message')
          .that.matches(/Invalid namespace$/);
      }));
  });

  describe('two gateways of one namespace', () => {
    it('each handle their events, with their class in the context', async () => {
      @WebSocketGateway()
      class FirstGateway extends GatewayBase {
        @SubscribeMessage()
        first(): string[] {
          return [this.context.gateway.name, String(this.context.handler)];
        }
      }
      @WebSocketGateway()
      class SecondGateway extends GatewayBase {
        @SubscribeMessage()
        second(): string[] {
          return [this.context.gateway.name, String(this.context.handler)];
        }
      }
      await run(TestGateway.createTestModule({ gateways: [FirstGateway, SecondGateway] }), async (ctx) => {
        expect(await ctx.request('first')).to.deep.equal(['FirstGateway', 'first']);
        expect(await ctx.request('second')).to.deep.equal(['SecondGateway', 'second']);
        expect(ctx.host.of(FirstGateway)).to.equal(ctx.host.of(SecondGateway));
      });
    });

    it('both keep events waiting for the @OnConnected of either', async () => {
      const hold = deferred();
      const log: string[] = [];
      @WebSocketGateway()
      class GreetingGateway {
        @OnConnected()
        async connected(): Promise<void> {
          await hold.promise;
          log.push('connected');
        }
      }
      @WebSocketGateway()
      class WorkingGateway {
        @SubscribeMessage()
        work(): string[] {
          return [...log];
        }
      }
      await run(TestGateway.createTestModule({ gateways: [GreetingGateway, WorkingGateway] }), async (ctx) => {
        const arrived = deferred();
        ctx.host
          .of(WorkingGateway)
          .sockets.get(ctx.sio.id!)!
          .onAny(() => arrived.resolve());
        const answer = ctx.request('work');
        await arrived.promise;
        hold.resolve();
        expect(await answer).to.deep.equal(['connected']);
      });
    });
  });

  describe('a namespace that is a RegExp', () => {
    const kit = TestGateway.createTestModule({ gateways: [RoomGateway] });

    it('has one gateway for all namespaces that match, each with its own clients', () =>
      run(
        kit,
        async (ctx, join) => {
          const other = await join({ namespace: '/room-2' });
          expect(await ctx.request('where')).to.deep.equal(['RoomGateway', '/room-1']);
          expect(await other.request('where')).to.deep.equal(['RoomGateway', '/room-2']);
          await other.disconnect();
          await ctx.idle();
          expect(ctx.container.get(RoomGateway).log).to.deep.equal(['+/room-1', '+/room-2', '-/room-2']);
        },
        { namespace: '/room-1' },
      ));

    it('gets what the host emits, in all namespaces that match', () =>
      run(
        kit,
        async (ctx, join) => {
          const other = await join({ namespace: '/room-2' });
          ctx.host.of(RoomGateway).emit('news', 'for all rooms');
          expect(await ctx.waitFor('news')).to.equal('for all rooms');
          expect(await other.waitFor('news')).to.equal('for all rooms');
        },
        { namespace: '/room-1' },
      ));

    it('connects no client of a namespace that does not match', () =>
      run(
        kit,
        async (_ctx, join) => {
          const failure = await join({ namespace: '/room-x' }).catch((error: unknown) => error);
          expect(failure)
            .to.be.an.instanceOf(Error)
            .with.property('message')
            .that.matches(/Invalid namespace$/);
        },
        { namespace: '/room-1' },
      ));

    it('does not take over the namespace of another gateway', () => {
      @WebSocketGateway({ namespace: '/room-7' })
      class SeventhGateway extends Whereabouts {}
      return run(
        TestGateway.createTestModule({ gateways: [RoomGateway, SeventhGateway] }),
        async (ctx, join) => {
          const other = await join({ namespace: '/room-8' });
          expect(await ctx.request('where')).to.deep.equal(['SeventhGateway', '/room-7']);
          expect(await other.request('where')).to.deep.equal(['RoomGateway', '/room-8']);
        },
        { namespace: '/room-7' },
      );
    });

    it('is not mixed up with a name that is spelt the same', () => {
      @WebSocketGateway({ namespace: /a/ })
      class PatternGateway {
        @SubscribeMessage()
        pattern(): string {
          return 'pattern';
        }
      }
      @WebSocketGateway({ namespace: '/a/' })
      class NameGateway {
        @SubscribeMessage()
        named(): string {
          return 'name';
        }
      }
      return run(
        TestGateway.createTestModule({ gateways: [PatternGateway, NameGateway] }),
        async (ctx, join) => {
          const other = await join({ namespace: '/bar' });
          expect(await ctx.request('named')).to.equal('name');
          expect(await other.request('pattern')).to.equal('pattern');
          const failure = await other.request('named').catch((error: unknown) => error);
          expect(failure).to.include({ code: 1003 });
        },
        { namespace: '/a/' },
      );
    });
  });
});
