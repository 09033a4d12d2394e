import { inspect } from 'node:util';
import { attachOptionKindProblems } from './attach-options';
import { attachOptionProblems } from './option-names';
import { GatewayConfigurationError } from '../problems';

/** The arguments of `attachGateways` in their order, each with the methods that it is known by. */
const PARAMETERS = [
  { name: 'app', expected: 'an Express application', methods: ['handle', 'use', 'listen'] },
  { name: 'httpServer', expected: 'the HTTP server of createServer(app)', methods: ['on', 'listen', 'address'] },
  { name: 'container', expected: 'an Inversify container', methods: ['get', 'bind', 'isBound'] },
] as const;

/**
 * Checks what JavaScript lets through, and the order of arguments that are all objects.
 *
 * @throws GatewayConfigurationError with every argument and option that is wrong
 */
export function checkArguments(app: unknown, httpServer: unknown, container: unknown, options: unknown): void {
  const given = [app, httpServer, container];
  const problems = PARAMETERS.flatMap(({ name, expected, methods }, index) => {
    if (hasMethods(given[index], methods)) return [];
    const swapped = PARAMETERS.find((other) => other.name !== name && hasMethods(given[index], other.methods));
    const found = swapped ? swapped.expected : inspect(given[index], { depth: -1 });
    const order = swapped ? ': attachGateways(app, httpServer, container, options)' : '';
    return [`attachGateways: its ${name} is ${found}; expected ${expected}${order}`];
  });
  problems.push(...optionProblems(options));
  if (problems.length > 0) throw new GatewayConfigurationError(problems);
}

function optionProblems(options: unknown): readonly string[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const hint = Array.isArray(options) ? ': { gateways: [...] } lists gateways' : '';
    return [`attachGateways: its options are ${inspect(options, { depth: 0 })}; expected an object${hint}`];
  }
  return [...attachOptionProblems(options), ...attachOptionKindProblems({ ...options })];
}

function hasMethods(value: unknown, methods: readonly string[]): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return methods.every((method) => typeof Reflect.get(value, method) === 'function');
}
