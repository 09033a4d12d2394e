import type { ServerDefinition } from './definitions';
import type { Problems } from './problems';

/** The prefix of an engine's URLs. engine.io adds a slash to its path unless it is told not to. */
export function urlPrefix({ path, options }: ServerDefinition): string {
  return options.addTrailingSlash === false ? path : `${path}/`;
}

/**
 * engine.io takes every request that starts with its path: no prefix may be another's, nor one's that is attached to
 * the same HTTP server already.
 */
export function checkPaths(servers: readonly ServerDefinition[], taken: Iterable<string>, problems: Problems): void {
  const prefixes = new Map<string, string>();
  for (const prefix of taken) prefixes.set(prefix, 'attached to this HTTP server already');
  for (const server of servers) {
    const names = server.namespaces.flatMap(({ gateways }) => gateways.map(({ gateway }) => gateway.name)).join(', ');
    const prefix = urlPrefix(server);
    for (const [other, whose] of prefixes) {
      if (prefix === other) {
        problems.add(
          names,
          `the path '${server.path}' is ${whose}; expected one that is free, or close() the other host`,
        );
      } else if (prefix.startsWith(other) || other.startsWith(prefix)) {
        problems.add(
          names,
          `the path '${server.path}' and '${other}' (${whose}) are prefixes of one another, and requests match by prefix`,
        );
      }
    }
    prefixes.set(prefix, `of ${names}`);
  }
}
