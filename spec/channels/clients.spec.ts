import { expect } from 'chai';
import { GatewayBase, OnConnected, SubscribeMessage, UseGuards, WebSocketException, WebSocketGateway } from '../../src';
import { TestGateway } from '../../src/testing';
import { RecordingLogger } from '../support/recording-logger';
import { overBothTransports } from '../support/transports';
import { until } from '../support/until';
import { answerTo } from '../support/wire';
import { watching } from './watching';

function signedIn(): boolean {
  return undefined as unknown as boolean; // a `return` was forgotten
}

@WebSocketGateway({ path: '/clients', namespace: '/open' })
class OpenGateway extends GatewayBase {
  @OnConnected()
  connected() {
    return 'welcome';
  }

  @SubscribeMessage
  asks() {
    this.context.socket.timeout(1).emit('question', () => undefined);
  }

  @SubscribeMessage
  asks_for_ever() {
    this.context.socket.emit('question', () => undefined);
  }
}

@WebSocketGateway({ path: '/clients', namespace: '/guarded/:id' })
@UseGuards(signedIn)
class GuardedGateway extends GatewayBase {}

@WebSocketGateway({ path: '/clients', namespace: '/failing' })
class FailingGateway extends GatewayBase {
  @OnConnected()
  connected() {
    throw new WebSocketException(4001, 'Full');
  }
}

const logger = new RecordingLogger();
const kit = TestGateway.createTestModule({
  gateways: [OpenGateway, GuardedGateway, FailingGateway],
  options: { logger, server: { connectionStateRecovery: {} } },
});

describe('the channels of clients', () => {
  overBothTransports((run) => {
    it('tell of a client that has connected, when its hook is done', () =>
      watching(async ({ connects }) => {
        await run(kit, async () => until(() => connects.length > 0, 'it is told of'), { namespace: '/open' });
        expect(connects[0]).to.include({
          gateway: 'OpenGateway',
          namespace: '/open',
          outcome: 'ok',
          isRecovered: false,
        });
        expect(connects[0]?.durations).to.include.keys('queue', 'handler');
      }));

    it('tell of a client that its hook has refused', () =>
      watching(async ({ connects }) => {
        await run(kit, async () => until(() => connects.length > 0, 'it is told of'), { namespace: '/failing' });
        expect(connects[0]).to.include({ namespace: '/failing', outcome: 'refused', code: 4001 });
      }));

    it('tell of a client that a guard has refused, with its namespace as registered and as it was asked for', () =>
      watching(async ({ connects, others }) => {
        await kit.runWithServer(async (ctx) => {
          await ctx.connect({ namespace: '/guarded/7' }).then(
            () => expect.fail('it was let in'),
            () => undefined,
          );
          expect(connects[0]).to.include({ namespace: '/guarded/:id', outcome: 'refused', code: 1008 });
          expect(connects[0]?.decidedBy).to.deep.equal({ step: 'guards', name: 'signedIn' });
          const [, refused] = others.find(([name]) => name === 'refused') ?? [];
          expect(refused).to.include({
            reason: 'guard',
            namespace: '/guarded/:id',
            requested: '/guarded/7',
            code: 1008,
          });
        });
      }));

    it('tell of a client in a namespace that does not exist', () =>
      watching(async ({ others }) => {
        await kit.runWithServer(async (ctx) => {
          await ctx.connect({ namespace: '/opne' }).catch(() => undefined);
          const [, refused] = others.find(([name]) => name === 'refused') ?? [];
          expect(refused).to.include({ reason: 'namespace', namespace: undefined, requested: '/opne' });
        });
      }));

    it('tell of a client that has left: why, and how long it was there', () =>
      watching(async ({ others }) => {
        await run(kit, async (ctx) => void ctx.sio.disconnect(), { namespace: '/open' });
        const [, left] = others.find(([name]) => name === 'left') ?? [];
        expect(left).to.include({ namespace: '/open', reason: 'client namespace disconnect' });
        expect(left?.seconds).to.be.within(0, 60);
      }));

    it('tell of acknowledgements that do not come in time, or not before the client has left', () =>
      watching(async ({ others }) => {
        const reasons = (): unknown[] =>
          others.filter(([name]) => name === 'unacknowledged').map(([, { reason }]) => reason);
        await run(
          kit,
          async (ctx) => {
            await answerTo(ctx, 'asks');
            await until(() => reasons().length === 1, 'the timeout is told of');
            await answerTo(ctx, 'asks_for_ever');
          },
          { namespace: '/open' },
        );
        expect(reasons()).to.deep.equal(['timeout', 'left']);
      }));

    it('tell that a host has closed', () =>
      watching(async ({ others }) => {
        await run(kit, async () => undefined, { namespace: '/open' });
        const [, closed] = others.find(([name]) => name === 'closed') ?? [];
        expect(closed).to.include({ inTime: true });
      }));

    it('tell of a client that wants a session which nobody has', () =>
      watching(async ({ others }) => {
        await run(kit, async () => undefined, { namespace: '/open', auth: { pid: 'made-up', offset: 'x' } });
        const [, recovered] = others.find(([name]) => name === 'recovered') ?? [];
        expect(recovered).to.include({ isRecovered: false, reason: 'unknown', namespace: '/open' });
      }));
  });
});
