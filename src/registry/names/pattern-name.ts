import { inspect } from 'node:util';
import { encoded, parametersOf } from './namespace-pattern';
import type { NamespaceDefinition } from '../definitions';

/**
 * The name of one namespace of a pattern: its parameters are encoded as clients have to.
 *
 * @param where the call, for messages
 * @throws TypeError where no such name can be made
 */
export function patternName(
  { name, pattern }: Pick<NamespaceDefinition, 'name' | 'pattern'>,
  params: unknown,
  where: string,
): string {
  const refuse = (problem: string): never => {
    throw new TypeError(`${where}: ${problem}`);
  };
  if (typeof name !== 'string') {
    return refuse(`its namespace ${String(name)} is a RegExp, of which no name is made; expected '/rooms/:roomId'`);
  }
  const names = parametersOf(pattern);
  if (names.length === 0) return refuse(`its namespace '${name}' has no parameters; expected the gateway alone`);
  const expected = `expected { ${names.join(', ')} }`;
  if (typeof params !== 'object' || params === null) return refuse(`its params are ${inspect(params)}; ${expected}`);
  const given = new Map<string, unknown>(Object.entries(params));
  const unknown = [...given.keys()].find((each) => !names.includes(each));
  if (unknown !== undefined) return refuse(`${inspect(unknown)} is no parameter of '${name}'; ${expected}`);
  const valueOf = (parameter: string): string => {
    const value = given.get(parameter);
    if (value === undefined) return refuse(`the parameter '${parameter}' is missing; ${expected}`);
    const isText = typeof value === 'string' && value !== '';
    const legal = isText ? 'whole characters: it has half of a pair of surrogates' : 'a text that is not empty';
    return (
      (isText ? encodedOrNot(value) : undefined) ??
      refuse(`its parameter '${parameter}' is ${inspect(value)}; expected ${legal}`)
    );
  };
  return name
    .split('/')
    .map((segment) => (segment.startsWith(':') ? valueOf(segment.slice(1)) : segment))
    .join('/');
}

/** `undefined` for half a character, which no URL has. */
function encodedOrNot(value: string): string | undefined {
  try {
    return encoded(value);
  } catch {
    return undefined;
  }
}
