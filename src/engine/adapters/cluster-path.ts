import { DEFAULT_PATH } from '../../contract/defaults';
import { type Adapter, type ClusterMessage, nodeClusterOf } from '../internals/adapters';

type Listener = (message: unknown) => void;

/**
 * Keeps the paths of a process apart where they are joined by the adapter of Node's clusters. It has no option for that,
 * and all of them hear the same messages: these have the path before the name of their namespace, unless it is
 * socket.io's own path, whose messages are as without gateways.
 *
 * @param listeners what the adapter has added to the process's `message`
 * @returns those that are there in their place
 */
export function separatePaths(adapter: Adapter, path: string, listeners: readonly Listener[]): readonly Listener[] {
  const internals = nodeClusterOf(adapter);
  if (!internals || path === DEFAULT_PATH) return listeners;
  const prefix = `${path}#`;
  const [publish, respond] = [internals.doPublish.bind(adapter), internals.doPublishResponse.bind(adapter)];
  internals.doPublish = (message) => publish({ ...message, nsp: prefix + message.nsp });
  internals.doPublishResponse = (uid, message) => respond(uid, { ...message, nsp: prefix + message.nsp });
  const own = listeners.map((listener): Listener => {
    process.off('message', listener);
    return (message) => {
      if (isOf(prefix, message)) listener({ ...message, nsp: message.nsp.slice(prefix.length) });
    };
  });
  for (const listener of own) process.on('message', listener);
  internals.init(); // the first message of its constructor had another name
  return own;
}

function isOf(prefix: string, message: unknown): message is ClusterMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'nsp' in message &&
    typeof message.nsp === 'string' &&
    message.nsp.startsWith(prefix)
  );
}
