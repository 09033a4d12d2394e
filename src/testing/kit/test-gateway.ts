import type { Container } from 'inversify';
import type { GatewayContainer, Newable } from '../../container';
import { expectOptions } from '../../contract/known-options';
import type { Undeclared } from '../../contract/types/declared';
import type { ListensOf } from '../../contract/types/types-of';
import { dispatch } from '../in-memory/dispatch';
import { TestContext } from './test-context';
import { TestServer, type TestModuleOptions } from './test-server';
import { TimerWatch } from './timer-watch';
import type { EmitsOf } from './typed-events';

export type { TestModuleOptions } from './test-server';

/** Gateways and what they need, ready to be started as often as a test likes: each time with a container of its own. */
export class TestModule<Emits, AnyContainer extends GatewayContainer = Container, Listens = Undeclared> {
  readonly #options: TestModuleOptions<readonly Newable[], AnyContainer>;

  constructor(options: TestModuleOptions<readonly Newable[], AnyContainer>) {
    this.#options = options;
  }

  /** Starts a server on a free port; `close()` it, or write `await using ctx = await module.start()`. */
  async start(): Promise<TestContext<Emits, AnyContainer, Listens>> {
    const timers = new TimerWatch();
    try {
      const server = await timers.run(() => TestServer.start(this.#options));
      return new TestContext<Emits, AnyContainer, Listens>(server, timers);
    } catch (error) {
      await timers.stop();
      throw error;
    }
  }

  /** Runs `body` against a server, and closes it, also when `body` throws. */
  async runWithServer<Result>(
    body: (ctx: TestContext<Emits, AnyContainer, Listens>) => Promise<Result> | Result,
  ): Promise<Result> {
    const ctx = await this.start();
    let result: Result;
    try {
      result = await body(ctx);
    } catch (error) {
      await ctx.close().catch(() => undefined); // what failed first is what the reader needs
      throw error;
    }
    await ctx.close();
    return result;
  }
}

const MODULE_OPTIONS = Object.keys({ gateways: true, bind: true, app: true, options: true } satisfies Record<
  keyof TestModuleOptions<readonly Newable[]>,
  true
>);

/**
 * Integration tests of gateways, with real servers and clients and without sleeps.
 *
 * ```ts
 * const module = TestGateway.createTestModule({ gateways: [EventGateway] });
 * await module.runWithServer(async (ctx) => {
 *   await ctx.connect();
 *   const answer = await ctx.request('my_event', { data: 'hello' });
 * });
 * ```
 */
export const TestGateway = {
  dispatch,

  createTestModule<
    const Gateways extends readonly [Newable, ...Newable[]],
    AnyContainer extends GatewayContainer = Container,
  >(
    options: TestModuleOptions<Gateways, AnyContainer>,
  ): TestModule<EmitsOf<InstanceType<Gateways[0]>>, AnyContainer, ListensOf<InstanceType<Gateways[0]>>> {
    expectOptions('createTestModule', options, MODULE_OPTIONS);
    return new TestModule(options);
  },
};
