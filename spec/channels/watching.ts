import { channels, type ConnectMessage, type EventMessage } from '../../src';

/** What was told on all channels while `body` ran: of a tracing channel when it has ended. */
export interface Told {
  readonly events: EventMessage[];
  readonly connects: ConnectMessage[];
  readonly others: (readonly [name: string, message: Record<string, unknown>])[];
}

const PLAIN = ['left', 'refused', 'limit', 'recovered', 'unacknowledged', 'closed'] as const;

/** Subscribes to everything; `body` gets what is told meanwhile. */
export async function watching<Result>(body: (told: Told) => Promise<Result>): Promise<Result> {
  const told: Told = { events: [], connects: [], others: [] };
  const undo: (() => void)[] = [];
  const onEvent = (message: EventMessage): void => void told.events.push(message);
  const onConnect = (message: ConnectMessage): void => void told.connects.push(message);
  channels.event.asyncEnd.subscribe(onEvent);
  channels.connect.asyncEnd.subscribe(onConnect);
  undo.push(() => channels.event.asyncEnd.unsubscribe(onEvent));
  undo.push(() => channels.connect.asyncEnd.unsubscribe(onConnect));
  for (const name of PLAIN) {
    const listener = (message: object): void => void told.others.push([name, message as Record<string, unknown>]);
    channels[name].subscribe(listener);
    undo.push(() => channels[name].unsubscribe(listener));
  }
  try {
    return await body(told);
  } finally {
    for (const each of undo) each();
  }
}
