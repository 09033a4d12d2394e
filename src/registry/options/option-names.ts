import type { ServerOptions } from 'socket.io';
import type { AttachOptions, GatewayOptions } from '../../options';
import { nearest } from '../../contract/nearest-name';
import type { Problems } from '../problems';

// The compiler finds an option that is missing in these lists, and one that is no option.

/** The options of socket.io and engine.io, besides the path. */
const SERVER_OPTIONS = Object.keys({
  adapter: true,
  addTrailingSlash: true,
  allowEIO3: true,
  allowRequest: true,
  allowUpgrades: true,
  cleanupEmptyChildNamespaces: true,
  connectionStateRecovery: true,
  connectTimeout: true,
  cookie: true,
  cors: true,
  destroyUpgrade: true,
  destroyUpgradeTimeout: true,
  httpCompression: true,
  initialPacket: true,
  maxHttpBufferSize: true,
  parser: true,
  perMessageDeflate: true,
  pingInterval: true,
  pingTimeout: true,
  serveClient: true,
  transports: true,
  upgradeTimeout: true,
  wsEngine: true,
} satisfies Record<keyof Omit<ServerOptions, 'path'>, true>);

/** The options of `@WebSocketGateway` that are not the server's. */
const GATEWAY_OPTIONS = Object.keys({
  path: true,
  namespace: true,
  name: true,
  ordering: true,
  maxPendingEvents: true,
  handshake: true,
} satisfies Record<Exclude<keyof GatewayOptions, keyof Omit<ServerOptions, 'path'>>, true>);

const ATTACH_OPTIONS = Object.keys({
  gateways: true,
  io: true,
  server: true,
  middleware: true,
  guards: true,
  interceptors: true,
  filters: true,
  authProvider: true,
  userKey: true,
  presence: true,
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
  logPayloads: true,
} satisfies Record<keyof AttachOptions, true>);

/** Objects of the application that socket.io gives its options to: they may know names that nobody else does. */
const READERS: readonly (keyof ServerOptions)[] = ['adapter', 'parser', 'wsEngine'];

/** A place where options are written: the names that it takes besides others, and how one is written there. */
interface Place {
  readonly names: readonly string[];
  readonly write: (name: string) => string;
}

const ATTACH: Place = { names: ATTACH_OPTIONS, write: (name) => `attachGateways(…, { ${name} })` };
const SERVER: Place = { names: SERVER_OPTIONS, write: (name) => `attachGateways(…, { server: { ${name} } })` };
const GATEWAY_DECORATORS: Readonly<Record<string, string>> = {
  guards: '@UseGuards(…), or ',
  interceptors: '@UseInterceptors(…), or ',
  filters: '@UseFilters(…), or ',
};
/** As seen from a gateway. */
const ATTACH_OR_CLASS: Place = { ...ATTACH, write: (name) => `${GATEWAY_DECORATORS[name] ?? ''}${ATTACH.write(name)}` };
const GATEWAY: Place = { names: GATEWAY_OPTIONS, write: (name) => `@WebSocketGateway({ ${name} })` };

/** What is wrong with the names of the options of `attachGateways`: nobody else reads them. */
export function attachOptionProblems(options: object): readonly string[] {
  return unknownIn(options, ATTACH_OPTIONS).map((name) => {
    const others = [SERVER, GATEWAY];
    const meant = elsewhere(name, others) ?? near(name, ATTACH_OPTIONS) ?? nearElsewhere(name, others);
    return `options of attachGateways: '${name}' is unknown; expected ${meant ?? ATTACH_OPTIONS.join(', ')}`;
  });
}

/**
 * Names in the option `server` that belong elsewhere, and would be lost, are problems. Names that nobody knows are
 * warnings, as the next socket.io may know them.
 */
export function checkServerOptionNames(server: object | undefined, problems: Problems): void {
  if (server) checkNames('options of attachGateways', 'server.', server, SERVER_OPTIONS, [ATTACH, GATEWAY], problems);
}

/** {@link checkServerOptionNames} for the options of a gateway. @param server the options that all paths have */
export function checkGatewayOptionNames(
  where: string,
  options: GatewayOptions,
  server: object | undefined,
  problems: Problems,
): void {
  const known = [...GATEWAY_OPTIONS, ...SERVER_OPTIONS];
  checkNames(where, '', options, known, [ATTACH_OR_CLASS], problems, { ...server, ...options });
}

/** The options of a gateway that its path's server gets. */
export function serverOptions(options: GatewayOptions): Partial<ServerOptions> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !GATEWAY_OPTIONS.includes(name)));
}

function checkNames(
  where: string,
  prefix: string,
  options: object,
  known: readonly string[],
  others: readonly Place[],
  problems: Problems,
  served: Partial<ServerOptions> = options,
): void {
  for (const name of unknownIn(options, known)) {
    const found = `its option '${prefix}${name}' is`;
    const place = elsewhere(name, others);
    const meant = near(name, known) ?? nearElsewhere(name, others);
    if (place) problems.add(where, `${found} no option here; expected ${place}`);
    else if (meant) problems.warn(where, `${found} unknown, to socket.io as well; expected ${meant}`);
    else if (!READERS.some((reader) => served[reader])) {
      problems.warn(where, `${found} unknown, to socket.io as well; expected ${known.join(', ')}`);
    }
  }
}

function unknownIn(options: object, known: readonly string[]): readonly string[] {
  return Object.keys(options).filter((name) => !known.includes(name));
}

function elsewhere(name: string, places: readonly Place[]): string | undefined {
  const found = places.filter(({ names }) => names.includes(name));
  // An option of the server is one of a gateway, too.
  if (found[0] === SERVER) return `${SERVER.write(name)} or ${GATEWAY.write(name)}`;
  return found[0]?.write(name);
}

function near(name: string, known: readonly string[]): string | undefined {
  const names = nearest(name, known);
  return names.length > 0 ? names.map((each) => `'${each}'`).join(' or ') : undefined;
}

function nearElsewhere(name: string, places: readonly Place[]): string | undefined {
  const written = places.flatMap(({ names, write }) => nearest(name, names).map(write));
  return written.length > 0 ? written.join(' or ') : undefined;
}
