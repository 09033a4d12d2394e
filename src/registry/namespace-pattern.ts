import { namespaceName } from '../contract/namespace-name';
import type { Problems } from './problems';

/** A namespace as it was written, and the names that it matches where it is a pattern. */
export interface NamespaceName {
  readonly name: string | RegExp;
  readonly pattern: RegExp | undefined;
}

export function normaliseNamespace(namespace: unknown, where: string, problems: Problems): NamespaceName {
  if (typeof namespace === 'string') {
    const name = namespaceName(namespace);
    return { name, pattern: compilePattern(name, where, problems) };
  }
  if (!(namespace instanceof RegExp)) {
    problems.add(where, `its namespace is ${String(namespace)}; expected a string and a RegExp`);
    return { name: '/', pattern: undefined };
  }
  if (namespace.global || namespace.sticky) {
    problems.add(where, `its namespace ${String(namespace)} has the flag g or y, which makes every second match fail`);
  }
  return { name: namespace, pattern: namespace };
}

/** `/rooms/:roomId` as a RegExp with a named group for each parameter; `undefined` where there is none. */
function compilePattern(name: string, where: string, problems: Problems): RegExp | undefined {
  const segments = name.split('/');
  const parameters = segments.filter((segment) => segment.startsWith(':')).map((segment) => segment.slice(1));
  if (parameters.length === 0) return undefined;
  const invalid = parameters.find((parameter) => !/^[A-Za-z_]\w*$/.test(parameter));
  if (invalid !== undefined || new Set(parameters).size < parameters.length) {
    problems.add(where, `its namespace '${name}' names a parameter twice, or by more than letters, digits and '_'`);
    return undefined;
  }
  const source = segments.map((segment) =>
    segment.startsWith(':')
      ? `(?<${segment.slice(1)}>[^/]+)`
      : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
  );
  return new RegExp(`^${source.join('/')}$`);
}

/** Two patterns that differ in their parameters' names alone match the same namespaces, and the second never would. */
export function shapeOf(pattern: RegExp): string {
  return String(pattern).replaceAll(/\(\?<\w+>/g, '(');
}

/** The names of a pattern's parameters. */
export function parametersOf(pattern: RegExp | undefined): readonly string[] {
  return [...(pattern?.source.matchAll(/\(\?<(\w+)>/g) ?? [])].map(([, name = '']) => name);
}
