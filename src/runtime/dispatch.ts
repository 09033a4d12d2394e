import { runInContext } from '../context';
import { WebSocketException, WsStatus } from '../errors';
import type { InFlight } from './activity';
import type { EventContext } from './event-context';
import type { RunnableHandler } from './handler';
import { abandoned } from './interceptors';
import type { Reply } from './reply';

/**
 * The life of an event: what happens to it between its arrival and its reply. Resolves when it has been answered.
 *
 * @param running counts it until its handler has finished, which after a timeout is later than its answer
 */
export function dispatch(
  handler: RunnableHandler,
  context: EventContext,
  reply: Reply,
  running: InFlight,
): Promise<void> {
  return runInContext(context, run, handler, context, reply, running);
}

async function run(handler: RunnableHandler, context: EventContext, reply: Reply, running: InFlight): Promise<void> {
  running.begin();
  try {
    const work = answer(handler, context, reply);
    await (handler.timeoutMs === undefined ? work : inTime(work, handler.timeoutMs, context, reply, running));
  } catch (error) {
    if (error === abandoned) return;
    reply.fail(handler.translate ? (await handler.translate(error, context)).seen : error);
  } finally {
    running.end();
  }
}

/** Guards, validation, interceptors around the handler, reply. Whatever throws, the event is refused. */
async function answer(handler: RunnableHandler, context: EventContext, reply: Reply): Promise<void> {
  try {
    if (!reply.isOpen()) return;
    for (const check of handler.checks) {
      await check(context);
      if (!reply.isOpen()) return;
    }
    const bound = handler.bind(context, reply.ack);
    const args = bound instanceof Promise ? await bound : bound;
    if (!reply.isOpen()) return;
    const result = await handler.invoke(args, context, reply);
    await reply.send(result, context);
  } finally {
    context.done();
  }
}

/** @throws WebSocketException when the time is over; what `work` does from then on reaches nobody */
async function inTime(
  work: Promise<void>,
  timeoutMs: number,
  context: EventContext,
  reply: Reply,
  running: InFlight,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const timedOut = new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Timed out');
      running.begin();
      const ended = (): void => running.end();
      work.then(ended, ended);
      reply.close();
      reject(timedOut);
      context.abort(timedOut);
    }, timeoutMs);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
