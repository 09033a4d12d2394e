import type { EventModel } from '../../../model/model';
import { exampleOf } from '../schema/example';
import type { Definitions } from '../schema/resolve';

/** What one is about to send. It is kept while one looks at other events. */
export interface Draft {
  readonly args: readonly unknown[];
  /** The event's name, for `@OnUnknownEvent`. */
  readonly typedName: string;
  readonly acknowledge: boolean;
  readonly volatile: boolean;
  readonly timeoutMs: number;
}

const TIMEOUT_MS = 10_000;

/** The examples of an event: the application's own, or one that is made from its schemas. */
export function examplesOf(event: EventModel, definitions: Definitions): readonly (readonly unknown[])[] {
  if (event.examples.length > 0) return event.examples;
  const args = event.arguments.map(({ schema }) => exampleOf(schema, definitions));
  const firstOptional = event.arguments.findIndex(({ optional }) => optional);
  const isBare = firstOptional >= 0 && args.slice(firstOptional).every((arg) => arg === '' || arg === undefined);
  return [isBare ? args.slice(0, firstOptional) : args];
}

export function newDraft(event: EventModel, definitions: Definitions): Draft {
  return {
    args: examplesOf(event, definitions)[0] ?? [],
    typedName: '',
    acknowledge: true,
    volatile: false,
    timeoutMs: TIMEOUT_MS,
  };
}
