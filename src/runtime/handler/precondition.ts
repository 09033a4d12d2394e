import type { GatewayContext } from '../../context';

/** Lets an event pass, or throws why not: a rate limit, a guard. A promise only where it has to wait. */
export type Precondition = (context: GatewayContext) => void | Promise<void>;
