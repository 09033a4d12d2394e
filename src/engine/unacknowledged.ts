import type { Server, Socket } from 'socket.io';
import { channels } from '../channels';
import { owedBy, type WrapCallback } from './internals/acknowledgements';

/** Callbacks that were handed to socket.io while somebody subscribed. */
const watched = new WeakSet<object>();

/**
 * Tells whoever subscribes of acknowledgements that do not come in time: socket.io calls their callback with an error
 * then, and a client's answer is none.
 */
export function watchAcknowledgements(server: () => Server, wrap: WrapCallback): WrapCallback {
  return (callback) => {
    const wrapped = wrap(callback);
    const watching: typeof callback = function (this: unknown, ...args) {
      if (channels.unacknowledged.hasSubscribers && args[0] instanceof Error) {
        channels.unacknowledged.publish({ server: server(), reason: 'timeout', count: 1 });
      }
      return wrapped.apply(this, args);
    };
    if (channels.unacknowledged.hasSubscribers) watched.add(watching);
    return watching;
  };
}

/**
 * Tells of those that a client owes which has left. One with a time is told of when that is up, also after its client has
 * left: socket.io stores a function of its own for it, and for that of a broadcast.
 */
export function reportOwed(socket: Socket): void {
  if (!channels.unacknowledged.hasSubscribers) return;
  const count = [...owedBy(socket)].filter((callback) => watched.has(callback)).length;
  if (count > 0) channels.unacknowledged.publish({ server: socket.nsp.server, reason: 'left', count });
}
