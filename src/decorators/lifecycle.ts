import type { Hook } from '../contract/hooks';
import type { CheckedHook } from '../contract/types/checked-response';
import { recordMethod } from './metadata';
import { expectNoArguments } from './misuse';

/** Runs when a client has connected; its events wait for it. If it throws, the client is told and disconnected. */
export const OnConnected = lifecycle('@OnConnected', 'connected');

/**
 * Runs instead of `@OnConnected` when a session was recovered, with its rooms and `socket.data`. Without it,
 * `@OnConnected` runs then too.
 * @see https://socket.io/docs/v4/connection-state-recovery
 */
export const OnRecovered = lifecycle('@OnRecovered', 'recovered');

/** Runs when a client is about to leave, with its rooms still there; `context.reason` says why. */
export const OnDisconnecting = lifecycle('@OnDisconnecting', 'disconnecting');

/** Runs when a client has left, once for every `@OnConnected` that was started; `context.reason` says why. */
export const OnDisconnected = lifecycle('@OnDisconnected', 'disconnected');

/**
 * Runs when a user has come: with the first of its clients, on whatever node, and after its `@OnConnected`. The method
 * gets the user's key; it runs on one node, once.
 */
export const OnUserOnline = lifecycle('@OnUserOnline', 'userOnline');

/**
 * Runs when the last client of a user has left and none has come back in time, on whatever node. The method gets the
 * user's key; it runs on one node, once, also where the user's own node has died.
 */
export const OnUserOffline = lifecycle('@OnUserOffline', 'userOffline');

/** Runs once per gateway when it is attached, with the {@link GatewayHost}: the place to start a ticker. */
export const OnGatewayInit = lifecycle('@OnGatewayInit', 'gatewayInit');

/** Runs once per gateway in `host.close()`, after the last client has left: the place to stop a ticker. */
export const OnGatewayClose = lifecycle('@OnGatewayClose', 'gatewayClose');

/**
 * Handles every event of the namespace that nothing else does; `context.event` is its name. Like socket.io's own
 * catch-all listeners it runs before the middleware of `socket.use`.
 */
export const OnUnknownEvent = lifecycle('@OnUnknownEvent', 'unknownEvent');

function lifecycle(decorator: `@${string}`, hook: Hook): () => CheckedHook {
  return (...args: unknown[]) => {
    expectNoArguments(decorator, args);
    return (...place) => {
      recordMethod(place, { hooks: [hook] });
    };
  };
}
