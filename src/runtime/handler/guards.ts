import type { GatewayContext } from '../../context';
import type { GuardLike } from '../../enhancers';
import { WebSocketException, WsStatus } from '../../errors';
import type { Instances } from './instances';
import { methodOfEnhancer } from './method-call';
import type { Precondition } from './precondition';

/** Guards fail closed: nothing but `true` lets pass. */
export function compileGuards(guards: readonly GuardLike[], instances: Instances): readonly Precondition[] {
  return guards.map((guard) => {
    const canActivate = methodOfEnhancer<[GatewayContext]>(guard, 'canActivate', instances);
    return (context) => {
      const verdict = canActivate(context);
      return verdict === true ? undefined : assertTrue(verdict);
    };
  });
}

async function assertTrue(verdict: unknown): Promise<void> {
  if ((await verdict) !== true) throw new WebSocketException(WsStatus.POLICY_VIOLATION, 'Authorization Failed');
}
