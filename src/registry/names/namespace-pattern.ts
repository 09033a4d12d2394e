import { namespaceName } from '../../contract/namespace-name';
import { namespaceMistake } from './namespace-mistake';
import type { Problems } from '../problems';

/** A namespace as it was written, and the names that it matches where it is a pattern. */
export interface NamespaceName {
  readonly name: string | RegExp;
  readonly pattern: RegExp | undefined;
}

/**
 * Characters that a name with RegExp may not have: adapters take them for wildcards of Redis, separators of their
 * channels or quotes of SQL, and URLs have them encoded.
 */
const UNSAFE = /[\p{Cc}\s"#'*<>?[\\\]^`{|}]/u;
/** A percent sign that is no encoding, and encodings that encodeURIComponent does not write: `%61` is `a`. */
const OTHER_SPELLING = /%(?![0-9A-F]{2})|%(?:2[DE]|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])/;

/**
 * The names of the namespaces of a gateway. Clients choose the parameters, and adapters take names as they are: so a
 * parameter has unreserved URL characters and percent-encodings, in one spelling, and everything else is no match. A
 * guard of `/rooms/abc` is then not passed by `/rooms/%61bc`.
 */
export class NamespacePattern extends RegExp {
  /** Clients choose everything that a RegExp of the application takes, and the parameters alone of `/rooms/:roomId`. */
  readonly #isAllChosen: boolean;

  constructor(source: string | RegExp, isAllChosen: boolean) {
    super(source);
    this.#isAllChosen = isAllChosen;
  }

  /** `test` asks it, too. */
  override exec(name: string): RegExpExecArray | null {
    const match = super.exec(name);
    const isSafe = match && (!this.#isAllChosen || isSafeName(name));
    return isSafe && Object.values(match.groups ?? {}).every(isSafeParameter) ? match : null;
  }
}

function isSafeName(name: string): boolean {
  return !UNSAFE.test(name) && !OTHER_SPELLING.test(name) && decoded(name) !== undefined;
}

/** A named group of a RegExp may hold several segments, or have taken no part. */
function isSafeParameter(value: string | undefined): boolean {
  return (value ?? '').split('/').every((segment) => {
    const plain = decoded(segment);
    return plain !== undefined && segment === encoded(plain);
  });
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined; // no percent-encoding of UTF-8
  }
}

/** A parameter as it stands in a name. */
export function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function normaliseNamespace(namespace: unknown, where: string, problems: Problems): NamespaceName {
  if (typeof namespace === 'string') {
    const name = namespaceName(namespace);
    const mistake = namespaceMistake(namespace);
    if (mistake !== undefined) {
      problems.add(where, mistake);
      return { name, pattern: undefined };
    }
    return { name, pattern: compilePattern(name, where, problems) };
  }
  if (!(namespace instanceof RegExp)) {
    problems.add(where, `its namespace is ${String(namespace)}; expected a string or a RegExp`);
    return { name: '/', pattern: undefined };
  }
  if (namespace.global || namespace.sticky) {
    problems.add(
      where,
      `its namespace ${String(namespace)} has the flag g or y, which makes every second match fail; expected none of them`,
    );
  }
  return { name: namespace, pattern: new NamespacePattern(namespace, true) };
}

/** `/rooms/:roomId` as a RegExp with a named group for each parameter; `undefined` where there is none. */
function compilePattern(name: string, where: string, problems: Problems): RegExp | undefined {
  const segments = name.split('/');
  const parameters = segments.filter((segment) => segment.startsWith(':')).map((segment) => segment.slice(1));
  if (parameters.length === 0) return undefined;
  const invalid = parameters.find((parameter) => !/^[A-Za-z_]\w*$/.test(parameter));
  if (invalid !== undefined || new Set(parameters).size < parameters.length) {
    problems.add(
      where,
      `its namespace '${name}' names a parameter twice, or by more than letters, digits and '_'; expected names such as ':roomId'`,
    );
    return undefined;
  }
  const source = segments.map((segment) =>
    segment.startsWith(':')
      ? `(?<${segment.slice(1)}>[^/]+)`
      : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
  );
  return new NamespacePattern(`^${source.join('/')}$`, false);
}

/** Two patterns that differ in their parameters' names alone match the same namespaces, and the second never would. */
export function shapeOf(pattern: RegExp): string {
  return String(pattern).replaceAll(/\(\?<\w+>/g, '(');
}

/** The names of a pattern's parameters. */
export function parametersOf(pattern: RegExp | undefined): readonly string[] {
  return [...(pattern?.source.matchAll(/\(\?<(\w+)>/g) ?? [])].map(([, name = '']) => name);
}
