/** A namespace's name as socket.io knows it: `events` and `/events` are the same namespace. */
export function namespaceName(name: string): string {
  return name.startsWith('/') ? name : `/${name}`;
}
