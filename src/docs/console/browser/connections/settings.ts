import type { NamespaceModel, PathModel } from '../../../model/model';

export type Transport = 'both' | 'websocket' | 'polling';

/** What a connection is made with. */
export interface ConnectionSettings {
  readonly name: string;
  /** Where the server is, with what a proxy has put before its paths: `https://example.com/prefix`. */
  readonly server: string;
  readonly path: string;
  /** The namespace as the contract has it, and its parameters; for a RegExp the name that is typed. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly typedName: string;
  readonly auth: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly transport: Transport;
  readonly parser: 'default' | 'msgpack';
}

export interface NamespaceChoice {
  readonly path: PathModel;
  readonly namespace: NamespaceModel;
}

/** Settings that suffice where the namespace asks for nothing. */
export function defaultSettings(
  { path, namespace }: NamespaceChoice,
  name: string,
  server: string,
): ConnectionSettings {
  return {
    name,
    server,
    path: path.path,
    template: namespace.name,
    parameters: Object.fromEntries(namespace.parameters.map((parameter) => [parameter.name, ''])),
    typedName: '',
    auth: {},
    query: {},
    headers: {},
    transport: 'both',
    parser: path.customParser ? 'msgpack' : 'default',
  };
}

/** The namespace to connect to: with its parameters, and encoded as a pattern takes them. */
export function namespaceOf(
  { template, parameters, typedName }: ConnectionSettings,
  kind: NamespaceModel['kind'],
): string {
  if (kind === 'regexp') return typedName.startsWith('/') ? typedName : `/${typedName}`;
  if (kind === 'name') return template;
  return template.replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

/** Whether it can be connected to with nothing but defaults. */
export function needsSettings({ namespace }: NamespaceChoice): boolean {
  const { handshake, kind } = namespace;
  return kind !== 'name' || [handshake.auth, handshake.query, handshake.headers].some(asksForSomething);
}

function asksForSomething(schema: Readonly<Record<string, unknown>> | undefined): boolean {
  return Array.isArray(schema?.required) && schema.required.length > 0;
}

/** Headers that browsers set themselves, and that no page may set. @see https://fetch.spec.whatwg.org/#forbidden-request-header */
const FORBIDDEN =
  /^(accept-(charset|encoding)|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*|user-agent)$/i;

export function isForbiddenHeader(name: string): boolean {
  return FORBIDDEN.test(name);
}

/** Those of the settings that a page may set. */
export function headersOf(headers: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(textsOf(headers)).filter(([name]) => !isForbiddenHeader(name)));
}

export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([key, member]) => [
      key,
      typeof member === 'string' ? member : JSON.stringify(member),
    ]),
  );
}
