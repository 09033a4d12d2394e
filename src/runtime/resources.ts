import type { RateLimitOptions } from '../around';
import type { GatewayContainer, Newable, Provider } from '../container';
import type { Check } from './check';
import { compileRateLimit } from './rate-limit';
import type { Validation } from '../validation/parse';

/** What compiling handlers takes from outside: the classes that the container gave, and the budgets that they share. */
export class Resources {
  readonly #rateLimits = new Map<RateLimitOptions, Check>();

  constructor(
    private readonly container: GatewayContainer,
    private readonly providers: ReadonlyMap<Newable, Provider<object>>,
    readonly validation: Validation,
  ) {}

  /** @throws Error where the class was not resolved while attaching: a mistake of this library */
  provider(target: Newable): Provider<object> {
    const provider = this.providers.get(target);
    if (!provider) throw new Error(`${target.name} was not resolved while attaching`);
    return provider;
  }

  /**
   * One budget for each time that `@RateLimit` was written, however many handlers it is around.
   *
   * @throws Error that names the handler, where its limiter is none
   */
  rateLimit(options: RateLimitOptions, label: string): Check {
    const known = this.#rateLimits.get(options);
    if (known) return known;
    try {
      const check = compileRateLimit(options, this.container);
      this.#rateLimits.set(options, check);
      return check;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${label}: its @RateLimit has no limiter: ${reason}`, { cause });
    }
  }
}
