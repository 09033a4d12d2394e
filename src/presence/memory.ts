import type { PresenceNews, PresenceReport, PresenceStore } from '../contract/presence';

interface PathUsers {
  /** The users of each node. */
  readonly nodes: Map<string, Set<string>>;
  /** On how many nodes each user is. */
  readonly counts: Map<string, number>;
  /** Users without a client: until when they may come back, and the node that tells if they do not. */
  readonly away: Map<string, { readonly until: number; readonly node: string }>;
}

/**
 * Remembers users in this process: for one node, or for several that share it. Where several nodes have one each, a user
 * comes online on each of them. When the last node of a path closes, everyone who is left goes offline.
 */
export function memoryPresence(): PresenceStore {
  const paths = new Map<string, PathUsers>();
  return {
    report: (report) => {
      const users = paths.get(report.path) ?? { nodes: new Map(), counts: new Map(), away: new Map() };
      paths.set(report.path, users);
      const news = apply(report, users);
      if (users.nodes.size === 0) paths.delete(report.path);
      return Promise.resolve(news);
    },
  };
}

function apply({ node, came, left, graceMs, isLast }: PresenceReport, users: PathUsers): PresenceNews {
  const { nodes, counts, away } = users;
  const here = nodes.get(node) ?? new Set();
  nodes.set(node, here);
  const now = performance.now();
  const online: string[] = [];
  for (const user of came) {
    if (here.has(user)) continue;
    here.add(user);
    const count = counts.get(user) ?? 0;
    if (count === 0 && !away.delete(user)) online.push(user);
    counts.set(user, count + 1);
  }
  for (const user of isLast ? [...here] : left) {
    if (!here.delete(user)) continue;
    const count = (counts.get(user) ?? 1) - 1;
    if (count > 0) counts.set(user, count);
    else {
      counts.delete(user);
      away.set(user, { until: now + graceMs, node });
    }
  }
  if (isLast) nodes.delete(node);
  const { offline, next } = due(users, node, now);
  return { online, offline, held: [], isLost: false, generation: 'memory', nextMs: next && next - now };
}

/** Takes out whose time is over, and says when that of the next is. They are in order, as all have the same time. */
function due(
  { nodes, away }: PathUsers,
  node: string,
  now: number,
): { readonly offline: readonly string[]; readonly next: number | undefined } {
  const offline: string[] = [];
  for (const [user, { until, node: owner }] of away) {
    if (owner !== node && nodes.has(owner)) continue;
    if (until > now && nodes.size > 0) return { offline, next: until };
    away.delete(user);
    offline.push(user);
  }
  return { offline, next: undefined };
}
