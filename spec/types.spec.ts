import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import express from 'express';
import { expectTypeOf } from 'expect-type';
import { Container } from 'inversify';
import type { Cluster, Redis } from 'ioredis';
import type { createClient, createCluster } from 'redis';
import type { Namespace, Server, Socket } from 'socket.io';
import {
  attachGateways,
  attachGatewaysAsync,
  currentContext,
  GatewayBase,
  type GatewayContainer,
  type GatewayContext,
  type GatewayHost,
  type PresenceRedis,
  type UserCount,
} from '../src';

// The compiler is what checks these specs: `npm run typecheck` fails where one does not hold.

interface Message {
  data: string;
}

interface Types {
  emits: { my_response(message: Message, count?: number): void; ready(): void };
  data: { name: string };
  serverEvents: { rebuilt(at: number): void };
  user: { id: number };
}

class TypedGateway extends GatewayBase<Types> {}
class UntypedGateway extends GatewayBase {}
class PlainGateway {}

declare const typed: TypedGateway;
declare const untyped: UntypedGateway;
declare const host: GatewayHost;

/** Compiled, and never run. */
function compiles(code: () => void): void {
  expectTypeOf(code).toBeFunction();
}

describe('the types of a gateway that declares its events', () => {
  it('check the events that its server, namespace, socket and rooms emit', () => {
    compiles(() => {
      const { server, namespace, socket } = typed.context;
      server.emit('my_response', { data: 'a' });
      server.to('room').emit('my_response', { data: 'a' }, 1);
      namespace.emit('ready');
      socket.emit('my_response', { data: 'a' });
      socket.broadcast.to('room').emit('ready');
      // @ts-expect-error -- the payload is a Message
      server.emit('my_response', { text: 'a' });
      // @ts-expect-error -- the payload is missing
      server.to('room').emit('my_response');
      // @ts-expect-error -- nothing of that name is emitted
      namespace.emit('my_respnse', { data: 'a' });
      // @ts-expect-error -- `ready` carries nothing
      socket.emit('ready', 1);
    });
  });

  it('check the events that host.of(Gateway) emits', () => {
    compiles(() => {
      host.of(TypedGateway).emit('my_response', { data: 'a' });
      host.of(TypedGateway).to(['a', 'b']).emit('ready');
      // @ts-expect-error -- the payload is a Message
      host.of(TypedGateway).emit('my_response', 'a');
      // @ts-expect-error -- nothing of that name is emitted
      host.of(TypedGateway).to('room').emit('other');
    });
  });

  it('are those of socket.data, of the user and of events between servers', () => {
    expectTypeOf<TypedGateway['context']['socket']['data']>().toEqualTypeOf<{ name: string }>();
    expectTypeOf<TypedGateway['context']['user']>().exclude<undefined>().toEqualTypeOf<{ id: number }>();
    compiles(() => {
      typed.context.server.serverSideEmit('rebuilt', 1);
      // @ts-expect-error -- it carries a number
      typed.context.server.serverSideEmit('rebuilt', 'now');
    });
  });

  it('hold for currentContext and @WsContext(), too', () => {
    expectTypeOf(currentContext<Types>).returns.toEqualTypeOf<GatewayContext<Types>>();
    expectTypeOf<TypedGateway['context']>().toEqualTypeOf<GatewayContext<Types>>();
  });

  it('may be declared in part', () => {
    class EmittingGateway extends GatewayBase<{ emits: { ready(): void } }> {}
    expectTypeOf<EmittingGateway['context']['socket']['data']>().toBeAny();
    expectTypeOf<EmittingGateway['context']['user']>().toBeAny();
    compiles(() => {
      // @ts-expect-error -- nothing of that name is emitted
      host.of(EmittingGateway).emit('other');
    });
  });

  it('let the context of any gateway be used as one without types', () => {
    expectTypeOf<GatewayContext<Types>>().toExtend<GatewayContext>();
    expectTypeOf<GatewayContext<{ emits: { ready(): void } }>>().toExtend<GatewayContext>();
    compiles(() => {
      const log = (context: GatewayContext): string => context.sid;
      log(typed.context);
      log(untyped.context);
    });
  });
});

describe('the types of a gateway that declares nothing', () => {
  it('allow every event', () => {
    expectTypeOf<UntypedGateway['context']['socket']['data']>().toBeAny();
    compiles(() => {
      untyped.context.server.emit('anything', 1, 'two', { three: 3 });
      untyped.context.socket.emit('nothing');
      host.of(UntypedGateway).emit('anything', 1);
      host.of(PlainGateway).emit('anything', 1);
    });
  });

  it('are those of socket.io, so that its own functions take them', () => {
    expectTypeOf<UntypedGateway['context']['server']>().toExtend<Server>();
    expectTypeOf<UntypedGateway['context']['namespace']>().toExtend<Namespace>();
    expectTypeOf<UntypedGateway['context']['socket']>().toExtend<Socket>();
  });
});

describe('the types of attaching', () => {
  const app = express();

  it('take a container of Inversify, and its children', () => {
    expectTypeOf<Container>().toExtend<GatewayContainer>();
    compiles(() => {
      expectTypeOf(attachGateways(app, createServer(app), new Container())).toEqualTypeOf<GatewayHost>();
      expectTypeOf(attachGatewaysAsync(app, createServer(app), new Container())).resolves.toEqualTypeOf<GatewayHost>();
    });
  });

  it('take an HTTPS server, too', () => {
    compiles(() => attachGateways(app, createSecureServer({}, app), new Container()));
  });

  it('take gateways with any constructor, and refuse values that are no class', () => {
    class InjectedGateway {
      constructor(readonly container: Container) {}
    }
    compiles(() => {
      attachGateways(app, createServer(app), new Container(), { gateways: [InjectedGateway, TypedGateway] });
      // @ts-expect-error -- an instance is no class
      attachGateways(app, createServer(app), new Container(), { gateways: [new PlainGateway()] });
      // @ts-expect-error -- the path is the gateway's
      attachGateways(app, createServer(app), new Container(), { server: { path: '/ws' } });
      // @ts-expect-error -- there are two ways to acknowledge
      attachGateways(app, createServer(app), new Container(), { acks: 'nodeback' });
    });
  });
});

describe('the counting of users', () => {
  it('takes a room, or the parameters of a pattern and a room', () => {
    compiles(() => {
      expectTypeOf(host.users(TypedGateway)).resolves.toEqualTypeOf<UserCount>();
      void host.users(TypedGateway, 'room');
      void host.users(TypedGateway, { roomId: '7' }, 'room');
      // @ts-expect-error -- the room of a fixed namespace comes alone
      void host.users(TypedGateway, 'room', 'another');
      // @ts-expect-error -- parameters are texts
      void host.users(TypedGateway, { roomId: 7 });
    });
    expectTypeOf<UserCount>().toEqualTypeOf<{
      readonly users: number;
      readonly clients: number;
      readonly complete: boolean;
    }>();
  });

  it('remembers users in Redis by a client of either library, or of a cluster', () => {
    expectTypeOf<Redis>().toExtend<PresenceRedis>();
    expectTypeOf<Cluster>().toExtend<PresenceRedis>();
    expectTypeOf<ReturnType<typeof createClient>>().toExtend<PresenceRedis>();
    expectTypeOf<ReturnType<typeof createCluster>>().toExtend<PresenceRedis>();
  });
});
