import { expect } from 'chai';
import {
  GatewayBase,
  type GatewayContext,
  OnDisconnected,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { type Deferred, deferred } from '../../support/deferred';
import { overBothTransports } from '../../support/transports';

interface Order {
  readonly token?: string;
}

/** Says with each message who it is from, and has no say where the message names nobody. */
function byToken(context: GatewayContext): boolean {
  const { token } = (context.message ?? {}) as Order;
  if (token !== undefined) context.user = token;
  return true;
}

@WebSocketGateway()
@UseGuards(byToken)
class TokenGateway extends GatewayBase<{ user: string | undefined }> {
  hold: Deferred = deferred();
  begun: Deferred = deferred();
  readonly left = deferred<unknown>();

  @SubscribeMessage()
  async slow(): Promise<string[]> {
    const before = this.context.user ?? 'nobody';
    this.begun.resolve();
    await this.hold.promise;
    return [before, this.context.user ?? 'nobody'];
  }

  @SubscribeMessage()
  whoami(): string {
    return this.context.user ?? 'nobody';
  }

  @SubscribeMessage()
  async login(_order: Order, name: string): Promise<string> {
    await Promise.resolve();
    return (this.context.user = name);
  }

  @OnDisconnected()
  disconnected(): void {
    this.left.resolve(this.context.user);
  }
}

const kit = TestGateway.createTestModule({ gateways: [TokenGateway] });

overBothTransports((run) => {
  describe('context.user of events of one client that run at the same time', () => {
    for (const [first, what] of [
      [{ token: 'ada' }, 'that its guard has set for it'],
      [{}, 'that it began with'],
    ] as const) {
      it(`is, to the end of an event, the one ${what}`, () =>
        run(kit, async (ctx) => {
          const gateway = ctx.container.get(TokenGateway);
          const slow = ctx.request('slow', first);
          await gateway.begun.promise;
          expect(await ctx.request('whoami', { token: 'bob' })).to.equal('bob');
          expect(await ctx.request('login', {}, 'eve')).to.equal('eve');
          gateway.hold.resolve();
          const name = 'token' in first ? first.token : 'nobody';
          expect(await slow).to.deep.equal([name, name]);
        }));
    }

    it('is, for events that begin later and for @OnDisconnected, the one that was set last', () =>
      run(kit, async (ctx) => {
        const gateway = ctx.container.get(TokenGateway);
        await ctx.request('login', {}, 'ada');
        expect(await ctx.request('whoami')).to.equal('ada');
        await ctx.request('login', {}, 'bob');
        await ctx.disconnect();
        expect(await gateway.left.promise).to.equal('bob');
      }));
  });
});
