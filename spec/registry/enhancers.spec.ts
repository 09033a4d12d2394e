import { expect } from 'chai';
import { Container, injectable } from 'inversify';
import {
  type AttachOptions,
  type ExceptionFilter,
  GatewayConfigurationError,
  type Guard,
  type Interceptor,
  SubscribeMessage,
  UseFilters,
  UseGuards,
  UseInterceptors,
  WebSocketGateway,
} from '../../src';
import { TestGateway } from '../../src/testing';
import { TestApplication } from '../support/application';
import { childOf } from '../support/containers';

@injectable()
class Bouncer implements Guard {
  canActivate(): boolean {
    return true;
  }
}

@injectable()
class Stopwatch implements Interceptor {
  intercept(_context: unknown, next: () => Promise<unknown>): Promise<unknown> {
    return next();
  }
}

@injectable()
class Translator implements ExceptionFilter {
  catch(): undefined {
    return undefined;
  }
}

@WebSocketGateway()
class PlainGateway {
  @SubscribeMessage()
  hello(): string {
    return 'hello';
  }
}

/** The problems that attaching finds. */
function problemsOf(options: AttachOptions, container = new Container()): readonly string[] {
  const application = new TestApplication(container);
  try {
    application.attach(options);
  } catch (error) {
    if (error instanceof GatewayConfigurationError) return error.problems;
    throw error;
  }
  throw new Error('It attached');
}

/** What a plain JavaScript user, or an import cycle, puts where a guard belongs. */
function misplaced(value: unknown): typeof Bouncer {
  return value as typeof Bouncer;
}

describe('attachGateways', () => {
  it('names each guard, interceptor and filter class that is not bound, where it is used and how to bind it', () => {
    @WebSocketGateway()
    @UseGuards(Bouncer)
    class SecretGateway {
      @SubscribeMessage()
      @UseGuards(Bouncer)
      @UseInterceptors(Stopwatch)
      @UseFilters(Translator)
      secret(): void {}
    }
    const options = { guards: [Bouncer], interceptors: [Stopwatch], filters: [Translator] };
    expect(problemsOf({ ...options, gateways: [SecretGateway] })).to.deep.equal([
      'options of attachGateways: its guard Bouncer is not bound; expected container.bind(Bouncer).toSelf()',
      'options of attachGateways: its interceptor Stopwatch is not bound; expected container.bind(Stopwatch).toSelf()',
      'options of attachGateways: its filter Translator is not bound; expected container.bind(Translator).toSelf()',
      'SecretGateway: its guard Bouncer is not bound; expected container.bind(Bouncer).toSelf()',
      'SecretGateway.secret: its guard Bouncer is not bound; expected container.bind(Bouncer).toSelf()',
      'SecretGateway.secret: its interceptor Stopwatch is not bound; expected container.bind(Stopwatch).toSelf()',
      'SecretGateway.secret: its filter Translator is not bound; expected container.bind(Translator).toSelf()',
    ]);
  });

  it('finds guards, interceptors and filters in a parent container, too', async () => {
    const parent = new Container();
    parent.bind(Bouncer).toSelf();
    await using application = new TestApplication(childOf(parent));
    const host = application.attach({ gateways: [PlainGateway], guards: [Bouncer] });
    expect(host.registry.enhancers.guards).to.deep.equal([Bouncer]);
  });

  it('refuses a guard that is undefined and names an import cycle as a reason', () => {
    @WebSocketGateway()
    @UseGuards(misplaced(undefined))
    class CyclicGateway {
      @SubscribeMessage()
      @UseGuards(misplaced(undefined))
      secret(): void {}
    }
    const expected =
      'has a guard that is undefined; expected a class, a function or an object with canActivate() (does an import cycle hide it?)';
    expect(problemsOf({ gateways: [CyclicGateway] })).to.deep.equal([
      `CyclicGateway: ${expected}`,
      `CyclicGateway.secret: ${expected}`,
    ]);
  });

  for (const value of [null, true, 'Bouncer', 1, {}, { canActivate: true }]) {
    it(`refuses ${JSON.stringify(value)} in place of a guard, an interceptor and a filter`, () => {
      const item: never = misplaced(value) as never;
      const options = { gateways: [PlainGateway], guards: [item], interceptors: [item], filters: [item] };
      const [guard, interceptor, filter, ...others] = problemsOf(options);
      const expected = 'expected a class, a function or an object with';
      expect(guard)
        .to.match(/^options of attachGateways: .* guard that is /)
        .and.to.include(`${expected} canActivate()`);
      expect(interceptor)
        .to.match(/ interceptor that is /)
        .and.to.include(`${expected} intercept()`);
      expect(filter)
        .to.match(/ filter that is /)
        .and.to.include(`${expected} catch()`);
      expect(others).to.deep.equal([]);
    });
  }

  it('refuses a guard on a method that handles nothing', () => {
    @WebSocketGateway()
    class ForgottenGateway {
      @UseGuards(() => true)
      secret(): void {}
    }
    expect(problemsOf({ gateways: [ForgottenGateway] })).to.deep.equal([
      'ForgottenGateway.secret: is decorated and handles nothing; expected @SubscribeMessage(), or a lifecycle hook, on it',
    ]);
  });

  it('throws when the container cannot make a guard', () => {
    const container = new Container();
    container.bind(Bouncer).toDynamicValue(() => {
      throw new Error('no key');
    });
    const application = new TestApplication(container);
    expect(() => application.attach({ gateways: [PlainGateway], guards: [Bouncer] })).to.throw(
      'Bouncer cannot be resolved from the container: no key',
    );
  });

  it('refuses a guard class that has no canActivate()', () => {
    const container = new Container();
    container.bind(Stopwatch).toSelf();
    const application = new TestApplication(container);
    expect(() => application.attach({ gateways: [PlainGateway], guards: [misplaced(Stopwatch)] })).to.throw(
      'Stopwatch.canActivate is needed and is undefined; expected a method',
    );
  });

  it('refuses an interceptor class that has no intercept()', () => {
    const container = new Container();
    container.bind(Bouncer).toSelf();
    const application = new TestApplication(container);
    const interceptors = [misplaced(Bouncer) as never];
    expect(() => application.attach({ gateways: [PlainGateway], interceptors })).to.throw(/Bouncer.*intercept/);
  });

  it('waits, as attachGatewaysAsync, for guards that are made asynchronously', async () => {
    const kit = TestGateway.createTestModule({
      gateways: [PlainGateway],
      bind: (container) => container.bind(Bouncer).toDynamicValue(() => Promise.resolve(new Bouncer())),
      options: { guards: [Bouncer] },
    });
    await kit.runWithServer(async (ctx) => {
      await ctx.connect();
      expect(await ctx.request('hello')).to.equal('hello');
    });
  });
});
