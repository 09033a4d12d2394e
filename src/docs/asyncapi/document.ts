import { expectOptions } from '../../contract/known-options';
import type { GatewayRegistry } from '../../registry/definitions';
import type { JsonSchema } from '../json-schema/types';
import { modelOf } from '../model/model-of';
import type { ContractModel, PathModel } from '../model/model';
import { channelOf } from './channel';
import { Keys } from './keys';
import { commonMessages } from './messages';
import { Operations } from './operations';
import { componentSchemas } from './schemas';

/** The newest version of AsyncAPI 3: what the gateways need of it is the same in 3.0. */
const ASYNCAPI = '3.1.0';

export interface AsyncApiServer {
  /** `example.org`, or with a port: `localhost:3000`. */
  readonly host: string;
  /** @default 'ws' */
  readonly protocol?: 'ws' | 'wss';
  /** What a proxy puts in front of the paths: `/api`. */
  readonly prefix?: string;
  readonly description?: string;
}

export interface AsyncApiOptions {
  /** Of the application. */
  readonly title: string;
  /** Of the application's contract. */
  readonly version: string;
  readonly description?: string;
  /** A URI that names the application: `urn:example:chat`. */
  readonly id?: string;
  /** Where the application is, by names of your own. @default { local: { host: 'localhost' } } */
  readonly servers?: Readonly<Record<string, AsyncApiServer>>;
}

export const ASYNC_API_OPTIONS = Object.keys({
  title: true,
  version: true,
  description: true,
  id: true,
  servers: true,
} satisfies Record<keyof AsyncApiOptions, true>);

/** A document of AsyncAPI 3: plain JSON. @see https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export type AsyncApiDocument = Readonly<Record<string, unknown>>;

/**
 * Describes the gateways of a host for AsyncAPI: a server for each path, a channel for each namespace, and operations for
 * what clients send and what they are sent. The same registry gives the same document, to the byte.
 *
 * ```ts
 * const document = asyncApiDocument(host.registry, { title: 'Chat', version: '1.0.0' });
 * ```
 *
 * @param registry of a host; or a model that was made of it
 * @throws TypeError where it is neither, or an option has no such name
 */
export function asyncApiDocument(
  registry: GatewayRegistry | ContractModel,
  options: AsyncApiOptions,
): AsyncApiDocument {
  const model = modelOf(registry, 'asyncApiDocument');
  expectOptions('asyncApiDocument', options, ASYNC_API_OPTIONS);
  const { title, version, description, id, servers: bases = { local: { host: 'localhost' } } } = options;
  const [serverKeys, channelKeys, operationKeys] = [new Keys(), new Keys(), new Keys()];
  const servers = new Map<string, JsonSchema>();
  const channels = new Map<string, JsonSchema>();
  const operations = new Map<string, JsonSchema>();
  for (const path of model.paths) {
    const at: string[] = [];
    for (const [name, base] of Object.entries(bases)) {
      const key = serverKeys.key(`${name}-${path.path}`, 'server');
      at.push(key);
      servers.set(key, serverOf(path, base));
    }
    for (const namespace of path.namespaces) {
      const key = channelKeys.key(`${path.path}${namespace.name}`, 'channel');
      const own = new Operations(key, model, operations, operationKeys);
      own.describe(namespace);
      channels.set(key, channelOf(namespace, at, own.messages));
    }
  }
  const schemas = componentSchemas(model);
  return {
    asyncapi: ASYNCAPI,
    ...(id !== undefined && { id }),
    info: {
      title,
      version,
      ...(description !== undefined && { description }),
      'x-socketio': socketIoOf(model),
      ...(model.notes.length > 0 && { 'x-notes': model.notes }),
    },
    defaultContentType: 'application/json',
    servers: Object.fromEntries(servers),
    channels: Object.fromEntries(channels),
    operations: Object.fromEntries(operations),
    components: { ...(Object.keys(schemas).length > 0 && { schemas }), messages: commonMessages(model) },
  };
}

/** What AsyncAPI has no word for. A binding of its own for socket.io would not be valid. */
function socketIoOf({ acks, errorEvent, unknownEvents, limits }: ContractModel): JsonSchema {
  return { protocol: 5, acks, errorEvent, unknownEvents, limits };
}

function serverOf(path: PathModel, { host, protocol = 'ws', prefix = '', description }: AsyncApiServer): JsonSchema {
  const { transports, addTrailingSlash, customParser, recoveryWindowMs } = path;
  return {
    host,
    protocol,
    pathname: prefix.replace(/\/$/, '') + path.path,
    ...(description !== undefined && { description }),
    'x-socketio': { path: path.path, transports, addTrailingSlash, customParser, recoveryWindowMs },
  };
}
