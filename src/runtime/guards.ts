import type { GuardLike } from '../around';
import type { GatewayContext } from '../context';
import { WebSocketException, WsStatus } from '../errors';
import { callable } from './callable';
import type { Check } from './check';
import type { Resources } from './resources';

/** Guards fail closed: nothing but `true` lets pass. */
export function compileGuards(guards: readonly GuardLike[], resources: Pick<Resources, 'provider'>): readonly Check[] {
  return guards.map((guard) => {
    const canActivate = callable<[GatewayContext]>(guard, 'canActivate', (target) => resources.provider(target));
    return (context) => {
      const verdict = canActivate(context);
      return verdict === true ? undefined : assertTrue(verdict);
    };
  });
}

async function assertTrue(verdict: unknown): Promise<void> {
  if ((await verdict) !== true) throw new WebSocketException(WsStatus.POLICY_VIOLATION, 'Authorization Failed');
}
