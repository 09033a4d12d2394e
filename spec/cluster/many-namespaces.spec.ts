import type { EventEmitter } from 'node:events';
import { createAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { GatewayBase, WebSocketGateway } from '../../src';
import type { Newable } from '../../src/container';
import { TestApplication } from '../support/application';
import { clusterKinds } from '../support/cluster-adapters';
import { RecordingLogger } from '../support/recording-logger';
import { TestRedis } from '../support/redis';
import { until } from '../support/until';

/** More than the listeners of which Node warns, whoever has some besides. */
const COUNT = 25;

@WebSocketGateway({ path: '/many', namespace: '/rooms/:id' })
class RoomGateway extends GatewayBase {}

const fixedGateways = Array.from({ length: COUNT }, (_each, index) => {
  @WebSocketGateway({ path: '/many', namespace: `/fixed/${index}` })
  class FixedGateway extends GatewayBase {}
  return FixedGateway;
});

/** The warnings of Node while `body` runs. */
async function warningsOf(body: () => Promise<void>): Promise<string[]> {
  const warnings: string[] = [];
  const listener = ({ name, message }: Error): void => void warnings.push(`${name}: ${message}`);
  process.on('warning', listener);
  try {
    await body();
    await new Promise(setImmediate);
    return warnings;
  } finally {
    process.off('warning', listener);
  }
}

/** Opens many namespaces of a pattern in a server, and closes them. */
async function openMany(application: TestApplication, io: { readonly _nsps: ReadonlyMap<string, unknown> }) {
  const first = await application.connect('/many', { namespace: '/rooms/0' });
  const names = Array.from({ length: COUNT }, (_each, index) => `/rooms/${index}`).slice(1);
  const others = names.map((name) => first.io.socket(name).connect());
  await until(() => others.every(({ connected }) => connected), 'the client is in all of them');
  expect(io._nsps.size).to.be.at.least(COUNT);
  return async () => {
    first.io._close();
    await until(() => io._nsps.size === 1, 'there is none but /');
  };
}

describe('Many namespaces in a cluster', () => {
  for (const kind of clusterKinds) {
    for (const [what, gateways] of [
      ['of a pattern', [RoomGateway]],
      ['of fixed names', [...fixedGateways, RoomGateway]],
    ] as const) {
      it(`${what} are no leak for Node, with the adapter ${kind.name}`, async () => {
        const medium = await kind.open();
        const make = await medium.join();
        const most = process.getMaxListeners();
        try {
          const warnings = await warningsOf(async () => {
            await using application = await new TestApplication().listen();
            const logger = new RecordingLogger();
            const server = (path: string) => ({ adapter: make(path) });
            const host = application.attach({ gateways: gateways as readonly Newable[], logger, server });
            const io = host.servers.get('/many')!;
            if (what === 'of a pattern') await (await openMany(application, io))();
          });
          expect(warnings).to.deep.equal([]);
          expect(process.getMaxListeners()).to.equal(most);
        } finally {
          await medium.close();
        }
      });
    }
  }
});

const makers = {
  redis: (one: Redis, other: Redis) => createAdapter(one, other),
  'redis-streams': (one: Redis) => createStreamsAdapter(one, { blockTimeInMs: 50 }),
} as const;

describe('The number of listeners that a client of Redis may have', () => {
  const sides: Readonly<Record<string, (client: EventEmitter) => number>> = {
    'as it was': (client) => client.getMaxListeners(),
    'without a bound, as the application has said': (client) => client.setMaxListeners(0).getMaxListeners(),
    'as the application has said': (client) => client.setMaxListeners(77).getMaxListeners(),
  };

  for (const [side, prepare] of Object.entries(sides)) {
    for (const [name, make] of Object.entries(makers)) {
      it(`is ${side} when the namespaces have closed, with the adapter ${name}`, async () => {
        await using redis = await TestRedis.start();
        const clients = [await redis.connect(), await redis.connect()] as const;
        const before = clients.map(prepare);
        await using application = await new TestApplication().listen();
        const adapter = make(...clients) as never;
        const host = application.attach({
          gateways: [RoomGateway],
          logger: new RecordingLogger(),
          server: { adapter },
        });
        const close = await openMany(application, host.servers.get('/many')!);
        await close();
        await host.close();
        await until(
          () => clients.every((client, index) => client.getMaxListeners() === before[index]),
          'it is as before',
        );
      });
    }
  }

  it('stays what the application makes of it meanwhile', async () => {
    await using redis = await TestRedis.start();
    const clients = [await redis.connect(), await redis.connect()] as const;
    await using application = await new TestApplication().listen();
    const adapter = makers.redis(...clients) as never;
    const host = application.attach({ gateways: [RoomGateway], logger: new RecordingLogger(), server: { adapter } });
    const close = await openMany(application, host.servers.get('/many')!);
    for (const client of clients) client.setMaxListeners(100);
    await close();
    await host.close();
    expect(clients.map((client) => client.getMaxListeners())).to.deep.equal([100, 100]);
  });
});
