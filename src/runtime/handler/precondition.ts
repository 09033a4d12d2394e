import type { GatewayContext } from '../../context';
import type { Step } from './step';

/** Lets an event pass, or throws why not: a rate limit, a guard. */
export interface Precondition {
  readonly step: Step;
  /** A promise only where it has to wait. */
  readonly check: (context: GatewayContext) => void | Promise<void>;
}
