import { runInContext } from '../../context';
import { WebSocketException, WsStatus } from '../../errors';
import { VALIDATION } from '../handler/step';
import { inTime } from '../timing';
import type { Invocation } from './invocation';

/** Runs a handler for an event. Resolves when the event has been answered, and never rejects. */
export function dispatch(invocation: Invocation): Promise<void> {
  const { watch } = invocation.reply;
  return watch?.begin ? watch.begin(() => begin(invocation)) : begin(invocation);
}

function begin(invocation: Invocation): Promise<void> {
  const { context, handler } = invocation;
  const done =
    handler.timeoutMs === undefined
      ? runInContext(context, run, invocation)
      : runInContext(context, runWithTimeout, handler.timeoutMs, invocation);
  invocation.watch();
  return done;
}

/**
 * All steps of an event, in order: rate limits and guards, validation, `@Idempotent`, interceptors and the handler, reply.
 * Whatever step throws, the client is answered with an error. Values that are no promises are not awaited: most steps give
 * none, and an `await` takes time for every event.
 */
async function run(invocation: Invocation): Promise<void> {
  const { handler, context, reply, pending } = invocation;
  pending.begin();
  try {
    for (const { step, check } of handler.preconditions) {
      if (!invocation.mayContinue()) return;
      invocation.enter(step);
      const checked = check(context);
      if (checked) await checked;
    }
    if (!invocation.mayContinue()) return;
    invocation.enter(VALIDATION);
    const resolved = handler.resolveArguments(context, reply);
    const args = resolved instanceof Promise ? await resolved : resolved;
    if (!invocation.mayContinue()) return;
    if (handler.beginRequest && reply.requestId !== undefined) {
      if (!(await handler.beginRequest(invocation, reply.requestId))) return; // it was answered before
    }
    const result = handler.invoke(args, invocation);
    const sent = invocation.send(isThenable(result) ? await result : result);
    if (sent) await sent;
  } catch (error) {
    await invocation.fail(error);
  } finally {
    const givenBack = invocation.claim?.release();
    if (givenBack) await givenBack;
    invocation.finish();
  }
}

/** {@link run} with a time-out: then the client is answered with 1013. `host.close()` still waits for the handler to end. */
async function runWithTimeout(timeoutMs: number, invocation: Invocation): Promise<void> {
  const { pending } = invocation;
  pending.begin();
  if (!(await inTime(timeoutMs, run(invocation)))) {
    await invocation.cancel(new WebSocketException(WsStatus.TRY_AGAIN_LATER, 'Timed out'));
    invocation.reply.watch?.finish();
  }
  pending.end();
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
