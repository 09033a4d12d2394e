import { expect } from 'chai';
import {
  type AttachOptions,
  GatewayConfigurationError,
  memoryPresence,
  OnServerEvent,
  OnUserOffline,
  OnUserOnline,
  redisPresence,
  UseGuards,
  WebSocketGateway,
  WsHeader,
  WsParam,
  WsSocket,
} from '../../src';
import { TestApplication } from '../support/application';
import { busAdapter } from '../support/bus-adapter';
import { problemsOf } from '../support/problems';

@WebSocketGateway({ namespace: '/hall' })
class HallGateway {
  @OnUserOnline()
  online(): void {}
}

async function problemsWith(options: AttachOptions): Promise<readonly string[]> {
  await using application = new TestApplication();
  try {
    application.attach({ gateways: [HallGateway], ...options });
    return [];
  } catch (error) {
    return (error as GatewayConfigurationError).problems;
  }
}

describe('a hook for users', () => {
  it('must not take what belongs to a client', async () => {
    @WebSocketGateway({ namespace: '/rooms/:roomId' })
    class RoomGateway {
      @OnUserOnline()
      online(@WsParam('roomId') _room: string, @WsSocket() _socket: unknown): void {}

      @OnUserOffline()
      offline(@WsHeader('x-name') _name: string): void {}
    }
    const expected =
      'of a client, which a hook for users has not; expected @WsContext() or @WsParam(); without any it gets the ' +
      "user's key";
    expect(await problemsOf(RoomGateway)).to.deep.equal([
      `RoomGateway.online, parameter 1: takes the socket ${expected}`,
      `RoomGateway.offline, parameter 0: takes the header ${expected}`,
    ]);
  });

  it('must not have guards, which would be asked of no client', async () => {
    @WebSocketGateway({ namespace: '/hall' })
    class GuardedGateway {
      @OnUserOnline()
      @UseGuards(() => true)
      online(): void {}
    }
    expect(await problemsOf(GuardedGateway)).to.deep.equal([
      'GuardedGateway.online: has guards, interceptors, filters or limits, and its hook is for no client; expected none',
    ]);
  });

  it('must not be that of two gateways of a namespace', async () => {
    @WebSocketGateway({ namespace: '/hall' })
    class OtherGateway {
      @OnUserOnline()
      online(): void {}
    }
    expect(await problemsOf(HallGateway, OtherGateway)).to.deep.equal([
      'OtherGateway.online: handles @OnUserOnline, and so does HallGateway.online (/socket.io, namespace /hall); ' +
        'expected one method for each',
    ]);
  });

  it('must not be in a cluster whose nodes remember users each by itself, unless that is said', async () => {
    const server = { adapter: busAdapter as never };
    expect(await problemsWith({ server })).to.deep.equal([
      'HallGateway.online: has @OnUserOnline, and BusAdapter joins several nodes, which have no store of their users in ' +
        'common; expected attachGateways(…, { presence: redisPresence(client) }), or memoryPresence() for each node by itself',
    ]);
    expect(await problemsWith({ server, presence: memoryPresence() })).to.deep.equal([]);
  });
});

describe('the option presence', () => {
  it('must be a store', async () => {
    expect(await problemsWith({ presence: {} as never })).to.deep.equal([
      "options of attachGateways: its 'presence' is {}; expected redisPresence(client), or another store with report()",
    ]);
  });

  for (const leaseMs of [199, 1_000.5, NaN, Infinity]) {
    it(`must not have a lease of ${leaseMs} milliseconds`, () => {
      expect(() => redisPresence({ eval: () => Promise.resolve() }, { leaseMs })).to.throw(
        RangeError,
        `redisPresence: leaseMs is ${leaseMs}; expected whole milliseconds, from 200`,
      );
    });
  }
});

describe('a server event', () => {
  it('must not have the name under which servers ask each other for their users', async () => {
    @WebSocketGateway()
    class AskedGateway {
      @OnServerEvent('gateways:users')
      asked(): void {}
    }
    expect(await problemsOf(AskedGateway)).to.deep.equal([
      "AskedGateway.asked: subscribes to 'gateways:users', which is reserved, as a namespace emits it itself; expected another name",
    ]);
  });
});
