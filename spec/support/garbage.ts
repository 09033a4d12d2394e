import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from './until';

setFlagsFromString('--expose-gc');
/** Collects it now. */
export const collectGarbage = runInNewContext('gc') as () => void;

/** Resolves when nothing holds any of these any more; rejects where something does for long. */
export function collected(references: readonly WeakRef<object>[]): Promise<void> {
  return until(() => {
    collectGarbage();
    return references.every((reference) => reference.deref() === undefined);
  }, 'nothing holds them any more');
}
