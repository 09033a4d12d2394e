import { runInContext } from '../../context';
import { WebSocketException, WsStatus } from '../../errors';
import { inTime } from '../timing';
import type { Invocation } from './invocation';

/** Runs a handler for an event. Resolves when the event has been answered, and never rejects. */
export function dispatch(invocation: Invocation): Promise<void> {
  const { context, handler } = invocation;
  return handler.timeoutMs === undefined
    ? runInContext(context, run, invocation)
    : runInContext(context, runWithTimeout, handler.timeoutMs, invocation);
}

/**
 * The life of an event: rate limits and guards, validation, interceptors around the handler, reply. Whatever throws,
 * the event is refused. Only promises are awaited: most steps give none, and each `await` costs every event.
 */
async function run(invocation: Invocation): Promise<void> {
  const { handler, context, reply, pending } = invocation;
  pending.begin();
  try {
    for (const precondition of handler.preconditions) {
      if (!invocation.mayContinue()) return;
      const checked = precondition(context);
      if (checked) await checked;
    }
    if (!invocation.mayContinue()) return;
    const resolved = handler.resolveArguments(context, reply);
    const args = resolved instanceof Promise ? await resolved : resolved;
    if (!invocation.mayContinue()) return;
    const result = handler.invoke(args, invocation);
    const sent = invocation.send(isThenable(result) ? await result : result);
    if (sent) await sent;
  } catch (error) {
    await invocation.fail(error);
  } finally {
    invocation.finish();
  }
}

/** {@link run}, unless it takes too long: then the event is cancelled, and its host still waits for the handler. */
async function runWithTimeout(timeoutMs: number, invocation: Invocation): Promise<void> {
  const { pending } = invocation;
  pending.begin();
  if (!(await inTime(timeoutMs, run(invocation)))) {
    await invocation.cancel(new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Timed out'));
  }
  pending.end();
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
