/**
 * Has to be imported before socket.io. Its adapters look for what is out of date once a minute, and engine.io and ws
 * wait half a minute for clients that do not answer when they are closed: here that is over much sooner, so that what
 * should be gone after a batch can be. And intervals are counted: those that do not keep the process alive are in no
 * list of Node's.
 */
const shorter: Readonly<Record<number, number>> = { 60_000: 250, 30_000: 500 };

const running = new Set<NodeJS.Timeout>();
const { setInterval: begin, clearInterval: end, setTimeout: later } = globalThis;

type Work = (...args: unknown[]) => void;

function countedInterval(run: Work, ms = 0, ...args: unknown[]): NodeJS.Timeout {
  const timer = begin(run, shorter[ms] ?? ms, ...args);
  running.add(timer);
  return timer;
}

function shorterTimeout(run: Work, ms = 0, ...args: unknown[]): NodeJS.Timeout {
  return later(run, shorter[ms] ?? ms, ...args);
}

Object.assign(globalThis, {
  setInterval: countedInterval,
  setTimeout: Object.defineProperties(shorterTimeout, Object.getOwnPropertyDescriptors(later)), // `promisify` is in them
  clearInterval: (timer: NodeJS.Timeout | undefined) => {
    if (timer) running.delete(timer);
    end(timer);
  },
});

export function runningIntervals(): number {
  return running.size;
}
