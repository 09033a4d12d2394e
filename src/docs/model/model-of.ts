import type { GatewayRegistry } from '../../registry/definitions';
import { expectRegistry } from '../../registry/options/host-argument';
import { contractModel } from './contract-model';
import type { ContractModel } from './model';

/**
 * The model of a registry, or the one that was made of it.
 *
 * @param where the function that takes it, for the message
 * @throws TypeError where it is neither
 */
export function modelOf(registry: GatewayRegistry | ContractModel, where: string): ContractModel {
  const given: unknown = registry; // an application without types gives anything
  if (typeof given === 'object' && given !== null && 'contract' in registry) return registry;
  expectRegistry(where, given);
  return contractModel(registry as GatewayRegistry); // as it was not the other
}
