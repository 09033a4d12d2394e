import type { GatewayContext } from '../../context';
import type { InterceptorLike } from '../../enhancers';
import type { Instances } from './instances';
import { methodOfEnhancer } from './method-call';

/** The part of an invocation that calling its handler needs. */
export interface HandlerRun {
  readonly context: GatewayContext;
  /** @throws where the handler may not start any more */
  throwIfCancelled(): void;
}

/** Calls a handler's method with its arguments, with the interceptors around it. */
export type Invoke = (args: readonly unknown[], run: HandlerRun) => unknown;

/** One function of a method and its interceptors, the first of them outermost. */
export function compileInterceptors(
  interceptors: readonly InterceptorLike[],
  method: Invoke,
  instances: Instances,
): Invoke {
  if (interceptors.length === 0) return method;
  const innermost: Invoke = (args, run) => {
    run.throwIfCancelled();
    return method(args, run);
  };
  return interceptors.reduceRight<Invoke>((inner, interceptor) => {
    const intercept = methodOfEnhancer<[GatewayContext, () => Promise<unknown>]>(interceptor, 'intercept', instances);
    return (args, run) =>
      intercept(run.context, () => {
        const result = invokeAsync(inner, args, run);
        result.catch(() => undefined); // an interceptor may answer without waiting for it
        return result;
      });
  }, innermost);
}

/** A promise of the result, also where it is none, or is thrown at once. */
async function invokeAsync(inner: Invoke, ...args: Parameters<Invoke>): Promise<unknown> {
  return await inner(...args);
}
