import type { GatewayContext } from '../../context';
import type { ErrorPayload } from '../../errors';

/** Events with nothing said about them: any name, any payload. */
export type UntypedEvents = Record<string, (...args: never[]) => void>;

/** The events that a gateway says it emits, in `GatewayBase<Types>`. */
export type EmitsOf<Gateway> = Gateway extends { readonly context: GatewayContext<infer Types> }
  ? Types extends { emits: infer Emits extends object }
    ? Emits
    : UntypedEvents
  : UntypedEvents;

/** Every gateway may emit `error`. */
export type EventName<Emits> = (keyof Emits & string) | 'error';

/** The payload of an event: its argument, `undefined` for none, an array of several; `any` where nothing is said. */
export type Payload<Emits, Event extends EventName<Emits>> = string extends keyof Emits
  ? Untyped
  : Event extends keyof Emits
    ? Emits[Event] extends (...args: infer Args) => unknown
      ? PayloadOf<Args>
      : never
    : ErrorPayload;

/** Arguments that may be left out make it one of several. */
type PayloadOf<Args extends readonly unknown[]> = Args extends readonly []
  ? undefined
  : | (0 extends Args['length'] ? undefined : never)
    | (1 extends Args['length'] ? Args[0] : never)
    | ([Exclude<Args['length'], 0 | 1>] extends [never] ? never : Required<Args>);

/** Tests compare untyped payloads as they please. */
type Untyped = ReturnType<typeof JSON.parse>;
