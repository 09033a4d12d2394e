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

/** When a step does what it does; all but the first are asynchronous functions. */
export const timings = ['at once', 'before an await', 'after an await'] as const;
export type Timing = (typeof timings)[number];

export const paces = ['at once', 'after an await'] as const satisfies readonly Timing[];

export type Deed = 'refuses' | 'throws';

/** A step that does not go well. */
export interface Fault {
  readonly step: string;
  readonly does: Deed;
  readonly when: Timing;
}

/** What a step may do wrong, each at each time. */
export function faultsOf(step: string, deeds: readonly Deed[]): readonly Fault[] {
  return deeds.flatMap((does) => timings.map((when) => ({ step, does, when })));
}

export const levels = ['global', 'class', 'method'] as const;
export type Level = (typeof levels)[number];

/** From the outermost interceptor to the handler, and back. */
export const around = ['global interceptor', 'class interceptor', 'method interceptor'] as const;
export const wayBack = around.toReversed().map(after);
/** In the order in which they see an error. */
export const filters = ['method filter', 'class filter', 'global filter'] as const;

export function after(interceptor: string): string {
  return `${interceptor} on its way back`;
}

/** The way of an event: its script says what goes wrong, and its trace which steps ran, in order. */
export class Journey {
  trace: string[] = [];
  #pace: Timing = 'at once';
  #faults: readonly Fault[] = [];

  /** Starts anew. The steps that are not at fault pass, at their pace. */
  begin(pace: Timing, ...faults: readonly Fault[]): void {
    this.trace = [];
    this.#pace = pace;
    this.#faults = faults;
  }

  note(line: string): void {
    this.trace.push(line);
  }

  /** The client's side of a step: an error as it came. */
  readonly told =
    (how: string) =>
    ({ code, reason }: { code: number; reason: unknown }): void =>
      this.note(`${how}: ${code} ${typeof reason === 'string' ? reason : JSON.stringify(reason)}`);

  step<Result>(name: string, pass: () => Result, refuse: () => Result): Result | Promise<Result> {
    this.note(name);
    const fault = this.#faults.find(({ step }) => step === name);
    if (!fault) return act(this.#pace, pass);
    if (fault.does === 'refuses') return act(fault.when, refuse);
    return act(fault.when, () => {
      throw new WebSocketException(4000, name);
    });
  }

  guard(level: Level): Guard['canActivate'] {
    return () =>
      this.step(
        `${level} guard`,
        () => true,
        () => false,
      );
  }

  /** It refuses by throwing, as there is no other way. */
  interceptor(level: Level): Interceptor['intercept'] {
    const name = `${level} interceptor`;
    return (_context, next) => {
      const inner = this.step(name, next, next);
      return Promise.resolve(inner).then((result) => this.pass(after(name), result));
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

  /** A step that can but pass or throw. */
  pass<Result>(name: string, result: Result): Result | Promise<Result> {
    return this.step(
      name,
      () => result,
      () => result,
    );
  }

  /** Decorates a class or a method with everything that can be around it. */
  around(level: Level): ReturnType<typeof UseGuards> {
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
  readonly everywhere = {
    guards: [this.guard('global')],
    interceptors: [this.interceptor('global')],
    filters: [this.filter('global')],
  };
}

function act<Result>(when: Timing, deed: () => Result): Result | Promise<Result> {
  return when === 'at once' ? deed() : later(when, deed);
}

async function later<Result>(when: Timing, deed: () => Result): Promise<Result> {
  if (when === 'after an await') await eventLoopTurn();
  return deed();
}
