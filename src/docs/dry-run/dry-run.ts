import type { Socket } from 'socket.io';
import { connectionOf } from '../../engine/connections';
import type { Handshake } from '../../engine/handshake/handshake-simulation';
import { InMemoryClient } from '../../engine/in-memory/in-memory-client';
import { Silence } from '../../engine/in-memory/silence';
import type { GatewayHost } from '../../host';
import { watchWhys } from '../why/watch-whys';
import { CONNECT, type Why } from '../why/why';
import { Effects } from './effects';
import type { DryRunRequest, DryRunResult } from './result';

/** The time that a run may take, in milliseconds. */
const MAX_MS = 5_000;

/**
 * Runs an event through the pipeline of the attached gateways, connecting included, for a client in memory. Nothing of it
 * reaches another client or another server.
 *
 * @param tellsWhy the result says which step has decided, and how long each took
 * @throws RangeError where no gateway has the path
 */
export function dryRun(
  host: GatewayHost,
  run: DryRunRequest,
  from: Omit<Handshake, 'query'>,
  tellsWhy: boolean,
  maxMs = MAX_MS,
): Promise<DryRunResult> {
  const server = host.servers.get(run.path);
  const definition = host.registry.servers.find(({ path }) => path === run.path);
  if (!server || !definition) throw new RangeError(`No gateway has the path '${run.path}'`);
  const end = new AbortController();
  const effects = new Effects(run.namespace, () => end.abort('effects'));
  const client: InMemoryClient = new InMemoryClient(server, {
    handshake: { ...from, query: run.query },
    recovers: definition.options.connectionStateRecovery !== undefined,
    idle: (conn) => connectionOf(conn).idle(end.signal),
    onEvent: ({ event, args }) => {
      const isOwn: boolean = Silence.current === silence; // and not what others send meanwhile
      if (isOwn) effects.own([event, ...args]);
      return isOwn;
    },
  });
  const silence: Silence = new Silence(client.connection, (effect) => effects.add(effect, client.sid));
  const whys: Why[] = [];
  const isOwn = ({ socket }: { readonly socket: Socket }): boolean => (socket.conn as object) === client.connection;
  const stopWatching = tellsWhy ? watchWhys(isOwn, (why) => whys.push(why)) : undefined;
  return silence.run(host.servers.values(), async () => {
    const timer = setTimeout(() => end.abort('time'), maxMs);
    end.signal.addEventListener('abort', () => client.close()); // in the silence, as all that begins here
    try {
      const outcome = await outcomeOf(client, run, effects, end.signal);
      const why = whys.find(({ event }) => (event === CONNECT) === !outcome.connected);
      return { ...outcome, ...(why && { why }) };
    } finally {
      stopWatching?.();
      clearTimeout(timer);
      client.close();
    }
  });
}

async function outcomeOf(
  client: InMemoryClient,
  { namespace, auth, event, args, acknowledge }: DryRunRequest,
  effects: Effects,
  end: AbortSignal,
): Promise<DryRunResult> {
  const unfinished = (): Pick<DryRunResult, 'unfinished'> =>
    end.aborted ? { unfinished: end.reason as NonNullable<DryRunResult['unfinished']> } : {}; // as it is aborted above
  const refused = await client.connect(namespace, auth);
  if (refused) return { connected: false, error: refused, effects: [], disconnected: false, ...unfinished() };
  effects.all.length = 0; // what connecting does is no part of it
  const sent = await client.send([event, ...args], acknowledge);
  const { answer, error } = acknowledge && !sent.answer ? await client.answered(event) : sent;
  return {
    connected: true,
    ...(answer && { answer }),
    ...(error && { error }),
    effects: [...effects.all],
    disconnected: !client.isConnected && !end.aborted,
    ...unfinished(),
  };
}
