import { type ClientHook, isClientHook, phaseOf } from '../../contract/hooks';
import type { Settings } from '../../contract/settings';
import type { CheckedEmits } from '../../engine/writes/checked-emits';
import type { NamespaceDefinition } from '../../registry/definitions';
import type { SharedNamespace } from '../connect/shared-namespace';
import type { HostLifecycle } from '../lifecycle';
import type { BeginVisit } from '../users/user-visit';
import { compileHandler, type HandlerInput, type RunnableHandler } from './compile';

/** The handlers of all gateways of one namespace. */
export interface NamespaceHandlers {
  readonly definition: NamespaceDefinition;
  /** As it was registered, as a text: `/rooms/:roomId`. */
  readonly name: string;
  /** By the event's name. */
  readonly events: ReadonlyMap<string, RunnableHandler>;
  readonly hooks: Readonly<Partial<Record<ClientHook, RunnableHandler>>>;
  readonly settings: Settings;
  readonly lifecycle: HostLifecycle;
  /** Looks at what is emitted; absent where nothing is declared, or nothing is to be checked. */
  readonly emitCheck: CheckedEmits | undefined;
  /** In a server of the application, which may have handlers in the namespace. */
  readonly shared: SharedNamespace | undefined;
  /** Where a gateway has hooks for users. */
  readonly visit: BeginVisit | undefined;
}

export function compileNamespaceHandlers(
  definition: NamespaceDefinition,
  input: HandlerInput,
  settings: Settings,
  lifecycle: HostLifecycle,
  emitCheck: CheckedEmits | undefined,
  shared: SharedNamespace | undefined,
  visit: BeginVisit | undefined,
): NamespaceHandlers {
  const events = new Map<string, RunnableHandler>();
  const hooks: Partial<Record<ClientHook, RunnableHandler>> = {};
  for (const gateway of definition.gateways) {
    for (const handler of gateway.handlers) {
      if (handler.events.length > 0) {
        const runnable = compileHandler(handler, gateway, 'event', input, settings);
        for (const event of handler.events) events.set(event, runnable);
      }
      for (const hook of handler.hooks.filter(isClientHook)) {
        hooks[hook] = compileHandler(handler, gateway, phaseOf(hook), input, settings);
      }
    }
  }
  const name = String(definition.name);
  const frozen = Object.freeze(hooks);
  return Object.freeze({ definition, name, events, hooks: frozen, settings, lifecycle, emitCheck, shared, visit });
}
