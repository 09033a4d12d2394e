import { injectable } from 'inversify';
import { currentContext, type GatewayContext } from './context';
import type { GatewayTypes } from './contract/gateway-types';

/**
 * Gives a gateway `this.context`, the context of the event that is being handled: right for every scope of the
 * container, under any concurrency and after any `await`.
 *
 * ```ts
 * interface Types { emits: { my_response(message: Message): void } }
 * class EventGateway extends GatewayBase<Types> {}       // this.context.server.emit is checked by the compiler
 * ```
 */
@injectable()
export abstract class GatewayBase<Types extends GatewayTypes = GatewayTypes> {
  /** @throws Error outside an event */
  get context(): GatewayContext<Types> {
    return currentContext<Types>();
  }
}
