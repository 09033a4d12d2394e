import type { Around } from '../around';
import type { Hook } from '../metadata';
import type { NamespaceDefinition } from '../registry/definitions';
import type { Activity } from './activity';
import { compileHandler, type Occasion, type RunnableHandler } from './handler';
import type { Resources } from './resources';
import type { Settings } from './settings';

/** What the gateways of one namespace do for its clients. */
export interface NamespaceHandlers {
  readonly definition: NamespaceDefinition;
  readonly events: ReadonlyMap<string, RunnableHandler>;
  readonly hooks: Readonly<Partial<Record<ClientHook, RunnableHandler>>>;
  readonly settings: Settings;
  readonly activity: Activity;
}

type ClientHook = Exclude<Hook, 'gatewayInit' | 'gatewayClose'>;

const occasions: Readonly<Record<ClientHook, Occasion>> = {
  connected: 'connect',
  recovered: 'connect',
  disconnecting: 'leave',
  disconnected: 'leave',
  unknownEvent: 'event',
};

export function compileNamespaceHandlers(
  definition: NamespaceDefinition,
  everywhere: Around,
  resources: Resources,
  settings: Settings,
  activity: Activity,
): NamespaceHandlers {
  const events = new Map<string, RunnableHandler>();
  const hooks: Partial<Record<ClientHook, RunnableHandler>> = {};
  for (const gateway of definition.gateways) {
    for (const handler of gateway.handlers) {
      const compile = (occasion: Occasion) => compileHandler(handler, gateway, occasion, everywhere, resources);
      if (handler.events.length > 0) {
        const runnable = compile('event');
        for (const event of handler.events) events.set(event, runnable);
      }
      for (const hook of handler.hooks) {
        if (hook !== 'gatewayInit' && hook !== 'gatewayClose') hooks[hook] = compile(occasions[hook]);
      }
    }
  }
  return Object.freeze({ definition, events, hooks: Object.freeze(hooks), settings, activity });
}
