import { namespaceName } from '../contract/namespace-name';
import type { GatewayDefinition } from '../registry/definitions';

/**
 * The namespace of a test's client: the one that the test has chosen, or the gateway's.
 *
 * @param where a test chooses it, for the message
 * @throws Error where the gateway has a pattern, and none was chosen
 */
export function chosenNamespace(
  { namespace }: Pick<GatewayDefinition, 'namespace'>,
  chosen: string | undefined,
  where: string,
): string {
  if (chosen !== undefined) return namespaceName(chosen);
  if (isOneNamespace(namespace)) return namespace;
  throw new Error(`The gateway's namespace is the pattern ${String(namespace)}: say which in ${where}`);
}

/** Whether a gateway serves one namespace, and no pattern. */
export function isOneNamespace(namespace: string | RegExp): namespace is string {
  return typeof namespace === 'string' && !namespace.includes('/:');
}
