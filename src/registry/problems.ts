/** Everything that is wrong with how gateways are written or attached, in one error. */
export class GatewayConfigurationError extends Error {
  override readonly name = 'GatewayConfigurationError';

  /** @param problems one sentence each: where, what was found, what was expected */
  constructor(readonly problems: readonly string[]) {
    super(
      problems.length === 1
        ? problems[0]
        : `${problems.length} problems with the gateways:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

/** Collects problems, so that all of them are reported at once; and warnings, which stop nothing. */
export class Problems {
  readonly #found: string[] = [];
  readonly #warnings: string[] = [];

  add(where: string, problem: string): void {
    this.#found.push(`${where}: ${problem}`);
  }

  warn(where: string, warning: string): void {
    this.#warnings.push(`${where}: ${warning}`);
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** @throws GatewayConfigurationError if there are any problems */
  throwAny(): void {
    if (this.#found.length > 0) throw new GatewayConfigurationError(this.#found);
  }
}
