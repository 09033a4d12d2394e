import { inspect } from 'node:util';
import { GatewayConfigurationError } from './problems';
import type { AttachOptions } from '../options';

/** Every option of `attachGateways`; the compiler finds one that is missing here. */
const KNOWN_OPTIONS = Object.keys({
  gateways: true,
  server: true,
  middleware: true,
  guards: true,
  interceptors: true,
  filters: true,
  authProvider: true,
  validation: true,
  fastValidation: true,
  allowedOrigins: true,
  acks: true,
  errorEvent: true,
  exposeErrors: true,
  validateOutgoing: true,
  unknownEvents: true,
  coalesceWrites: true,
  limits: true,
  logger: true,
} satisfies Record<keyof AttachOptions, true>);

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
  const unknown = Object.keys(options)
    .filter((name) => !KNOWN_OPTIONS.includes(name))
    .map((name) => `options of attachGateways: '${name}' is unknown; expected ${meant(name)}`);
  return [...unknown, ...outgoingProblems(Reflect.get(options, 'validateOutgoing'))];
}

function outgoingProblems(mode: unknown): readonly string[] {
  if (mode === undefined || mode === 'off' || mode === 'log' || mode === 'throw') return [];
  return [`options of attachGateways: validateOutgoing is ${inspect(mode)}; expected 'off', 'log' and 'throw'`];
}

/** The option whose name is nearest, or all of them. */
function meant(name: string): string {
  const near = KNOWN_OPTIONS.filter((known) => distance(name.toLowerCase(), known.toLowerCase()) <= 2);
  return near.length > 0 ? near.map((known) => `'${known}'`).join(' or ') : KNOWN_OPTIONS.join(', ');
}

/** How many letters have to be added, dropped or changed. @see https://en.wikipedia.org/wiki/Levenshtein_distance */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, wanted] of Array.from(other).entries()) {
      const changed = (row[j] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function hasMethods(value: unknown, methods: readonly string[]): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return methods.every((method) => typeof Reflect.get(value, method) === 'function');
}
