import { expect } from 'chai';
import { Registry } from 'prom-client';
import {
  attachGatewaysAsync,
  describeGateways,
  type GatewayHost,
  MemoryIdempotencyStore,
  RedisIdempotencyStore,
  redisPresence,
  SubscribeMessage,
  WebSocketGateway,
} from '../../src';
import { request } from '../../src/client';
import { asyncApiDocument, clientTypes, contractModel, gatewayDocs } from '../../src/docs';
import { traceGateways } from '../../src/opentelemetry';
import { gatewayMetrics } from '../../src/prometheus';
import { TestGateway } from '../../src/testing';
import { TestApplication } from '../support/application';

@WebSocketGateway({ path: '/ws' })
class ChatGateway {
  @SubscribeMessage
  say(): void {}
}

type Loose = (...args: readonly unknown[]) => unknown;

/** What a call says that the compiler would not take. */
async function messageOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    expect(error).to.be.an.instanceOf(TypeError);
    return (error as TypeError).message;
  }
  return 'it took them';
}

const redis = { eval: () => Promise.resolve() };
const socket = { connected: false, emit: () => undefined, timeout: () => undefined, on() {}, off() {} };

/** Each function that takes options, with a name that is misspelt, and the one that was meant. */
const cases: Readonly<
  Record<string, readonly [call: (host: GatewayHost, options: unknown) => unknown, wrong: string, right: string]>
> = {
  gatewayDocs: [(host, options) => (gatewayDocs as Loose)(host, options), 'acess', 'access'],
  gatewayMetrics: [(host, options) => (gatewayMetrics as Loose)(host, options), 'registry', 'register'],
  traceGateways: [(host, options) => (traceGateways as Loose)(host, options), 'traceEachEvents', 'traceEachEvent'],
  asyncApiDocument: [(host, options) => (asyncApiDocument as Loose)(host.registry, options), 'versions', 'version'],
  clientTypes: [(host, options) => (clientTypes as Loose)(host.registry, options), 'baner', 'banner'],
  redisPresence: [(_host, options) => (redisPresence as Loose)(redis, options), 'leaseMS', 'leaseMs'],
  RedisIdempotencyStore: [
    (_host, options) => Reflect.construct(RedisIdempotencyStore, [redis, options]) as unknown,
    'prefx',
    'prefix',
  ],
  MemoryIdempotencyStore: [
    (_host, options) => Reflect.construct(MemoryIdempotencyStore, [options]) as unknown,
    'maxEntrys',
    'maxEntries',
  ],
  createTestModule: [
    (_host, options) => (TestGateway.createTestModule as Loose)(withGateways(options)),
    'binds',
    'bind',
  ],
  dispatch: [(_host, options) => (TestGateway.dispatch as Loose)(ChatGateway, 'say', 1, options), 'contxt', 'context'],
};

function withGateways(options: unknown): unknown {
  return typeof options === 'object' && options && !Array.isArray(options)
    ? { gateways: [ChatGateway], ...options }
    : options;
}

describe('a function that takes options', () => {
  for (const [name, [call, wrong, right]] of Object.entries(cases)) {
    it(`refuses one that it does not know: ${name}`, async () => {
      await using application = new TestApplication();
      const host = application.attach({ gateways: [ChatGateway] });
      expect(await messageOf(() => call(host, { [wrong]: 1 }))).to.equal(
        `${name}: its option '${wrong}' is unknown; expected ${right}`,
      );
      expect(await messageOf(() => call(host, { quiteAnother: 1 }))).to.match(
        new RegExp(`^${name}: its option 'quiteAnother' is unknown; expected .*${right}`),
      );
    });

    it(`refuses what is no object: ${name}`, async () => {
      await using application = new TestApplication();
      const host = application.attach({ gateways: [ChatGateway] });
      for (const [options, found] of [
        [null, 'null'],
        ['public', "'public'"],
        [[], '[]'],
      ] as const) {
        expect(await messageOf(() => call(host, options))).to.equal(
          `${name}: its options are ${found}; expected an object`,
        );
      }
    });
  }

  it('refuses one that a context does not have: dispatch', async () => {
    const options = { context: { usr: 'Ada' } };
    expect(await messageOf(() => (TestGateway.dispatch as Loose)(ChatGateway, 'say', 1, options))).to.equal(
      "dispatch, context: its option 'usr' is unknown; expected user",
    );
  });

  it('refuses one that a client of the test kit does not have: connect, waitFor', async () => {
    await TestGateway.createTestModule({ gateways: [ChatGateway] }).runWithServer(async (ctx) => {
      const [connect, waitFor] = [ctx.connect.bind(ctx) as Loose, ctx.waitFor.bind(ctx) as Loose];
      expect(await messageOf(() => connect({ namspace: '/x' }))).to.equal(
        "connect: its option 'namspace' is unknown; expected namespace",
      );
      expect(await messageOf(() => waitFor('said', { timeout: 5 }))).to.match(
        /^waitFor: its option 'timeout' is unknown; expected /,
      );
    });
  });

  it('refuses one that a request does not have: request', async () => {
    expect(await messageOf(() => (request as Loose)({ socket, timeout: 5 }, 'say'))).to.equal(
      "request: its option 'timeout' is unknown; expected socket, timeoutMs, signal, retry, acks, traceContext",
    );
  });
});

describe('a function that takes a host', () => {
  const functions: Record<string, Loose> = {
    gatewayDocs: gatewayDocs as Loose,
    gatewayMetrics: (host: unknown) => (gatewayMetrics as Loose)(host, { register: new Registry() }),
    traceGateways: traceGateways as Loose,
    describeGateways: describeGateways as Loose,
  };
  for (const [name, call] of Object.entries(functions)) {
    it(`says what it was given in its place: ${name}`, async () => {
      await using application = new TestApplication();
      const host = application.attach({ gateways: [ChatGateway] });
      const expected = 'expected the GatewayHost that attachGateways() returns';
      expect(await messageOf(() => call(host.registry))).to.equal(
        `${name}: its host is its registry alone; ${expected}`,
      );
      expect(await messageOf(() => call(Promise.resolve(host)))).to.equal(
        `${name}: its host is a promise; ${expected}, and attachGatewaysAsync() resolves to`,
      );
      expect(await messageOf(() => call(undefined))).to.equal(`${name}: its host is undefined; ${expected}`);
      expect(await messageOf(() => call(application.app))).to.equal(`${name}: its host is [Function]; ${expected}`);
    });
  }

  it('takes one of attachGatewaysAsync, too', async () => {
    await using application = new TestApplication();
    const { app, httpServer, container } = application;
    const host = await attachGatewaysAsync(app, httpServer, container, { gateways: [ChatGateway] });
    for (const call of Object.values(functions)) {
      const given = call(host) as { stop?: () => void };
      given.stop?.();
    }
    await host.close();
  });
});

describe('a function that takes a registry', () => {
  for (const [name, call] of Object.entries({
    asyncApiDocument: (given: unknown) => (asyncApiDocument as Loose)(given, { title: 'Chat', version: '1' }),
    clientTypes: clientTypes as Loose,
    contractModel: contractModel as Loose,
  })) {
    it(`says what it was given in its place: ${name}`, async () => {
      await using application = new TestApplication();
      const host = application.attach({ gateways: [ChatGateway] });
      expect(await messageOf(() => call(host))).to.equal(`${name}: its registry is the host; expected host.registry`);
      expect(await messageOf(() => call(undefined))).to.equal(
        `${name}: its registry is undefined; expected host.registry`,
      );
    });
  }
});
