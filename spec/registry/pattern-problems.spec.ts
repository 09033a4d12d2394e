import { expect } from 'chai';
import {
  type AttachOptions,
  GatewayConfigurationError,
  OnServerEvent,
  SubscribeMessage,
  WebSocketGateway,
  WsParam,
} from '../../src';
import { TestApplication } from '../support/application';

type Gateways = NonNullable<AttachOptions['gateways']>;

function problemsOf(...gateways: Gateways): readonly string[] {
  try {
    new TestApplication().attach({ gateways });
  } catch (error) {
    expect(error).to.be.an.instanceOf(GatewayConfigurationError);
    return (error as GatewayConfigurationError).problems;
  }
  return [];
}

/** A gateway of that name and namespace, with an event of its own. */
function gatewayAt(name: string, namespace: string | RegExp, path = '/ws'): Gateways[0] {
  const gateway = {
    [name]: class {
      handle(): void {}
    },
  }[name]!;
  SubscribeMessage(`event of ${name}`)(gateway.prototype, 'handle');
  WebSocketGateway({ path, namespace })(gateway);
  return gateway;
}

describe('two spellings of one pattern are refused', () => {
  it('when the names of the parameters differ', () => {
    expect(problemsOf(gatewayAt('One', '/rooms/:roomId'), gatewayAt('Other', '/rooms/:id'))).to.deep.equal([
      '/ws: the namespaces /rooms/:roomId of One and /rooms/:id of Other match the same names; expected one spelling for both',
    ]);
  });

  it('when one is a RegExp', () => {
    const pattern = /^\/rooms\/(?<room>[^/]+)$/;
    expect(problemsOf(gatewayAt('One', '/rooms/:roomId'), gatewayAt('Other', pattern))).to.deep.equal([
      `/ws: the namespaces /rooms/:roomId of One and ${String(pattern)} of Other match the same names; expected one spelling for both`,
    ]);
  });

  it('but not on different paths', () => {
    expect(
      problemsOf(gatewayAt('One', '/rooms/:roomId', '/one'), gatewayAt('Other', '/rooms/:id', '/other')),
    ).to.deep.equal([]);
  });

  it('but not with and without the leading slash', () => {
    expect(problemsOf(gatewayAt('One', '/rooms/:id'), gatewayAt('Other', 'rooms/:id'))).to.deep.equal([]);
  });

  it('but not when more than the names differs', () => {
    expect(
      problemsOf(gatewayAt('One', '/rooms/:id'), gatewayAt('Other', '/seats/:id'), gatewayAt('Third', '/rooms/:a/:b')),
    ).to.deep.equal([]);
  });
});

describe('a pattern is refused', () => {
  for (const namespace of ['/rooms/:', '/rooms/:7', '/rooms/:room-id', '/rooms/:room.id', '/rooms/:räume', '/:a/:a']) {
    it(`when it is ${namespace}`, () => {
      expect(problemsOf(gatewayAt('Odd', namespace))).to.deep.equal([
        `Odd: its namespace '${namespace}' names a parameter twice, or by more than letters, digits and '_'; expected names such as ':roomId'`,
      ]);
    });
  }
});

describe('@WsParam is refused', () => {
  for (const [namespace, expected] of [
    ['/rooms/:room/:seat', 'room, seat'],
    [/^\/rooms\/(?<group>\d+)$/, 'group'],
    ['/rooms', "none, as it is no pattern such as '/rooms/:roomId'"],
    [/^\/rooms$/, "none, as it is no pattern such as '/rooms/:roomId'"],
  ] as const) {
    it(`when ${String(namespace)} has no such parameter`, () => {
      @WebSocketGateway({ namespace })
      class RoomGateway {
        @SubscribeMessage()
        handle(@WsParam('roomId') _room: string): void {}
      }
      expect(problemsOf(RoomGateway)).to.deep.equal([
        `RoomGateway.handle, parameter 0: @WsParam names 'roomId'; expected a parameter of the namespace: ${expected}`,
      ]);
    });
  }
});

describe('@OnServerEvent is refused', () => {
  for (const namespace of ['/rooms/:roomId', /^\/rooms\/\d+$/]) {
    it(`in ${String(namespace)}, whose namespaces differ from server to server`, () => {
      @WebSocketGateway({ namespace })
      class RoomGateway {
        @OnServerEvent()
        announced(): void {}
      }
      expect(problemsOf(RoomGateway)).to.deep.equal([
        `RoomGateway.announced: has @OnServerEvent in the pattern namespace ${String(namespace)}; expected a fixed name`,
      ]);
    });
  }

  for (const event of ['connection', 'new_namespace']) {
    it(`for '${event}', which socket.io emits on a namespace itself`, () => {
      expect(problemsOf(subscribedTo(event))).to.deep.equal([
        `NodeGateway.handle: subscribes to '${event}', which is reserved, as a namespace emits it itself; ` +
          'expected another name',
      ]);
    });
  }

  it('for the names that clients may not send either', () => {
    expect(problemsOf(subscribedTo('connect'))).to.deep.equal([
      "NodeGateway.handle: subscribes to 'connect', which is reserved; expected another name, or a lifecycle hook",
    ]);
  });

  function subscribedTo(event: string): new () => object {
    @WebSocketGateway()
    class NodeGateway {
      @OnServerEvent(event)
      handle(): void {}
    }
    return NodeGateway;
  }

  it('when its parameters are decorated, as there is no client', () => {
    @WebSocketGateway({ namespace: '/nodes' })
    class NodeGateway {
      @OnServerEvent()
      announced(@WsParam('roomId') _room: string): void {}
    }
    expect(problemsOf(NodeGateway)).to.include(
      'NodeGateway.announced, parameter 0: is decorated, but events of other servers have no client; expected none: the method gets their arguments',
    );
  });
});
