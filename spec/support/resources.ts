/** What keeps a process alive, by `process.getActiveResourcesInfo()`: what is in `after`, and was not in `before`. */
export function added(before: readonly string[], after: readonly string[]): string[] {
  const left = [...before];
  return after.filter((name) => {
    const index = left.indexOf(name);
    if (index >= 0) left.splice(index, 1);
    return index < 0 && name !== 'Immediate'; // these are over in the next turn, and mocha has its own
  });
}
