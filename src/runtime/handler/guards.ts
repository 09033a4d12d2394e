import type { GatewayContext } from '../../context';
import { enhancerName, type GuardLike } from '../../enhancers';
import { WebSocketException, WsStatus } from '../../errors';
import type { Instances } from './instances';
import { methodOfEnhancer } from './method-call';
import type { Precondition } from './precondition';

/** A guard has returned something else than `true`. */
export class GuardRefusal extends WebSocketException {
  constructor(readonly returned: unknown) {
    super(WsStatus.POLICY_VIOLATION, 'Authorization Failed');
  }
}

/** Guards fail closed: nothing but `true` lets pass. */
export function compileGuards(guards: readonly GuardLike[], instances: Instances): readonly Precondition[] {
  return guards.map((guard) => {
    const canActivate = methodOfEnhancer<[GatewayContext]>(guard, 'canActivate', instances);
    return {
      step: { name: 'guards', by: enhancerName(guard) },
      check: (context) => {
        const verdict = canActivate(context);
        return verdict === true ? undefined : assertTrue(verdict);
      },
    };
  });
}

async function assertTrue(verdict: unknown): Promise<void> {
  const returned = await verdict;
  if (returned !== true) throw new GuardRefusal(returned);
}
