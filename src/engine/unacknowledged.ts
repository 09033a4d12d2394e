import { channels } from '../channels';
import type { WrapCallback } from './internals/acknowledgements';

/**
 * Tells whoever subscribes of acknowledgements that do not come in time: socket.io calls their callback with an error
 * then, and a client's answer is none.
 */
export function watchTimeouts(wrap: WrapCallback): WrapCallback {
  return (callback) => {
    const wrapped = wrap(callback);
    return function (this: unknown, ...args) {
      if (channels.unacknowledged.hasSubscribers && args[0] instanceof Error) {
        channels.unacknowledged.publish({ reason: 'timeout', count: 1 });
      }
      return wrapped.apply(this, args);
    };
  };
}
