import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();

/** Ends a process, even one that was stopped, when this one ends, however that comes. */
export function endWithUs(child: ChildProcess): void {
  if (children.size === 0) process.once('exit', killAll);
  children.add(child);
  child.once('exit', () => {
    children.delete(child);
    if (children.size === 0) process.off('exit', killAll);
  });
}

function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}
