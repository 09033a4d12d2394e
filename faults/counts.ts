import type { Cluster, Held } from './cluster/cluster';
import { differences } from './cluster/quiet';
import type { Outcome } from './crowd/client';
import type { Crowd } from './crowd/crowd';
import type { Doing } from './servers/record';

/** A broadcast may have been on its way for so many milliseconds when a client lost its connection. */
const ON_ITS_WAY_MS = 1_000;
/** A node that does not renew its claim to a request for so many milliseconds has lost it. @see ../docs/delivery.md */
const CLAIM_MS = 10_000;

/** What one run has counted. */
export interface Counts extends Readonly<Record<Outcome, number>> {
  readonly sent: number;
  /** How often one was sent again, as there was no answer yet. */
  readonly again: number;
  /** Acknowledged, and no node has done it. */
  readonly undone: number;
  readonly doneTwice: number;
  /** Done again as the node that had begun had died, or was stopped for longer than its claim: nobody knew how far it came. */
  readonly begunAgain: number;
  /** Lost connections, and of those the ones whose clients were told that they have missed nothing. */
  readonly absences: number;
  readonly recovered: number;
  /** How many of them were lost for which reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Broadcasts that clients missed that were told that they have missed nothing. */
  readonly missedThoughRecovered: number;
  /** Broadcasts that clients missed in all, and how many there were to get. */
  readonly missed: number;
  readonly toHear: number;
  readonly neverBack: number;
  /** Milliseconds from the end of the fault until 99 % of the clients were back; `null` where they never were. */
  readonly backAfterMs: number | null;
  readonly deaths: readonly string[];
  readonly before: Held;
  readonly after: Held;
  /** What is not back to what it was. */
  readonly left: readonly string[];
}

interface Observed {
  readonly cluster: Cluster;
  readonly crowd: Crowd;
  readonly before: Held;
  readonly after: Held;
  /** When the fault was over, in milliseconds of the clock. */
  readonly over: number;
}

export function count({ cluster, crowd, before, after, over }: Observed): Counts {
  const done = cluster.done();
  const doneOnce = new Set(done.map(({ id }) => id));
  const outcome = (wanted: Outcome): number => crowd.asked.filter(({ outcome }) => outcome === wanted).length;
  const absences = crowd.clients.flatMap((client) => client.absences);
  const backAt = crowd.clients
    .map((client) => crowd.back.get(client) ?? Infinity)
    .toSorted((one, other) => one - other);
  const most = backAt[Math.ceil(0.99 * backAt.length) - 1] ?? Infinity;
  return {
    sent: crowd.asked.length,
    again: crowd.again,
    acked: outcome('acked'),
    refused: outcome('refused'),
    cut: outcome('cut'),
    lost: outcome('lost'),
    undone: crowd.asked.filter(({ id, outcome }) => outcome === 'acked' && !doneOnce.has(id)).length,
    ...repeats(done),
    absences: absences.length,
    recovered: absences.filter(({ recovered }) => recovered).length,
    reasons: Object.fromEntries(
      [...new Set(absences.map(({ reason }) => reason))].map((reason) => [
        reason,
        absences.filter((absence) => absence.reason === reason).length,
      ]),
    ),
    ...missedBy(crowd),
    neverBack: crowd.clients.filter((client) => !crowd.back.has(client) || !client.isConnected).length,
    backAfterMs: Number.isFinite(most) ? most - over : null,
    deaths: cluster.deaths,
    before,
    after,
    left: differences(before, after),
  };
}

function repeats(done: readonly Doing[]): Pick<Counts, 'doneTwice' | 'begunAgain'> {
  const last = new Map<number, Doing>();
  let [doneTwice, begunAgain] = [0, 0];
  for (const doing of done.toSorted((one, other) => one.from - other.from)) {
    const before = last.get(doing.id);
    last.set(doing.id, doing);
    if (!before) continue;
    if ((before.until ?? Infinity) - before.from > CLAIM_MS) begunAgain += 1;
    else doneTwice += 1;
  }
  return { doneTwice, begunAgain };
}

/** A broadcast counts where its request was acknowledged, or anybody has heard it. */
function missedBy({ clients, asked }: Crowd): Pick<Counts, 'missed' | 'toHear' | 'missedThoughRecovered'> {
  const heard = new Set(clients.flatMap((client) => [...client.heard.keys()]));
  let [missed, toHear, missedThoughRecovered] = [0, 0, 0];
  const told = asked.filter(({ id, outcome }) => outcome === 'acked' || heard.has(id));
  for (const client of clients) {
    const recovered = client.absences.filter((absence) => absence.recovered);
    for (const { id, room, at } of told) {
      if (room !== client.room) continue;
      toHear += 1;
      if (client.heard.has(id)) continue;
      missed += 1;
      if (recovered.some(({ from, until }) => at > from - ON_ITS_WAY_MS && at < until)) missedThoughRecovered += 1;
    }
  }
  return { missed, toHear, missedThoughRecovered };
}

/** What must not be: empty where everything holds. */
export function broken(counts: Counts): string[] {
  const { lost, undone, doneTwice, missedThoughRecovered, neverBack, deaths, left } = counts;
  const bad: [count: number, what: string][] = [
    [lost, 'requests were lost without notice'],
    [undone, 'requests were acknowledged and not done'],
    [doneTwice, 'requests were done twice'],
    [missedThoughRecovered, 'broadcasts were missed by clients that were told that they recovered'],
    [neverBack, 'clients never came back'],
    [deaths.length, `processes died: ${deaths.join('; ')}`],
    [left.length, `things are not what they were: ${left.join(', ')}`],
  ];
  return bad.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
}
