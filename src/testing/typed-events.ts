import type { GatewayContext } from '../context';

/** Events with nothing said about them: any name, any payload. */
export type UntypedEvents = Record<string, (...args: never[]) => void>;

/** The events that a gateway says it emits, in `GatewayBase<Types>`. */
export type EmitsOf<Gateway> = Gateway extends { readonly context: GatewayContext<infer Types> }
  ? Types extends { emits: infer Emits extends object }
    ? Emits
    : UntypedEvents
  : UntypedEvents;

export type EventName<Emits> = keyof Emits & string;

/** What an event carries: its argument, `undefined` for none, an array of several; `any` where nothing is said. */
export type Payload<Emits, Event extends EventName<Emits>> =
  string extends EventName<Emits>
    ? Untyped
    : Emits[Event] extends (...args: infer Args) => unknown
      ? Args extends [infer Only]
        ? Only
        : Args extends []
          ? undefined
          : Args
      : never;

/** Tests compare untyped payloads as they please. */
type Untyped = ReturnType<typeof JSON.parse>;
