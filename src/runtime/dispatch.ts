import { runInContext } from '../context';
import type { EventContext } from './event-context';
import type { RunnableHandler } from './handler';
import type { Reply } from './reply';

/** The life of an event: what happens to it between its arrival and its reply. */
export function dispatch(handler: RunnableHandler, context: EventContext, reply: Reply): Promise<void> {
  return runInContext(context, run, handler, context, reply);
}

async function run(handler: RunnableHandler, context: EventContext, reply: Reply): Promise<void> {
  try {
    const bound = handler.bind(context, reply.ack);
    const args = bound instanceof Promise ? await bound : bound;
    if (!reply.open) return;
    const result = await handler.invoke(args);
    await reply.send(result, context);
  } catch (error) {
    reply.fail(error);
  } finally {
    context.done();
  }
}
