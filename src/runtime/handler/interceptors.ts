import type { GatewayContext } from '../../context';
import type { InterceptorLike } from '../../enhancers';
import type { Invocation } from '../event/invocation';
import type { Instances } from './instances';
import { methodOfEnhancer } from './method-call';

/** Calls a handler's method with its arguments, with the interceptors around it. */
export type Invoke = (args: readonly unknown[], invocation: Invocation) => unknown;

/** One function of a method and its interceptors, the first of them outermost. */
export function compileInterceptors(
  interceptors: readonly InterceptorLike[],
  method: Invoke,
  instances: Instances,
): Invoke {
  if (interceptors.length === 0) return method;
  const innermost: Invoke = (args, invocation) => {
    invocation.throwIfCancelled();
    return method(args, invocation);
  };
  return interceptors.reduceRight<Invoke>((inner, interceptor) => {
    const intercept = methodOfEnhancer<[GatewayContext, () => Promise<unknown>]>(interceptor, 'intercept', instances);
    return (args, invocation) =>
      intercept(invocation.context, () => {
        const result = invokeAsync(inner, args, invocation);
        result.catch(() => undefined); // an interceptor may answer without waiting for it
        return result;
      });
  }, innermost);
}

/** A promise of the result, also where it is none, or is thrown at once. */
async function invokeAsync(inner: Invoke, ...args: Parameters<Invoke>): Promise<unknown> {
  return await inner(...args);
}
