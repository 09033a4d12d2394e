import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import {
  type ExceptionFilter,
  type Guard,
  type Interceptor,
  type Schema,
  UseFilters,
  UseGuards,
  UseInterceptors,
  WebSocketException,
} from '../../src';

/** When a step passes, refuses or throws: in the call, or in a promise that it gives. */
export const timings = ['at once', 'after an await'] as const;
export type Timing = (typeof timings)[number];

export type Outcome = 'refuses' | 'throws';

/** A step that does not pass. */
export interface Fault {
  readonly step: string;
  readonly outcome: Outcome;
  readonly when: Timing;
}

/** The faults of a step: each of the outcomes, at each time. */
export function faultsOf(step: string, outcomes: readonly Outcome[]): readonly Fault[] {
  return outcomes.flatMap((outcome) => timings.map((when) => ({ step, outcome, when })));
}

export type Level = 'global' | 'class' | 'method';

/** From the outermost to the innermost. */
export const interceptors = ['global interceptor', 'class interceptor', 'method interceptor'] as const;
/** The same when `next()` has given them a result, from the innermost to the outermost. */
export const interceptorsAfterNext = interceptors.toReversed().map(afterNext);
/** In the order in which they see an error. */
export const filters = ['method filter', 'class filter', 'global filter'] as const;

function afterNext(interceptor: string): string {
  return `${interceptor} after next()`;
}

/** What a client is told, in one line. The library's own wording (1008, 1011) is pinned elsewhere. */
export function inOneLine({ code, reason }: { readonly code: number; readonly reason: unknown }): string {
  if (code === 1008 || code === 1011) return String(code);
  return `${code} ${typeof reason === 'string' ? reason : JSON.stringify(reason)}`;
}

/** The steps of an event, which write down that they run; a spec says which of them does not pass. */
export class Steps {
  trace: string[] = [];
  #others: Timing = 'at once';
  #faults: readonly Fault[] = [];

  /** Starts anew, with these faults. */
  begin(...faults: readonly Fault[]): void {
    this.beginWith(faults[0]?.when === 'at once' ? 'after an await' : 'at once', ...faults);
  }

  /** {@link begin}, with steps that pass at that time. */
  beginWith(others: Timing, ...faults: readonly Fault[]): void {
    this.trace = [];
    this.#others = others;
    this.#faults = faults;
  }

  note(line: string): void {
    this.trace.push(line);
  }

  /** A listener that notes an error that the client is told. */
  readonly noteError =
    (how: string) =>
    (error: { readonly code: number; readonly reason: unknown }): void =>
      this.note(`${how}: ${inOneLine(error)}`);

  step<Result>(name: string, pass: () => Result, refuse: () => Result): Result | Promise<Result> {
    this.note(name);
    const fault = this.#faults.find(({ step }) => step === name);
    if (!fault) return act(this.#others, pass);
    if (fault.outcome === 'refuses') return act(fault.when, refuse);
    return act(fault.when, () => {
      throw new WebSocketException(4000, name);
    });
  }

  /** A step that can only pass or throw. */
  pass<Result>(name: string, result: Result): Result | Promise<Result> {
    return this.step(
      name,
      () => result,
      () => result,
    );
  }

  guard(level: Level): Guard['canActivate'] {
    return () =>
      this.step(
        `${level} guard`,
        () => true,
        () => false,
      );
  }

  /** It can only pass or throw, before `next()` and after it. */
  interceptor(level: Level): Interceptor['intercept'] {
    const name = `${level} interceptor`;
    return (_context, next) => {
      const inner = this.step(name, next, next);
      return Promise.resolve(inner).then((result) => this.pass(afterNext(name), result));
    };
  }

  /** It leaves the error as it is, refuses it by returning another, or throws another. */
  filter(level: Level): ExceptionFilter['catch'] {
    const name = `${level} filter`;
    return () =>
      this.step<unknown>(
        name,
        () => undefined,
        () => new WebSocketException(4001, name),
      );
  }

  /** A Standard Schema. */
  schema(name: string): Schema {
    return {
      '~standard': {
        version: 1,
        vendor: 'spec',
        validate: (value) =>
          this.step<{ value: unknown } | { issues: { message: string }[] }>(
            name,
            () => ({ value }),
            () => ({ issues: [{ message: name }] }),
          ),
      },
    };
  }

  /** Decorates a class or a method with a guard, an interceptor and a filter. */
  enhancers(level: Level): ReturnType<typeof UseGuards> {
    const decorators = [
      UseGuards(this.guard(level)),
      UseInterceptors(this.interceptor(level)),
      UseFilters(this.filter(level)),
    ];
    return (...target) => {
      for (const decorate of decorators) decorate(...target);
    };
  }

  /** The same for all gateways: options of `attachGateways`. */
  readonly globalEnhancers = {
    guards: [this.guard('global')],
    interceptors: [this.interceptor('global')],
    filters: [this.filter('global')],
  };
}

function act<Result>(when: Timing, outcome: () => Result): Result | Promise<Result> {
  return when === 'at once' ? outcome() : later(outcome);
}

async function later<Result>(outcome: () => Result): Promise<Result> {
  await eventLoopTurn();
  return outcome();
}
