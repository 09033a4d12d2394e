import type { GatewayContext } from '../context';

/** Lets an event pass, or throws why not. */
export type Check = (context: GatewayContext) => void | Promise<void>;
