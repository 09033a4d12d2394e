import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { type FaultName, faultNames, faults } from '../faults';
import { canBefall } from '../options';
import { adapterNames, serverNames } from '../servers/scenario';
import { align, type Row, table } from './table';

const file = join(__dirname, '..', '..', 'bench', 'faults.md');
const KEPT = '<!-- What follows is written by hand, and stays when this file is written again. -->';
const MIB = 2 ** 20;

export function readKept(path: string): Row[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row); // main.ts has written them
}

/** Writes `bench/faults.md`, and keeps what was written there by hand. */
export function writePage(rows: readonly Row[]): void {
  const text = [
    '# Faults',
    INTRODUCTION,
    facts(rows),
    COLUMNS,
    ...faultNames.flatMap((name) => section(name, rows)),
    '## What is held before and after',
    HELD,
    heldTable(rows),
    KEPT,
  ].join('\n\n');
  writeFileSync(file, text + byHand());
}

function byHand(): string {
  try {
    return readFileSync(file, 'utf8').split(KEPT)[1] ?? '\n';
  } catch {
    return '\n'; // there was none yet
  }
}

function section(name: FaultName, rows: readonly Row[]): string[] {
  const { title } = faults[name];
  const own = rows.filter(({ fault }) => fault === name);
  const wanted = serverNames.flatMap((server) =>
    adapterNames.filter((adapter) => canBefall(name, adapter)).map((adapter) => ({ server, adapter, fault: name })),
  );
  return [`## ${title.charAt(0).toUpperCase()}${title.slice(1)}`, table(own, ['adapter', 'server'], wanted)];
}

function facts(rows: readonly Row[]): string {
  const clients = [...new Set(rows.map(({ clients }) => clients))].join(', ');
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `- Date: ${new Date().toISOString().slice(0, 10)}; ${clients} clients in rooms of ten`,
    `- Command: \`npm run faults\`; three nodes, one Redis and all clients on one machine`,
    `- Machine: ${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${memory} GiB, ${type()} ${release()}, Node ${process.version}`,
  ].join('\n');
}

/** The last run of each fault, of this library. */
function heldTable(rows: readonly Row[]): string {
  const own = rows.filter(({ server }) => server === 'library');
  const last = [...new Map(own.map((row) => [`${row.fault}, ${row.adapter}`, row])).values()];
  const lines = last.map(({ fault, adapter, counts: { before, after } }) => [
    fault,
    adapter,
    ...(['connections', 'timers', 'tcp', 'redisClients', 'channels', 'patterns'] as const).map(
      (what) => `${before[what]} → ${after[what]}`,
    ),
    `${(before.heap / MIB).toFixed(0)} → ${(after.heap / MIB).toFixed(0)}`,
  ]);
  const header = [
    'fault',
    'adapter',
    'connections',
    'timers',
    'TCP',
    "Redis' clients",
    'channels',
    'patterns',
    'heap, MiB',
  ];
  return align([header, ...lines], 2);
}

const INTRODUCTION =
  'Clients talk to a cluster of three nodes, and one thing goes wrong. Each client asks about every two seconds for ' +
  'something that a room is then told, and the answer takes 20 ms. The clients are those of socket.io, with their ' +
  'defaults, over WebSocket, behind a balancer of TCP that asks each node for `/ready`. The nodes are set up as the ' +
  '[guide](../docs/cluster.md) has it; with Redis streams, connection state recovery is on. `hand-written` is the same by ' +
  'hand: socket.io and Joi, every request answered. Clients send a request again until it is answered, for a minute; the ' +
  'gateway is `@Idempotent`, with a store in that Redis, and the server by hand remembers no request. What is killed is started again after half a second.';

const COLUMNS = [
  '- **runs**: how often it was measured; where more than once, the least and the most, and the sum of what has to be 0.',
  '- **again**: how often a request was sent again. **acked**: answered. **refused**: answered with an error. **cut**: given ' +
    'up otherwise.',
  '- **lost**: neither, after a minute; or answered, and not done. **twice**: done by two handlers. Both must be 0.',
  '- **begun again**: done by two handlers, as the first had died with its node, or stood still for more than ten seconds: ' +
    'what `@Idempotent` [cannot rule out](../docs/delivery.md).',
  '- **of those missed**: broadcasts that clients missed that were told `recovered`. Must be 0. **missed**: of all broadcasts, ' +
    'those that a client of the room did not get, also where it was away.',
  '- **never back**: clients that a minute after the fault heard nothing from another node. **died**: processes that nobody ' +
    'had killed, or that did not end with 0 after SIGTERM. Both must be 0.',
  '- **99 % back**: seconds from the end of the fault until 99 % of the clients were connected and had heard something new ' +
    'from another node than their own. A client of socket.io waits for one to five seconds before it connects again.',
  '- **left over**: what the nodes and Redis hold that they did not hold before, with the same clients.',
].join('\n');

const HELD =
  'Of all three nodes together, when nobody talks, before the fault and after it (this library, the last run of each): ' +
  'connections of engine.io, timers, TCP sockets, heap after garbage collection; of Redis: its clients, channels that ' +
  'somebody subscribes to, and patterns.';
