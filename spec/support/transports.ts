import type { ConnectOptions, TestClient, TestContext, TestModule } from '../../src/testing';

export const transports = ['websocket', 'polling'] as const;
export type Transport = (typeof transports)[number];

/** Gives another client of the same server, connected over the same transport. */
export type Join<Emits> = (options?: ConnectOptions) => Promise<TestClient<Emits>>;

/** Starts the server of a test module, connects a client to it, and gives both to `body`. */
export type Run = <Emits>(
  kit: TestModule<Emits>,
  body: (ctx: TestContext<Emits>, join: Join<Emits>) => Promise<void>,
  options?: ConnectOptions,
) => Promise<void>;

/** Describes a behaviour for each transport: the body is the same, and so is what must come of it. */
export function overBothTransports(describeBehaviour: (run: Run, transport: Transport) => void): void {
  for (const transport of transports) {
    describe(`over ${transport}`, () => describeBehaviour(runOver(transport), transport));
  }
}

function runOver(transport: Transport): Run {
  return (kit, body, options = {}) =>
    kit.runWithServer(async (ctx) => {
      await ctx.connect({ ...options, transports: [transport] });
      await body(ctx, async (others = {}) => {
        const client = ctx.newSocketClientContext({ ...others, transports: [transport] });
        await client.connect();
        return client;
      });
    });
}
