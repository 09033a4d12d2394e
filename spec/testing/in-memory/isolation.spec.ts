import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { expect } from 'chai';
import {
  GatewayBase,
  OnDisconnected,
  OnGatewayClose,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../src';
import { TestGateway } from '../../../src/testing';
import { deferred } from '../../support/deferred';
import { added, leftOver } from '../../support/resources';

/** Two handlers meet here. */
let arrived = 0;
let bothHere = deferred();
let ends: unknown[] = [];
let resourcesInHandler: readonly string[] = [];

@WebSocketGateway({ path: '/isolated', namespace: '/desk' })
@UseGuards(({ environment: { auth } }) => auth.token !== 'wrong')
class IsolatedGateway extends GatewayBase {
  private handled = 0;

  @SubscribeMessage('meet')
  async meet(): Promise<object> {
    const { namespace, socket } = this.context;
    await socket.join('meeting');
    this.handled += 1;
    arrived += 1;
    if (arrived === 2) bothHere.resolve();
    await bothHere.promise;
    namespace.emit('met', this.context.user);
    namespace.to('meeting').emit('in the room', this.context.user);
    return { user: this.context.user as unknown, handled: this.handled, clients: namespace.sockets.size };
  }

  @SubscribeMessage('resources')
  resources(): void {
    resourcesInHandler = process.getActiveResourcesInfo();
  }

  @OnDisconnected()
  left(): void {
    ends.push(`${String(this.context.user)} left`);
  }

  @OnGatewayClose()
  closed(): void {
    ends.push('closed');
  }
}

describe('dispatches at the same time', () => {
  beforeEach(() => {
    arrived = 0;
    bothHere = deferred();
  });

  it('do not mix', async () => {
    const meet = (user: string) => TestGateway.dispatch(IsolatedGateway, 'meet', undefined, { context: { user } });
    const [ada, bob] = await Promise.all([meet('Ada'), meet('Bob')]);
    for (const [user, dispatched] of [
      ['Ada', ada],
      ['Bob', bob],
    ] as const) {
      expect(dispatched).to.deep.equal({
        ack: { user, handled: 1, clients: 1 },
        error: undefined,
        emitted: [
          { event: 'met', args: [user], to: 'namespace' },
          { event: 'in the room', args: [user], to: ['meeting'] },
        ],
      });
    }
  });
});

describe('dispatch', () => {
  const ports = (resources: readonly string[]) => resources.filter((name) => /TCP|Pipe|UDP/.test(name));
  const holds = async () => {
    await eventLoopTurn();
    return process.getActiveResourcesInfo();
  };
  const listeners = () => process.eventNames().map((name) => `${String(name)}: ${process.listenerCount(name)}`);

  it('opens no port', async () => {
    const before = process.getActiveResourcesInfo();
    await TestGateway.dispatch(IsolatedGateway, 'resources', undefined);
    expect(resourcesInHandler).to.be.an('array');
    expect(added(ports(before), ports(resourcesInHandler))).to.deep.equal([]);
  });

  it('ends with the hooks of a client that leaves and of a host that closes', async () => {
    ends = [];
    await TestGateway.dispatch(IsolatedGateway, 'resources', undefined, { context: { user: 'Ada' } });
    expect(ends).to.have.members(['Ada left', 'closed']);
  });

  for (const [what, event, token] of [
    ['was answered', 'resources', 'right'],
    ['was refused', 'nobody handles this', 'right'],
    ['never came, as its client was refused', 'resources', 'wrong'],
  ] as const) {
    it(`leaves nothing running after an event that ${what}`, async () => {
      const dispatch = () => TestGateway.dispatch(IsolatedGateway, event, undefined, { context: { auth: { token } } });
      await dispatch(); // what is made once is made
      const before = { resources: await holds(), listeners: listeners() };
      for (let n = 0; n < 50; n += 1) await dispatch();
      expect(await leftOver(before.resources)).to.deep.equal([]);
      expect(listeners()).to.deep.equal(before.listeners);
    });
  }

  it('leaves nothing running when it fails', async () => {
    @WebSocketGateway({ path: '/patterned', namespace: '/rooms/:room' })
    class PatternedGateway extends GatewayBase {
      @OnGatewayClose()
      closed(): void {
        ends.push('closed');
      }
    }
    ends = [];
    const before = await holds();
    const failed = await TestGateway.dispatch(PatternedGateway, 'any', undefined).catch((error: unknown) => error);
    expect(failed).to.be.an('error');
    expect(ends).to.deep.equal(['closed']);
    expect(await leftOver(before)).to.deep.equal([]);
  });
});
