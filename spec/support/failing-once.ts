import { setTimeout as pause } from 'node:timers/promises';

/** Tests and hooks that fail at their first try, each in another way; `tries.spec.ts` has mocha run them. */
function firstTime(): () => boolean {
  let times = 0;
  return () => (times += 1) === 1;
}

describe('a group', () => {
  const [once, onceEach] = [firstTime(), firstTime()];
  before(async () => {
    await pause(1);
    if (once()) throw new Error('once');
  });
  beforeEach(async () => {
    await pause(1);
    if (onceEach()) throw new Error('once, too');
  });

  const [throws, leaves, isLate, rejects] = [firstTime(), firstTime(), firstTime(), firstTime()];

  it('throws outside of itself, and ends later', async () => {
    if (!throws()) return;
    setTimeout(() => {
      throw new Error('outside');
    }, 1);
    await pause(100);
  });

  it('goes on meanwhile', () => pause(200));

  it('fails, and leaves a rejection', async () => {
    if (!leaves()) return;
    void Promise.reject(new Error('left'));
    await pause(1);
    throw new Error('failed');
  });

  it('fails, and leaves what rejects later', async () => {
    if (!isLate()) return pause(200);
    void pause(50).then(() => Promise.reject(new Error('late')));
    throw new Error('failed, too');
  });

  it('leaves a rejection', async () => {
    if (rejects()) void Promise.reject(new Error('nobody awaits it'));
    await pause(1);
  });
});

describe('a group whose hook always fails', () => {
  before(async () => {
    await pause(1);
    throw new Error('always');
  });

  it('does not run', () => undefined);
});
