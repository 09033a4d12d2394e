import type { InterceptorLike } from '../around';
import type { GatewayContext } from '../context';
import { callable } from './callable';
import type { Reply } from './reply';
import type { Resources } from './resources';

/** Calls a method with its arguments, with whatever is around it. */
export type Invoke = (args: readonly unknown[], context: GatewayContext, reply: Reply) => unknown;

/** Why a handler was not run: while something around it waited, its client left or its time passed. */
export const abandoned = new Error('Nobody waits for this event any more');

/** @throws {@link abandoned} where nobody waits for the event any more */
export function assertWanted(reply: Reply): void {
  if (!reply.isOpen()) throw abandoned;
}

/** A promise of the result, whether it is one already, or is thrown at once. */
async function attempt(inner: Invoke, ...args: Parameters<Invoke>): Promise<unknown> {
  return await inner(...args);
}

/** One function of a method and its interceptors, the first of them outermost. */
export function compileInterceptors(
  interceptors: readonly InterceptorLike[],
  method: Invoke,
  resources: Pick<Resources, 'provider'>,
): Invoke {
  if (interceptors.length === 0) return method;
  const innermost: Invoke = (args, context, reply) => {
    assertWanted(reply);
    return method(args, context, reply);
  };
  return interceptors.reduceRight<Invoke>((inner, interceptor) => {
    const intercept = callable<[GatewayContext, () => Promise<unknown>]>(interceptor, 'intercept', (target) =>
      resources.provider(target),
    );
    return (args, context, reply) =>
      intercept(context, () => {
        const result = attempt(inner, args, context, reply);
        result.catch(() => undefined); // an interceptor may answer without waiting for it
        return result;
      });
  }, innermost);
}
