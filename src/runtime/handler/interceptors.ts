import type { GatewayContext } from '../../context';
import { enhancerName, type InterceptorLike } from '../../enhancers';
import type { Instances } from './instances';
import { methodOfEnhancer } from './method-call';
import { HANDLER, type Step } from './step';

/** The part of an invocation that calling its handler needs. */
export interface HandlerRun {
  readonly context: GatewayContext;
  /** @throws where the handler may not start any more */
  throwIfCancelled(): void;
  /** It is in a step now. */
  enter(step: Step): void;
}

/** Calls a handler's method with its arguments, with the interceptors around it. */
export type Invoke = (args: readonly unknown[], run: HandlerRun) => unknown;

/** One function of a method and its interceptors, the first of them outermost. */
export function compileInterceptors(
  interceptors: readonly InterceptorLike[],
  method: Invoke,
  instances: Instances,
): Invoke {
  const innermost: Invoke = (args, run) => {
    run.enter(HANDLER);
    return method(args, run);
  };
  if (interceptors.length === 0) return innermost;
  const guarded: Invoke = (args, run) => {
    run.throwIfCancelled();
    return innermost(args, run);
  };
  return interceptors.reduceRight<Invoke>((inner, interceptor) => {
    const intercept = methodOfEnhancer<[GatewayContext, () => Promise<unknown>]>(interceptor, 'intercept', instances);
    const step: Step = { name: 'interceptors', by: enhancerName(interceptor) };
    return (args, run) => {
      run.enter(step);
      return intercept(run.context, () => {
        const result = invokeAsync(inner, args, run);
        const back = (): void => run.enter(step);
        result.then(back, back); // an interceptor may answer without waiting for it
        return result;
      });
    };
  }, guarded);
}

/** A promise of the result, also where it is none, or is thrown at once. */
async function invokeAsync(inner: Invoke, ...args: Parameters<Invoke>): Promise<unknown> {
  return await inner(...args);
}
