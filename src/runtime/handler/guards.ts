import { isClass } from '../../container';
import type { GatewayContext } from '../../context';
import { enhancerName, type GuardLike } from '../../enhancers';
import { WebSocketException, WsStatus } from '../../errors';
import type { Instances } from './instances';
import { methodOfEnhancer } from './method-call';
import type { Precondition } from './precondition';

/** A guard has returned something else than `true`. */
export class GuardRefusal extends WebSocketException {
  /** @param by the name of the guard, where it is a function that has one */
  constructor(
    readonly returned: unknown,
    readonly by: string | undefined,
  ) {
    super(WsStatus.POLICY_VIOLATION, 'Authorization Failed');
  }

  /** Whoever returns something that counts as true meant to let pass, or has passed a function that makes guards. */
  get isMistake(): boolean {
    return Boolean(this.returned);
  }
}

/** Guards fail closed: nothing but `true` lets pass. */
export function compileGuards(guards: readonly GuardLike[], instances: Instances): readonly Precondition[] {
  return guards.map((guard) => {
    const canActivate = methodOfEnhancer<[GatewayContext]>(guard, 'canActivate', instances);
    const name = typeof guard === 'function' && !isClass(guard) && guard.name ? guard.name : undefined;
    return {
      step: { name: 'guards', by: enhancerName(guard) },
      check: (context) => {
        const verdict = canActivate(context);
        return verdict === true ? undefined : assertTrue(verdict, name);
      },
    };
  });
}

async function assertTrue(verdict: unknown, by: string | undefined): Promise<void> {
  const returned = await verdict;
  if (returned !== true) throw new GuardRefusal(returned, by);
}
