import { expect } from 'chai';
import { OnServerEvent, SubscribeMessage, WebSocketGateway, WsBody, WsParam } from '../src';
import { gatewayWith, problemsOf } from './support/problems';

describe('a pattern namespace is refused', () => {
  for (const namespace of ['/rooms/:room/:room', '/rooms/:', '/rooms/:room-id', 'rooms/:1st']) {
    it(`when it is '${namespace}'`, async () => {
      const name = namespace.replace(/^(?!\/)/, '/');
      expect(await problemsOf(gatewayWith('Pattern', { namespace }))).to.deep.equal([
        `Pattern: its namespace '${name}' names a parameter twice, or by more than letters, digits and '_'`,
      ]);
    });
  }

  it('when another of the path matches the same names', async () => {
    const one = gatewayWith('One', { path: '/ws', namespace: '/rooms/:roomId' });
    const two = gatewayWith('Two', { path: '/ws', namespace: '/rooms/:room' });
    expect(await problemsOf(one, two)).to.deep.equal([
      '/ws: the namespaces /rooms/:roomId of One and /rooms/:room of Two match the same names; ' +
        'legal is one spelling for both',
    ]);
  });

  it('but not when that is of another path, or is the same', async () => {
    const gateways = [
      gatewayWith('One', { path: '/ws', namespace: '/rooms/:roomId' }),
      gatewayWith('Two', { path: '/ws', namespace: '/rooms/:roomId' }),
      gatewayWith('Three', { path: '/other', namespace: '/rooms/:room' }),
      gatewayWith('Four', { path: '/ws', namespace: '/rooms/lobby' }),
    ];
    expect(await problemsOf(...gateways)).to.deep.equal([]);
  });

  it('when a gateway of it waits for events of other servers, which know no client’s namespace', async () => {
    @WebSocketGateway({ namespace: '/rooms/:roomId' })
    class ClusterGateway {
      @OnServerEvent()
      rebuilt(): void {}
    }
    expect(await problemsOf(ClusterGateway)).to.deep.equal([
      'ClusterGateway.rebuilt: has @OnServerEvent in the pattern namespace /rooms/:roomId; legal is a fixed name',
    ]);
  });
});

describe('@WsParam is refused', () => {
  it('when it names none of the namespace’s parameters', async () => {
    @WebSocketGateway({ namespace: '/houses/:house/rooms/:room' })
    class RoomGateway {
      @SubscribeMessage()
      enter(@WsParam('roomId') _room: string): void {}
    }
    expect(await problemsOf(RoomGateway)).to.deep.equal([
      "RoomGateway.enter, parameter 0: @WsParam names 'roomId'; the namespace's parameters are house, room",
    ]);
  });

  it('when the namespace has none', async () => {
    @WebSocketGateway({ namespace: '/rooms' })
    class PlainGateway {
      @SubscribeMessage()
      enter(@WsParam('room') _room: string): void {}
    }
    expect(await problemsOf(PlainGateway)).to.deep.equal([
      "PlainGateway.enter, parameter 0: @WsParam names 'room'; the namespace's parameters are " +
        "none, as it is no pattern such as '/rooms/:roomId'",
    ]);
  });
});

describe('a handler of events of other servers is refused', () => {
  it('when its parameters are decorated', async () => {
    @WebSocketGateway()
    class ClusterGateway {
      @OnServerEvent()
      rebuilt(@WsBody() _body: unknown): void {}
    }
    expect(await problemsOf(ClusterGateway)).to.deep.equal([
      'ClusterGateway.rebuilt, parameter 0: is decorated, but events of other servers have no client',
    ]);
  });
});

describe('a handshake schema is refused', () => {
  for (const part of ['auth', 'query', 'headers']) {
    it(`when that of ${part} is none`, async () => {
      expect(await problemsOf(gatewayWith('Handshake', { handshake: { [part]: { token: 'string' } } }))).to.deep.equal([
        `Handshake, handshake.${part}: its schema is an object (token); legal are a Joi schema and a Standard Schema`,
      ]);
    });
  }
});
