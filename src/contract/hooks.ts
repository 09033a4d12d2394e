/** A handler runs for an event, for a client that has connected, or for a client that leaves. */
export type HandlerPhase = 'event' | 'connect' | 'leave';

/** The lifecycle hooks that concern one client. */
const clientHooks = {
  connected: { decorator: '@OnConnected', phase: 'connect' },
  recovered: { decorator: '@OnRecovered', phase: 'connect' },
  disconnecting: { decorator: '@OnDisconnecting', phase: 'leave' },
  disconnected: { decorator: '@OnDisconnected', phase: 'leave' },
  unknownEvent: { decorator: '@OnUnknownEvent', phase: 'event' },
} as const satisfies Record<string, { decorator: string; phase: HandlerPhase }>;

/** The lifecycle hooks of a gateway itself: no client, no context, no parameters but the host. */
const gatewayHooks = {
  gatewayInit: { decorator: '@OnGatewayInit' },
  gatewayClose: { decorator: '@OnGatewayClose' },
} as const;

/** The hooks for users: no client, and in the context what belongs to their namespace alone. */
const userHooks = {
  userOnline: { decorator: '@OnUserOnline' },
  userOffline: { decorator: '@OnUserOffline' },
} as const;

export type ClientHook = keyof typeof clientHooks;
export type GatewayHook = keyof typeof gatewayHooks;
export type UserHook = keyof typeof userHooks;
export type Hook = ClientHook | GatewayHook | UserHook;

export function isClientHook(hook: Hook): hook is ClientHook {
  return Object.hasOwn(clientHooks, hook);
}

export function isUserHook(hook: Hook): hook is UserHook {
  return Object.hasOwn(userHooks, hook);
}

/** The decorator of a hook, for messages: `@OnConnected`. */
export function decoratorOf(hook: Hook): string {
  return { ...clientHooks, ...gatewayHooks, ...userHooks }[hook].decorator;
}

export function phaseOf(hook: ClientHook): HandlerPhase {
  return clientHooks[hook].phase;
}
