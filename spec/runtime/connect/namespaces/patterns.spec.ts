import { expect } from 'chai';
import {
  GatewayBase,
  OnConnected,
  OnDisconnected,
  OnDisconnecting,
  SubscribeMessage,
  WebSocketGateway,
  WsParam,
  WsResponse,
} from '../../../../src';
import { TestGateway } from '../../../../src/testing';
import { overBothTransports } from '../../../support/transports';

@WebSocketGateway({ namespace: '/rooms/:roomId' })
class RoomGateway extends GatewayBase {
  readonly log: string[] = [];

  @OnConnected()
  async connected(): Promise<void> {
    this.note('+');
    await this.context.socket.join('front row');
  }

  @OnDisconnecting()
  disconnecting(): void {
    this.note('~');
  }

  @OnDisconnected()
  disconnected(): void {
    this.note('-');
  }

  @SubscribeMessage()
  where(): string {
    const { server, namespace, socket } = this.context;
    return [namespace.name, namespace === server.of(namespace.name), namespace === socket.nsp].join(' ');
  }

  @SubscribeMessage()
  say(text: string): void {
    this.context.namespace.emit('said', text);
  }

  @SubscribeMessage()
  shout(text: string): WsResponse {
    return WsResponse.broadcast('said', text);
  }

  @SubscribeMessage()
  whisper(text: string): WsResponse {
    return new WsResponse('said', text, { to: 'front row' });
  }

  private note(what: string): void {
    this.log.push(`${what} ${this.context.namespace.name} ${this.context.environment.params.roomId}`);
  }
}

@WebSocketGateway({ namespace: 'rooms/:roomId' })
class SeatGateway {
  @SubscribeMessage()
  seat(@WsParam('roomId') room: string): string {
    return `a seat in ${room}`;
  }
}

@WebSocketGateway({ namespace: '/rooms/lobby' })
class LobbyGateway {
  @SubscribeMessage()
  where(): string {
    return 'the lobby';
  }
}

const seven = { namespace: '/rooms/7' };

overBothTransports((run) => {
  describe('a gateway of a pattern namespace', () => {
    const kit = TestGateway.createTestModule({ gateways: [RoomGateway] });

    it('has each client in the namespace that it asked for, never in the parent', () =>
      run(
        kit,
        async (ctx, join) => {
          const other = await join({ namespace: '/rooms/8' });
          expect(await ctx.request('where')).to.equal('/rooms/7 true true');
          expect(await other.request('where')).to.equal('/rooms/8 true true');
          expect(ctx.host.of(RoomGateway).name).not.to.be.oneOf(['/rooms/7', '/rooms/8']);
        },
        seven,
      ));

    it('runs its lifecycle hooks there', () =>
      run(
        kit,
        async (ctx, join) => {
          await (await join({ namespace: '/rooms/8' })).disconnect();
          await ctx.idle();
          expect(ctx.container.get(RoomGateway).log).to.deep.equal([
            '+ /rooms/7 7',
            '+ /rooms/8 8',
            '~ /rooms/8 8',
            '- /rooms/8 8',
          ]);
        },
        seven,
      ));

    for (const how of ['say', 'shout', 'whisper']) {
      it(`emits to that namespace and to no other when it ${how}s`, () =>
        run(
          kit,
          async (ctx, join) => {
            const [same, other] = [await join(seven), await join({ namespace: '/rooms/8' })];
            ctx.sio.emit(how, 'hello');
            expect(await ctx.waitFor('said')).to.equal('hello');
            expect(await same.waitFor('said')).to.equal('hello');
            await other.expectNone('said');
          },
          seven,
        ));
    }

    it('is reached by host.of(), which emits to all of its namespaces', () =>
      run(
        kit,
        async (ctx, join) => {
          const clients = [ctx, await join(seven), await join({ namespace: '/rooms/8' })];
          ctx.host.of(RoomGateway).emit('said', 'to all');
          for (const client of clients) {
            expect(await client.waitFor('said')).to.equal('to all');
            await client.expectNone('anything else');
            expect(client.received('said')).to.have.length(1);
          }
        },
        seven,
      ));

    it('is reached by host.of().to(), which emits to the rooms of that name in all of its namespaces', () =>
      run(
        kit,
        async (ctx, join) => {
          const other = await join({ namespace: '/rooms/8' });
          ctx.host.of(RoomGateway).to('front row').emit('said', 'to the front rows');
          ctx.host.of(RoomGateway).to('back row').emit('said', 'to the back rows');
          for (const client of [ctx, other]) {
            expect(await client.waitFor('said')).to.equal('to the front rows');
            await client.expectNone('anything else');
            expect(client.received('said')).to.have.length(1);
          }
        },
        seven,
      ));

    it('emits to a single one of its namespaces with of() of the server', () =>
      run(
        kit,
        async (ctx, join) => {
          const other = await join({ namespace: '/rooms/8' });
          ctx.host.servers.get('/socket.io')!.of('/rooms/7').emit('said', 'to seven');
          expect(await ctx.waitFor('said')).to.equal('to seven');
          await other.expectNone('said');
        },
        seven,
      ));

    for (const namespace of ['/rooms', '/rooms/', '/rooms/7/seats', '/rooms/7/', '/ROOMS/7', '/my/rooms/7']) {
      it(`connects no client to ${namespace}, which does not match`, () =>
        run(
          kit,
          async (_ctx, join) => {
            const failure = await join({ namespace }).catch((error: unknown) => error);
            expect(failure).to.be.an.instanceOf(Error);
            expect((failure as Error).message).to.match(/Invalid namespace$/);
          },
          seven,
        ));
    }

    it('matches literally what is no parameter', () => {
      @WebSocketGateway({ namespace: '/v1.0/(all)/:id' })
      class OddGateway extends GatewayBase {
        @SubscribeMessage()
        where(): string {
          return this.context.namespace.name;
        }
      }
      return run(
        TestGateway.createTestModule({ gateways: [OddGateway] }),
        async (ctx, join) => {
          expect(await ctx.request('where')).to.equal('/v1.0/(all)/7');
          for (const namespace of ['/v1x0/(all)/7', '/v1.0/all/7']) {
            const failure = await join({ namespace }).catch((error: unknown) => error);
            expect((failure as Error).message).to.match(/Invalid namespace$/);
          }
        },
        { namespace: '/v1.0/(all)/7' },
      );
    });
  });

  describe('several gateways of one pattern', () => {
    it('share one parent namespace, and their clients', () =>
      run(
        TestGateway.createTestModule({ gateways: [RoomGateway, SeatGateway] }),
        async (ctx) => {
          expect(await ctx.request('where')).to.equal('/rooms/7 true true');
          expect(await ctx.request('seat')).to.equal('a seat in 7');
          expect(ctx.host.of(RoomGateway)).to.equal(ctx.host.of(SeatGateway));
          expect(ctx.host.registry.servers[0]!.namespaces.map(({ name }) => name)).to.deep.equal(['/rooms/:roomId']);
        },
        seven,
      ));
  });

  describe('a namespace of one gateway that the pattern of another matches', () => {
    for (const gateways of [
      [RoomGateway, LobbyGateway],
      [LobbyGateway, RoomGateway],
    ] as const) {
      it(`belongs to its gateway when that is attached ${gateways[0] === LobbyGateway ? 'before' : 'after'} the other`, () =>
        run(
          TestGateway.createTestModule({ gateways }),
          async (ctx, join) => {
            const lobby = await join({ namespace: '/rooms/lobby' });
            expect(await lobby.request('where')).to.equal('the lobby');
            expect(await ctx.request('where')).to.equal('/rooms/7 true true');
            ctx.host.of(RoomGateway).emit('said', 'to all rooms');
            expect(await ctx.waitFor('said')).to.equal('to all rooms');
            await lobby.expectNone('said');
            expect(ctx.container.get(RoomGateway).log).to.deep.equal(['+ /rooms/7 7']);
          },
          seven,
        ));
    }
  });
});
