import { inspect } from 'node:util';

/**
 * Checks what JavaScript lets through in place of a host.
 *
 * @param where the function that takes it, for the message
 * @throws TypeError that says what was found
 */
export function expectHost(where: string, host: unknown): void {
  if (isRegistry(memberOf(host, 'registry'))) return;
  const [found, hint] =
    host instanceof Promise
      ? ['a promise', ', and attachGatewaysAsync() resolves to']
      : [isRegistry(host) ? 'its registry alone' : inspect(host, { depth: -1 }), ''];
  throw new TypeError(`${where}: its host is ${found}; expected the GatewayHost that attachGateways() returns${hint}`);
}

/** {@link expectHost} for the registry of one. */
export function expectRegistry(where: string, registry: unknown): void {
  if (isRegistry(registry)) return;
  const isHost = isRegistry(memberOf(registry, 'registry'));
  const found = isHost ? 'the host' : inspect(registry, { depth: -1 });
  throw new TypeError(`${where}: its registry is ${found}; expected host.registry`);
}

function isRegistry(value: unknown): boolean {
  return Array.isArray(memberOf(value, 'gateways')) && Array.isArray(memberOf(value, 'servers'));
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
