import type { Container } from 'inversify';
import type { Server } from 'socket.io';
import { attachGatewaysAsync } from '../../attach';
import type { GatewayContainer, Newable } from '../../container';
import { expectOptions } from '../../contract/known-options';
import type { BodyOf, EventOf, RequestAnswer, RequestArguments, Unchecked } from '../../contract/types/requests';
import type { ListensOf } from '../../contract/types/types-of';
import { blankApplication, httpServerFor } from '../../engine/handshake/blank-application';
import { type Emission, InMemoryClient } from '../../engine/in-memory/in-memory-client';
import type { ErrorPayload } from '../../errors';
import type { AttachOptions } from '../../options';
import type { GatewayDefinition, ServerDefinition } from '../../registry/definitions';
import { chosenNamespace } from '../chosen-namespace';
import { newContainer } from '../new-container';

export type { Emission };

/** The outcome of an event. */
export interface Dispatched<Answer = unknown> {
  /** The answer of the acknowledgement: `undefined` for nothing, for no answer, and for an error. */
  readonly ack: Answer | undefined;
  /** The refusal, if there was one: of the event, or of the client at connect. */
  readonly error: ErrorPayload | undefined;
  /** In order, since the event came; the `error` event is in `error`. */
  readonly emitted: readonly Emission[];
}

export interface DispatchOptions<
  AnyContainer extends GatewayContainer = Container,
  Rest extends readonly unknown[] = readonly [],
> {
  /** The arguments of the event after the payload, which is the first. @default none */
  rest?: Rest;
  /** The context of the handler: the user behind the client, and its handshake. */
  context?: {
    user?: unknown;
    auth?: Readonly<Record<string, unknown>>;
    headers?: Readonly<Record<string, string>>;
    query?: Readonly<Record<string, string>>;
    /** The client's namespace; needed for a pattern or a RegExp. @default the gateway's namespace */
    namespace?: string;
  };
  /** Binds providers, and doubles in place of real ones. */
  bind?: (container: AnyContainer) => void;
  /** As for `attachGateways`. */
  options?: Omit<AttachOptions, 'gateways'>;
  /** The client asks for an acknowledgement. @default true */
  acknowledge?: boolean;
}

const OPTIONS = Object.keys({
  rest: true,
  context: true,
  bind: true,
  options: true,
  acknowledge: true,
} satisfies Record<keyof DispatchOptions, true>);
const CONTEXT_OPTIONS = Object.keys({
  user: true,
  auth: true,
  headers: true,
  query: true,
  namespace: true,
} satisfies Record<keyof NonNullable<DispatchOptions['context']>, true>);

/** The options, which are needed where an event cannot do with its payload alone. */
type OptionsFor<Sent extends readonly unknown[], AnyContainer extends GatewayContainer> =
  After<Sent> extends readonly []
    ? [options?: DispatchOptions<AnyContainer>]
    : readonly [] extends After<Sent>
      ? [options?: DispatchOptions<AnyContainer, After<Sent>>]
      : [options: DispatchOptions<AnyContainer, After<Sent>> & { rest: After<Sent> }];

/** What is sent after the first argument, which may be optional. */
type After<Sent extends readonly unknown[]> = Sent extends readonly [_first?: unknown, ...rest: infer Rest]
  ? Readonly<Rest>
  : readonly [];

/**
 * Runs an event through the very pipeline (guards at connect and on the event, validation, handler, reply), without a
 * port and without a client. Where the gateway declares `listens`, the compiler checks the event and its payload.
 */
export function dispatch<
  Gateway extends object,
  const Event extends EventOf<ListensOf<Gateway>>,
  AnyContainer extends GatewayContainer = Container,
>(
  gateway: Newable<Gateway>,
  event: Event,
  payload: BodyOf<ListensOf<Gateway>, Event>,
  ...options: OptionsFor<RequestArguments<ListensOf<Gateway>, Event>, AnyContainer>
): Promise<Dispatched<RequestAnswer<ListensOf<Gateway>, Event>>>;
/** Without a contract, or for an event whose name is any `string`: nothing is checked. */
export function dispatch<
  AnyContainer extends GatewayContainer = Container,
  Gateway extends object = object,
  const Event extends string = string,
>(
  gateway: Newable<Gateway>,
  event: Unchecked<ListensOf<Gateway>, Event>,
  payload: unknown,
  options?: DispatchOptions<AnyContainer, readonly unknown[]>,
): Promise<Dispatched>;
export async function dispatch<AnyContainer extends GatewayContainer>(
  gateway: Newable,
  event: string,
  payload: unknown,
  given: DispatchOptions<AnyContainer, readonly unknown[]> = {},
): Promise<Dispatched> {
  expectOptions('dispatch', given, OPTIONS);
  const { rest = [], context = {}, bind, options = {}, acknowledge = true } = given;
  expectOptions('dispatch, context', context, CONTEXT_OPTIONS);
  const container = newContainer() as AnyContainer;
  bind?.(container);
  const setUser = (target: { user: unknown }): boolean => {
    if ('user' in context) target.user = context.user;
    return true;
  };
  const app = blankApplication();
  await using host = await attachGatewaysAsync(app, httpServerFor(app), container, {
    ...options,
    gateways: [gateway],
    guards: [setUser, ...(options.guards ?? [])],
  });
  const [attached] = host.registry.gateways as readonly [GatewayDefinition];
  const namespace = chosenNamespace(attached, context.namespace, 'context.namespace');
  const [server] = host.servers.values() as Iterable<Server> as [Server]; // of its one gateway
  const handshake = { headers: context.headers ?? {}, query: context.query ?? {} };
  const [{ options: serverOptions }] = host.registry.servers as readonly [ServerDefinition];
  const recovers = serverOptions.connectionStateRecovery !== undefined;
  const client = new InMemoryClient(server, { handshake, recovers, idle: () => host.idle() });
  try {
    const refused = await client.connect(namespace, context.auth ?? {});
    if (refused) return { ack: undefined, error: refused, emitted: [] };
    client.recordBroadcasts();
    const sent = payload === undefined && rest.length === 0 ? [] : [payload, ...rest];
    const { answer = [], error, emitted } = await client.send([event, ...sent], acknowledge);
    const [ack] = options.acks === 'errorFirst' ? answer.slice(1) : answer;
    return { ack: error ? undefined : ack, error, emitted };
  } finally {
    client.close();
  }
}
