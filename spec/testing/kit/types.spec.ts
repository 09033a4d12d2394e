import type { Agent } from 'supertest';
import { expectTypeOf } from 'expect-type';
import type { Container } from 'inversify';
import type { Socket } from 'socket.io-client';
import { GatewayBase, type GatewayHost, type ErrorPayload } from '../../../src';
import {
  type Dispatched,
  type DispatchOptions,
  type TestClient,
  type TestContext,
  TestGateway,
  type TestModule,
} from '../../../src/testing';

// The compiler is what checks these specs: `npm run typecheck` fails where one does not hold.

interface Message {
  data: string;
}

interface Types {
  emits: { my_response(message: Message): void; ready(): void; pair(left: string, right: number): void };
}

class TypedGateway extends GatewayBase<Types> {}
class InheritingGateway extends TypedGateway {}
class OtherGateway extends GatewayBase<{ emits: { other(count: number): void } }> {}
class UntypedGateway extends GatewayBase {}
class PlainGateway {}
class NamedGateway extends GatewayBase<{ data: { name: string }; user: { id: number } }> {}
class LenientGateway extends GatewayBase<{ emits: { news(message: Message, urgent?: boolean): void } }> {}

const typed = TestGateway.createTestModule({ gateways: [TypedGateway] });
const untyped = TestGateway.createTestModule({ gateways: [UntypedGateway] });

// For the compiler alone.
declare const ctx: Awaited<ReturnType<typeof typed.start>>;
declare const anyCtx: Awaited<ReturnType<typeof untyped.start>>;

/** Compiled, and never run. */
function compiles(code: () => unknown): void {
  expectTypeOf(code).toBeFunction();
}

describe('the payloads of a test whose gateway declares its events', () => {
  it('are given by waitFor: one argument as itself, none as undefined, several as a tuple', () => {
    compiles(() => {
      expectTypeOf(ctx.waitFor('my_response')).resolves.toEqualTypeOf<Message>();
      expectTypeOf(ctx.waitFor('my_response', { timeoutMs: 5 })).resolves.toEqualTypeOf<Message>();
      expectTypeOf(ctx.waitFor('ready')).resolves.toEqualTypeOf<undefined>();
      expectTypeOf(ctx.waitFor('pair')).resolves.toEqualTypeOf<[left: string, right: number]>();
    });
  });

  it('are an array with count, also with 1', () => {
    compiles(() => {
      expectTypeOf(ctx.waitFor('my_response', { count: 2 })).resolves.toEqualTypeOf<Message[]>();
      expectTypeOf(ctx.waitFor('my_response', { count: 1 })).resolves.toEqualTypeOf<Message[]>();
      expectTypeOf(ctx.waitFor('ready', { count: 2 })).resolves.toEqualTypeOf<undefined[]>();
      expectTypeOf(ctx.waitFor('pair', { count: 2 })).resolves.toEqualTypeOf<[left: string, right: number][]>();
    });
  });

  it('are what `where` gets', () => {
    compiles(() =>
      ctx.waitFor('my_response', {
        where: (message) => {
          expectTypeOf(message).toEqualTypeOf<Message>();
          return message.data === 'hello';
        },
      }),
    );
    compiles(() => ctx.waitFor('pair', { count: 2, where: ([left, right]) => left.length === right }));
    // @ts-expect-error -- it is no number
    compiles(() => ctx.waitFor('my_response', { where: (message: number) => message === 1 }));
    // @ts-expect-error -- a Message has no such member
    compiles(() => ctx.waitFor('my_response', { where: ({ text }) => text === 'hello' }));
  });

  it('are given by received', () => {
    compiles(() => {
      expectTypeOf(ctx.received('my_response')).toEqualTypeOf<Message[]>();
      expectTypeOf(ctx.received('ready')).toEqualTypeOf<undefined[]>();
      expectTypeOf(ctx.received('pair')).toEqualTypeOf<[left: string, right: number][]>();
    });
  });

  it('have names that the compiler checks', () => {
    compiles(() => ctx.expectNone('my_response'));
    // @ts-expect-error -- nothing of that name is emitted
    compiles(() => ctx.waitFor('my_respnse'));
    // @ts-expect-error -- nothing of that name is emitted
    compiles(() => ctx.waitFor('my_respnse', { count: 2 }));
    // @ts-expect-error -- nothing of that name is emitted
    compiles(() => ctx.received('my_respnse'));
    // @ts-expect-error -- nothing of that name is emitted
    compiles(() => ctx.expectNone('my_respnse'));
    // @ts-expect-error -- there is no such option
    compiles(() => ctx.waitFor('my_response', { timeout: 5 }));
  });

  it('are the same for the other clients, and in runWithServer', () => {
    compiles(() => {
      expectTypeOf(ctx.newSocketClientContext()).toEqualTypeOf<TestClient<Types['emits']>>();
      expectTypeOf(ctx.newSocketClientContext().waitFor('my_response')).resolves.toEqualTypeOf<Message>();
      return typed.runWithServer(async (running) => {
        expectTypeOf(running).toEqualTypeOf<TestContext<Types['emits']>>();
        expectTypeOf(await running.waitFor('my_response')).toEqualTypeOf<Message>();
      });
    });
  });

  it('may leave arguments out: an optional one makes an array only where it is given', () => {
    const lenient = TestGateway.createTestModule({ gateways: [LenientGateway] });
    compiles(() =>
      lenient.runWithServer((running) => {
        const { resolves: news } = expectTypeOf(running.waitFor('news'));
        news.exclude<readonly unknown[]>().toEqualTypeOf<Message>();
        news.extract<readonly unknown[]>().toExtend<readonly [Message, boolean | undefined]>();
      }),
    );
  });

  it('include the error event of every gateway', () => {
    compiles(() => {
      expectTypeOf(ctx.waitFor('error')).resolves.toEqualTypeOf<ErrorPayload>();
      expectTypeOf(ctx.waitFor('error', { count: 2 })).resolves.toEqualTypeOf<ErrorPayload[]>();
      return ctx.expectNone('error');
    });
  });
});

describe('the payloads of a test whose gateway declares no events', () => {
  it('are any, of any name', () => {
    compiles(() => {
      expectTypeOf(anyCtx.waitFor('anything')).resolves.toBeAny();
      expectTypeOf(anyCtx.received('anything').at(0)).toBeAny();
      expectTypeOf(anyCtx.waitFor('anything', { where: (payload: number) => payload > 1 })).resolves.toBeAny();
      return anyCtx.expectNone('anything');
    });
    compiles(() => untyped.runWithServer((running) => expectTypeOf(running).toEqualTypeOf<TestContext>()));
  });

  it('are an array with count', () => {
    compiles(async () => {
      const several = await anyCtx.waitFor('anything', { count: 2 });
      expectTypeOf(several).toBeArray();
      expectTypeOf(several).items.toBeAny();
    });
  });

  it('are any also for a plain class, and when only other types are declared', () => {
    const plain = TestGateway.createTestModule({ gateways: [PlainGateway] });
    const named = TestGateway.createTestModule({ gateways: [NamedGateway] });
    compiles(() => plain.runWithServer((running) => expectTypeOf(running.waitFor('anything')).resolves.toBeAny()));
    compiles(() => named.runWithServer((running) => expectTypeOf(running.waitFor('anything')).resolves.toBeAny()));
  });
});

describe('the types of a module', () => {
  it('are those of its first gateway', () => {
    const kit = TestGateway.createTestModule({ gateways: [OtherGateway, TypedGateway, UntypedGateway] });
    compiles(() =>
      kit.runWithServer(async (running) => {
        expectTypeOf(await running.waitFor('other')).toEqualTypeOf<number>();
        // @ts-expect-error -- the second gateway emits it
        await running.waitFor('my_response');
      }),
    );
    const mixed = TestGateway.createTestModule({ gateways: [UntypedGateway, TypedGateway] });
    compiles(() => mixed.runWithServer((running) => expectTypeOf(running.waitFor('other')).resolves.toBeAny()));
  });

  it('are inherited', () => {
    const kit = TestGateway.createTestModule({ gateways: [InheritingGateway] });
    expectTypeOf(kit).toEqualTypeOf<TestModule<Types['emits']>>();
  });

  it('ask for a gateway, which is a class', () => {
    // @ts-expect-error -- there is none
    compiles(() => TestGateway.createTestModule({ gateways: [] }));
    // @ts-expect-error -- an instance is no class
    compiles(() => TestGateway.createTestModule({ gateways: [new PlainGateway()] }));
    // @ts-expect-error -- the gateways are those of the module
    compiles(() => TestGateway.createTestModule({ gateways: [TypedGateway], options: { gateways: [] } }));
  });

  it('give the result of the body of runWithServer', () => {
    compiles(() => {
      expectTypeOf(typed.runWithServer(() => 5)).resolves.toEqualTypeOf<number>();
      expectTypeOf(typed.runWithServer(() => Promise.resolve('done'))).resolves.toEqualTypeOf<string>();
      expectTypeOf(typed.runWithServer(() => undefined)).resolves.toEqualTypeOf<undefined>();
    });
  });
});

describe('the types of a context', () => {
  it('are those of the packages that it hands through', () => {
    expectTypeOf<typeof ctx.sio>().toEqualTypeOf<Socket>();
    expectTypeOf<typeof ctx.http>().toEqualTypeOf<Agent>();
    expectTypeOf<typeof ctx.container>().toEqualTypeOf<Container>();
    expectTypeOf<typeof ctx.host>().toEqualTypeOf<GatewayHost>();
    expectTypeOf<typeof ctx.errors>().toEqualTypeOf<ErrorPayload[]>();
    expectTypeOf<typeof ctx>().toExtend<AsyncDisposable>();
  });

  it('give the answer of a request the type that the test names', () => {
    compiles(() => {
      expectTypeOf(ctx.request('my_event')).resolves.toBeUnknown();
      expectTypeOf(ctx.request<number>('my_event', 1, 'two')).resolves.toEqualTypeOf<number>();
    });
  });
});

describe('the types of dispatch', () => {
  it('give the outcome of an event and take the handshake of a client', () => {
    compiles(() => {
      expectTypeOf(TestGateway.dispatch(TypedGateway, 'my_event', { data: 1 })).resolves.toEqualTypeOf<Dispatched>();
      const bind: DispatchOptions['bind'] = (container) => {
        expectTypeOf(container).toEqualTypeOf<Container>();
      };
      return TestGateway.dispatch(TypedGateway, 'my_event', undefined, { bind, context: { user: { id: 1 } } });
    });
    // @ts-expect-error -- the gateway is the one that is given
    compiles(() => TestGateway.dispatch(TypedGateway, 'my_event', 1, { options: { gateways: [OtherGateway] } }));
    // @ts-expect-error -- a header is a string
    compiles(() => TestGateway.dispatch(TypedGateway, 'my_event', 1, { context: { headers: { age: 5 } } }));
    // @ts-expect-error -- there is nothing of that name in a context
    compiles(() => TestGateway.dispatch(TypedGateway, 'my_event', 1, { context: { usr: 'Ada' } }));
  });
});
