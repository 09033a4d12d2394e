import type { Closing } from './closing';
import type { HostLifecycle } from './lifecycle';
import type { RunningServer } from './running-server';
import { within } from './timing';

/** Of the time that closing has: then no handler is waited for any more. */
const DEADLINE = 0.8;
/** Of it: clients that go at the deadline have until then for their last frames. */
const LAST_FRAMES = 0.85;

/**
 * Sends the clients of all servers away, over `drainMs`, and waits for handlers.
 *
 * @param until the time that is left until a part of `timeoutMs` has passed, in milliseconds
 */
export async function sendAway(
  servers: readonly RunningServer[],
  drainMs: number,
  { handlers }: Pick<HostLifecycle, 'handlers'>,
  until: (part: number) => number,
  closing: Closing,
): Promise<void> {
  await within(until(LAST_FRAMES), async (end) => {
    let gone: Promise<unknown> | undefined;
    const drained = within(until(DEADLINE), async (deadline) => {
      gone = Promise.all(servers.map((server) => server.drain(drainMs, deadline, end)));
      await gone;
      await handlers.idle(); // handlers of server events belong to no client
    });
    await closing.step('clients sent away, handlers finished', drained);
    await gone; // at the deadline those whose turn has not come go as well
  });
}
