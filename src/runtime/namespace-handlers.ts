import type { Newable, Provider } from '../container';
import type { Hook } from '../metadata';
import type { NamespaceDefinition } from '../registry/definitions';
import type { Activity } from './activity';
import { compileHandler, type RunnableHandler } from './handler';
import type { Settings } from './settings';

/** What the gateways of one namespace do for its clients. */
export interface NamespaceHandlers {
  readonly definition: NamespaceDefinition;
  readonly events: ReadonlyMap<string, RunnableHandler>;
  readonly hooks: Readonly<Partial<Record<Hook, RunnableHandler>>>;
  readonly settings: Settings;
  readonly activity: Activity;
}

export function compileNamespaceHandlers(
  definition: NamespaceDefinition,
  providers: ReadonlyMap<Newable, Provider<object>>,
  settings: Settings,
  activity: Activity,
): NamespaceHandlers {
  const events = new Map<string, RunnableHandler>();
  const hooks: Partial<Record<Hook, RunnableHandler>> = {};
  for (const handler of definition.gateways.flatMap(({ handlers }) => handlers)) {
    const runnable = compileHandler(handler, providers, settings.validation);
    for (const event of handler.events) events.set(event, runnable);
    for (const hook of handler.hooks) hooks[hook] = runnable;
  }
  return Object.freeze({ definition, events, hooks: Object.freeze(hooks), settings, activity });
}
