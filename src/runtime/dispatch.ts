import { runInContext } from '../context';
import { WebSocketException, WsStatus } from '../errors';
import type { InFlight } from './activity';
import type { EventContext } from './event-context';
import type { RunnableHandler } from './handler';
import { abandoned } from './interceptors';
import type { Reply } from './reply';

/**
 * The life of an event: what happens to it between its arrival and its reply. Resolves when it has been answered, and
 * never rejects.
 *
 * @param running counts it until its handler has finished, which after a timeout is later than its answer
 */
export function dispatch(
  handler: RunnableHandler,
  context: EventContext,
  reply: Reply,
  running: InFlight,
): Promise<void> {
  const { timeoutMs } = handler;
  return timeoutMs === undefined
    ? runInContext(context, run, handler, context, reply, running)
    : runInContext(context, runInTime, timeoutMs, handler, context, reply, running);
}

/**
 * Guards, validation, interceptors around the handler, reply. Whatever throws, the event is refused. What is no promise
 * is not awaited: most of it is none, and each `await` costs every event.
 */
async function run(handler: RunnableHandler, context: EventContext, reply: Reply, running: InFlight): Promise<void> {
  running.begin();
  try {
    for (const check of handler.checks) {
      if (!reply.isOpen()) return;
      const checked = check(context);
      if (checked) await checked;
    }
    if (!reply.isOpen()) return;
    const bound = handler.bind(context, reply);
    const args = bound instanceof Promise ? await bound : bound;
    if (!reply.isOpen()) return;
    const result = handler.invoke(args, context, reply);
    const sent = reply.send(isThenable(result) ? await result : result, context);
    if (sent) await sent;
  } catch (error) {
    if (error !== abandoned) await refuse(handler, error, context, (seen) => reply.fail(seen));
  } finally {
    context.done();
    running.end();
  }
}

/** {@link run}, unless it takes too long: then what it does reaches nobody any more. */
async function runInTime(
  timeoutMs: number,
  handler: RunnableHandler,
  context: EventContext,
  reply: Reply,
  running: InFlight,
): Promise<void> {
  running.begin();
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<WebSocketException>((resolve) => {
    timer = setTimeout(() => {
      resolve(new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Timed out'));
    }, timeoutMs);
  });
  const error = await Promise.race([run(handler, context, reply, running), timedOut]);
  clearTimeout(timer);
  if (error) {
    const fail = reply.close();
    context.abort(error);
    await refuse(handler, error, context, fail);
  }
  running.end();
}

/** Fails with what the filters make of an error. */
async function refuse(
  { translate }: RunnableHandler,
  error: unknown,
  context: EventContext,
  fail: (error: unknown) => void,
): Promise<void> {
  fail(translate ? (await translate(error, context)).seen : error);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
