import { quoted } from '../../log/printable';
import type { GatewayRegistry, ServerDefinition } from '../definitions';
import type { Problems } from '../problems';

/** Longer paths of clients are cut in the log. */
const MAX_SHOWN = 100;

/** The prefix of an engine's URLs. engine.io adds a slash to its path unless it is told not to. */
export function urlPrefix({ path, options }: ServerDefinition): string {
  return options.addTrailingSlash === false ? path : `${path}/`;
}

/** What to do where the application has a socket.io server of its own on the path. */
const WAYS_OUT =
  'attachGateways(…, { io }) to join it; or another path: @WebSocketGateway({ path }), or new Server(httpServer, { path })';

/** The gateways of a path, for messages. */
export function gatewayNames({ namespaces }: ServerDefinition): string {
  return namespaces.flatMap(({ gateways }) => gateways.map(({ gateway }) => gateway.name)).join(', ');
}

/** What the HTTP server has already. */
export interface TakenPaths {
  /** The prefixes that hosts of gateways have attached. */
  readonly prefixes: Iterable<string>;
  /** Whether a socket.io server of the application, which they do not join, serves the prefix of gateways. */
  readonly isServed: (server: ServerDefinition, prefix: string) => boolean;
}

/**
 * engine.io takes every request that starts with its path: no prefix may be another's, nor one's that is attached to
 * the same HTTP server already.
 */
export function checkPaths(servers: readonly ServerDefinition[], taken: TakenPaths, problems: Problems): void {
  const prefixes = new Map<string, string>();
  for (const prefix of taken.prefixes) prefixes.set(prefix, 'attached to this HTTP server already');
  for (const server of servers) {
    const names = gatewayNames(server);
    const prefix = urlPrefix(server);
    if (taken.isServed(server, prefix)) {
      problems.add(
        names,
        `the path '${server.path}' is served by another socket.io server, which has this HTTP server already; ` +
          `expected ${WAYS_OUT}`,
      );
    }
    for (const [other, whose] of prefixes) {
      if (prefix === other) {
        problems.add(
          names,
          `the path '${server.path}' is ${whose}; expected one that is free, or close() the other host`,
        );
      } else if (prefix.startsWith(other) || other.startsWith(prefix)) {
        problems.add(
          names,
          `the path '${server.path}' and '${other}' (${whose}) are prefixes of one another, and requests match by prefix; expected another path`,
        );
      }
    }
    prefixes.set(prefix, `of ${names}`);
  }
}

/** What is said where a request for a path comes to Express, which it does through another HTTP server alone. */
export function misdirected(server: ServerDefinition): string {
  return (
    `${gatewayNames(server)}: a request for the path '${server.path}' came to Express through another HTTP server than ` +
    'the one that was attached; expected httpServer.listen() in place of app.listen(), which makes a server of its own'
  );
}

/** What is said of a client that asks for a path where no server of socket.io is. */
export function stray(path: string, { servers }: Pick<GatewayRegistry, 'servers'>): string {
  const shown = path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}…` : path;
  const paths = servers.map((server) => `'${server.path}'`).join(' or ');
  return `A client of socket.io asks for the path ${quoted(shown)}, where there is no gateway; expected the client to have the option path: ${paths}`;
}
