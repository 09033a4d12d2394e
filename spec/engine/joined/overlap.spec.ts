import { expect } from 'chai';
import { Container } from 'inversify';
import { Server } from 'socket.io';
import { type GatewayHost, GatewayBase, SubscribeMessage, WebSocketGateway } from '../../../src';
import { next, TestApplication } from '../../support/application';
import { collected } from '../../support/garbage';
import { RecordingLogger } from '../../support/recording-logger';
import { transports } from '../../support/transports';
import { until } from '../../support/until';

/** What hosts change of a server of the application, to be as it was when all of them have closed. */
function stateOf(io: Server): unknown {
  const { _parser: parser, parentNsps } = io as unknown as { _parser: object; parentNsps: Map<unknown, unknown> };
  const listeners = (emitter: Pick<NodeJS.EventEmitter, 'eventNames' | 'listenerCount'>): unknown =>
    emitter.eventNames().map((name) => [name, emitter.listenerCount(name)]);
  return {
    parser: Object.values(parser),
    engine: listeners(io.engine),
    root: listeners(io.of('/')),
    namespaces: [...io._nsps.keys()],
    parents: parentNsps.size,
  };
}

function gatewayIn(namespace: string) {
  @WebSocketGateway({ namespace })
  class SomeGateway extends GatewayBase {
    @SubscribeMessage
    say(text: string): string {
      return `${namespace} ${text}`;
    }
  }
  return SomeGateway;
}

/** An application with a server of its own, and hosts that join it, each with a container of its own. */
class Overlap {
  readonly application = new TestApplication();
  readonly io = new Server(this.application.httpServer);
  readonly limits = { maxArguments: 3 };

  attach(namespace: string, logger = new RecordingLogger()): GatewayHost {
    const { io, limits } = this;
    return this.application.attach({ gateways: [gatewayIn(namespace)], io, logger, limits }, new Container());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.application.close();
  }
}

const orders: Readonly<Record<string, readonly number[]>> = {
  'in the order in which they came': [0, 1, 2],
  'the last one first': [2, 1, 0],
  'the one in the middle first': [1, 0, 2],
};
const namespaces: Readonly<Record<string, readonly string[]>> = {
  'a namespace each': ['/a', '/b', '/c'],
  'one namespace': ['/same', '/same', '/same'],
  'a pattern each': ['/a/:id', '/b/:id', '/c/:id'],
  'one pattern': ['/same/:id', '/same/:id', '/same/:id'],
  'the namespace /': ['/', '/', '/'],
};

for (const [whose, names] of Object.entries(namespaces)) {
  describe(`Three hosts that join one server of the application, with ${whose}`, () => {
    for (const [order, indexes] of Object.entries(orders)) {
      it(`leave it as it was where they close ${order}`, async () => {
        await using overlap = new Overlap();
        const before = stateOf(overlap.io);
        const hosts = names.map((name) => overlap.attach(name));
        for (const index of indexes) await hosts[index]!.close();
        expect(stateOf(overlap.io)).to.deep.equal(before);
      });
    }

    it('leave it as it was where they close at once', async () => {
      await using overlap = new Overlap();
      const before = stateOf(overlap.io);
      const hosts = names.map((name) => overlap.attach(name));
      await Promise.all(hosts.map((host) => host.close()));
      expect(stateOf(overlap.io)).to.deep.equal(before);
    });
  });

  describe(`A host that joins a server before the one before has left, with ${whose}`, () => {
    it('lets nothing of earlier ones stay in memory, however often', async () => {
      await using overlap = new Overlap();
      await overlap.application.listen();
      const loggers: WeakRef<object>[] = [];
      const reload = async (previous: GatewayHost | undefined, name: string): Promise<GatewayHost> => {
        const logger = new RecordingLogger();
        loggers.push(new WeakRef(logger));
        const host = attachUnheld(overlap, name, logger);
        await previous?.close({ timeoutMs: 100 });
        const client = await overlap.application.connect('/socket.io', { namespace: name.replace(':id', '7') });
        expect(await client.emitWithAck('say', 'x')).to.equal(`${name} x`);
        client.disconnect();
        await until(() => overlap.io.engine.clientsCount === 0, 'the client has left');
        return host;
      };
      let host: GatewayHost | undefined;
      for (let times = 0; times < 6; times += 1) host = await reload(host, names[times % 2]!);
      await host?.close({ timeoutMs: 100 });
      await collected(loggers.slice(0, 5)); // what closed last may still be on the stack
    });
  });
}

/** The application is not to close it: it would hold it. */
function attachUnheld({ application, io, limits }: Overlap, name: string, logger: RecordingLogger): GatewayHost {
  const { app, httpServer } = application;
  const other = Object.assign(new TestApplication(new Container()), { app, httpServer });
  return other.attach({ gateways: [gatewayIn(name)], io, logger, limits });
}

for (const transport of transports) {
  const over = { transports: [transport] };

  describe(`A client of one of two hosts in a server of the application, over ${transport}`, () => {
    for (const closed of [0, 1]) {
      it(`is held to the limits, and to no limits of a host that has closed: the ${['first', 'second'][closed]!}`, async () => {
        await using overlap = new Overlap();
        await overlap.application.listen();
        const names = ['/a', '/b'];
        const hosts = names.map((name) => overlap.attach(name));
        await hosts[closed]!.close();
        const there = await overlap.application.connect('/socket.io', { ...over, namespace: names[1 - closed]! });
        const left = next(there, 'disconnect');
        there.emit('say', 1, 2, 3, 4);
        expect(await left).to.match(/^transport close/);
      });
    }
  });
}
