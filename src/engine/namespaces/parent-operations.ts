import type { Namespace } from 'socket.io';

/** What acts on the clients of one namespace, as adapters name it: for a parent socket.io does nothing. */
const OPERATIONS = {
  addSockets: 'socketsJoin',
  delSockets: 'socketsLeave',
  disconnectSockets: 'disconnectSockets',
  fetchSockets: 'fetchSockets',
  broadcastWithAck: 'emitWithAck',
} as const;

/**
 * Has a parent namespace say what it cannot do, for itself and for rooms in it.
 *
 * @param gateways their names, for the message
 */
export function refuseParentOperations(parent: Namespace, gateways: string, pattern: string): void {
  const refuse = (method: string, isPromised = false) => {
    return (): unknown => {
      const error = new Error(
        `host.of(${gateways}).${method}() does not work for all namespaces of ${pattern} at once; ` +
          `expected one of them: host.of(${gateways}, params)`,
      );
      if (isPromised) return Promise.reject(error);
      throw error;
    };
  };
  for (const [name, method] of Object.entries(OPERATIONS)) {
    Object.assign(parent.adapter, { [name]: refuse(method, name === 'fetchSockets') });
  }
  Object.assign(parent, { fetchSockets: refuse('fetchSockets', true) });
  const noServerEvents = (): never => {
    throw new Error(`host.of(${gateways}).serverSideEmit(): expected a namespace with a fixed name, not ${pattern}`);
  };
  Object.assign(parent.adapter, { serverSideEmit: noServerEvents });
}
