import type { Server as HttpServer } from 'node:http';
import type { Server } from 'socket.io';
import type { AttachOptions } from '../../options';
import type { ServerDefinition } from '../definitions';
import { gatewayNames } from '../names/paths';
import type { Problems } from '../problems';

const WHERE = 'options of attachGateways';

/** Options about the handshake, which is that of the application's server, and where they are written for it. */
const HANDSHAKE_OPTIONS = {
  server: 'them in new Server(httpServer, { … })',
  middleware: 'io.engine.use(…)',
  allowedOrigins: 'allowRequest in new Server(httpServer, { allowRequest })',
} as const satisfies Partial<Record<keyof AttachOptions, string>>;

/** The part of its options that decides who has to pass the guards. */
interface Recovering {
  readonly connectionStateRecovery?: { readonly skipMiddlewares?: boolean };
}

/**
 * The socket.io servers of the application that gateways join, by their paths. Each has to have the HTTP server that is
 * attached, and gateways; and nothing may be configured beside `io` that would not happen.
 *
 * @param optionsOf gives the options of a server of the application
 */
export function checkJoinedServers(
  options: AttachOptions,
  definitions: readonly ServerDefinition[],
  httpServer: HttpServer,
  optionsOf: (server: Server) => Recovering,
  problems: Problems,
): ReadonlyMap<string, Server> {
  const servers = [options.io ?? []].flat();
  const joined = new Map(servers.map((server) => [server.path(), server]));
  if (joined.size === 0) return joined;
  for (const [name, expected] of Object.entries(HANDSHAKE_OPTIONS)) {
    if (options[name as keyof typeof HANDSHAKE_OPTIONS] === undefined) continue;
    problems.add(WHERE, `its '${name}' and 'io' are both given; expected ${expected}`);
  }
  for (const path of repeated(servers.map((server) => server.path()))) {
    problems.add(WHERE, `its 'io' has two servers of the path '${path}'; expected one for each path`);
  }
  for (const [path, server] of joined) {
    const definition = definitions.find((each) => each.path === path);
    const found = `its 'io' has a server of the path '${path}'`;
    if (!definition) {
      problems.add(WHERE, `${found}, which no gateway has; expected @WebSocketGateway({ path: '${path}' })`);
      continue;
    }
    if (server.httpServer !== httpServer) {
      problems.add(
        WHERE,
        `${found} on another HTTP server, or on none; expected new Server(httpServer), with the HTTP server that is attached`,
      );
    }
    checkOwnOptions(definition, options.server, problems);
    if (isGuarded(definition, options) && skipsGuards(optionsOf(server))) {
      problems.add(
        WHERE,
        `its 'io' lets recovered clients of the path '${path}' in without guards; expected ` +
          'new Server(httpServer, { connectionStateRecovery: { skipMiddlewares: false } })',
      );
    }
  }
  return joined;
}

function checkOwnOptions(definition: ServerDefinition, ofAll: object | undefined, problems: Problems): void {
  const reported = ['path', ...Object.keys(ofAll ?? {})];
  for (const option of Object.keys(definition.options).filter((name) => !reported.includes(name))) {
    problems.add(
      gatewayNames(definition),
      `gives the path '${definition.path}' the option '${option}', and its server is the one in 'io'; ` +
        `expected it there: new Server(httpServer, { ${option} })`,
    );
  }
}

function isGuarded({ namespaces }: ServerDefinition, { guards = [], authProvider }: AttachOptions): boolean {
  const gateways = namespaces.flatMap((namespace) => namespace.gateways);
  return (
    guards.length > 0 ||
    authProvider !== undefined ||
    gateways.some(({ enhancers, handshake }) => enhancers.guards.length > 0 || handshake.length > 0)
  );
}

/** socket.io lets a recovered client in without any middleware, unless it is told not to. */
function skipsGuards({ connectionStateRecovery }: Recovering): boolean {
  return connectionStateRecovery !== undefined && connectionStateRecovery.skipMiddlewares !== false;
}

function repeated(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.filter((path, index) => paths.indexOf(path) !== index))];
}
