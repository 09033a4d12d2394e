import { expect } from 'chai';
import { Container, inject, injectable, unmanaged } from 'inversify';
import {
  type AttachOptions,
  type ExceptionFilter,
  GatewayConfigurationError,
  type Guard,
  type Interceptor,
  WebSocketGateway,
} from '../../src';
import type { Newable } from '../../src/container';
import { TestApplication } from '../support/application';
import { childOf } from '../support/containers';
import { gatewayWith } from '../support/problems';

// Inversify 7 and 8 refuse these classes in words of their own, when they are resolved.
const isInversify6 = 'options' in new Container();
const specs = isInversify6 ? describe : () => undefined;

class Sessions {}

/** A guard that nobody has told Inversify about, as esbuild and swc leave it without emitted types. */
class SignedIn implements Guard {
  constructor(readonly sessions: Sessions) {}

  canActivate(): boolean {
    return true;
  }
}

class Anyone implements Guard {
  canActivate(): boolean {
    return true;
  }
}

/** A decorator of a constructor's parameter without the syntax, for which swc would emit the types. */
function decorate(target: Newable, index: number, decorator: unknown): void {
  (decorator as (target: Newable, name: undefined, index: number) => void)(target, undefined, index);
}

const PROBLEM =
  'has no @inject() and no type that the compiler emitted, so that Inversify 6 would give it undefined; ' +
  'expected @inject(Service) at it, or a default value; @unmanaged() where it is to be undefined';

/** What attaching reports, with a gateway of no dependencies besides. */
async function problemsOf(
  bind: (container: Container) => void,
  options: AttachOptions = {},
  container = new Container(),
): Promise<readonly string[]> {
  await using application = new TestApplication(container);
  bind(container);
  try {
    application.attach({ gateways: [gatewayWith('PlainGateway', { path: '/ws' })], ...options });
    return [];
  } catch (error) {
    if (error instanceof GatewayConfigurationError) return error.problems;
    throw error;
  }
}

const options = { guards: [SignedIn] };

specs('a class that Inversify 6 would construct with undefined is refused when attaching', () => {
  it('where it is a guard', async () => {
    expect(await problemsOf((container) => container.bind(SignedIn).toSelf(), options)).to.deep.equal([
      `SignedIn, parameter 0 of its constructor: ${PROBLEM}`,
    ]);
  });

  it('where it is an interceptor, a filter or an AuthProvider, and each once', async () => {
    class Stopwatch implements Interceptor {
      constructor(readonly sessions: Sessions) {}
      intercept(_context: unknown, next: () => Promise<unknown>): Promise<unknown> {
        return next();
      }
    }
    class Translator implements ExceptionFilter {
      constructor(readonly sessions: Sessions) {}
      catch(): undefined {}
    }
    class Users {
      constructor(readonly sessions: Sessions) {}
      getUser(): Promise<never> {
        return Promise.reject(new Error('nobody'));
      }
    }
    const problems = await problemsOf(
      (container) => {
        container.bind(Stopwatch).toSelf();
        container.bind(Translator).toSelf();
      },
      { interceptors: [Stopwatch, Stopwatch], filters: [Translator], authProvider: Users },
    );
    expect(problems).to.deep.equal(
      ['Stopwatch', 'Translator', 'Users'].map((name) => `${name}, parameter 0 of its constructor: ${PROBLEM}`),
    );
  });

  it('where it is a gateway that is bound, or that attaching binds', async () => {
    class ChatGateway {
      constructor(
        readonly sessions: Sessions,
        readonly forgotten: Sessions,
      ) {}
    }
    decorate(ChatGateway, 0, inject(Sessions));
    WebSocketGateway({ path: '/undefined' })(ChatGateway);
    const expected = [`ChatGateway, parameter 1 of its constructor: ${PROBLEM}`];
    expect(await problemsOf(() => undefined, { gateways: [ChatGateway] })).to.deep.equal(expected);
    expect(
      await problemsOf((container) => container.bind(ChatGateway).toSelf(), { gateways: [ChatGateway] }),
    ).to.deep.equal(expected);
  });

  it('where it is @injectable() and no types were emitted', async () => {
    class Decorated extends Anyone {
      constructor(readonly sessions: Sessions) {
        super();
      }
    }
    injectable()(Decorated);
    const problems = await problemsOf((container) => container.bind(Decorated).toSelf(), { guards: [Decorated] });
    expect(problems).to.deep.equal([`Decorated, parameter 0 of its constructor: ${PROBLEM}`]);
  });

  it('where another class is bound to it, or a parent of the container has it', async () => {
    const parent = new Container();
    parent.bind(Anyone).to(SignedIn);
    expect(await problemsOf(() => undefined, { guards: [Anyone] }, childOf(parent))).to.deep.equal([
      `SignedIn, parameter 0 of its constructor: ${PROBLEM}`,
    ]);
  });

  it('where the container binds by itself, or skips the checks of base classes', async () => {
    const binds: object = { autoBindInjectable: true };
    const skips: object = { skipBaseClassChecks: true };
    expect(await problemsOf(() => undefined, options, new Container(binds))).to.have.length(1);
    expect(
      await problemsOf((container) => container.bind(SignedIn).toSelf(), options, new Container(skips)),
    ).to.have.length(1);
  });
});

specs('a class that Inversify 6 need not, or does not, construct is not refused', () => {
  const bindings: Record<string, (container: Container) => void> = {
    'is made by toDynamicValue()': (container) =>
      container.bind(SignedIn).toDynamicValue(() => new SignedIn(new Sessions())),
    'is a constant': (container) => container.bind(SignedIn).toConstantValue(new SignedIn(new Sessions())),
    'has its binding from another one': (container) => {
      container.bind('guard').toConstantValue(new SignedIn(new Sessions()));
      container.bind(SignedIn).toService('guard');
    },
  };
  for (const [what, bind] of Object.entries(bindings)) {
    it(`where it ${what}`, async () => {
      expect(await problemsOf(bind, options)).to.deep.equal([]);
    });
  }

  const guards: Record<string, new (...args: never[]) => Guard> = {
    'has a default value': class extends SignedIn {
      constructor(sessions = new Sessions()) {
        super(sessions);
      }
    },
    'inherits its constructor': class extends SignedIn {},
    'has a constructor of its own that takes nothing': class extends SignedIn {
      constructor() {
        super(new Sessions());
      }
    },
  };
  for (const [what, guard] of Object.entries(guards)) {
    it(`where it ${what}`, async () => {
      expect(
        // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion -- Inversify 8 needs it
        await problemsOf((container) => container.bind(guard as typeof Anyone).toSelf(), { guards: [guard] }),
      ).to.deep.equal([]);
    });
  }

  it('where it has @inject(), @unmanaged() or emitted types', async () => {
    class Injected extends Anyone {
      constructor(
        readonly sessions: Sessions,
        readonly clock?: () => number,
      ) {
        super();
      }
    }
    decorate(Injected, 0, inject(Sessions));
    decorate(Injected, 1, unmanaged());
    class Emitted extends Anyone {
      constructor(readonly sessions: Sessions) {
        super();
      }
    }
    Reflect.defineMetadata('design:paramtypes', [Sessions], Emitted);
    injectable()(Emitted);
    const problems = await problemsOf(
      (container) => {
        for (const each of [Sessions, Injected, Emitted]) container.bind<object>(each).toSelf();
      },
      { guards: [Injected, Emitted] },
    );
    expect(problems).to.deep.equal([]);
  });

  it('where it is not bound: then that is all that is said', async () => {
    expect(await problemsOf(() => undefined, options)).to.have.length(1);
  });
});
