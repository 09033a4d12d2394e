import { library } from '../harness/contenders.mjs';
import { body, frame } from '../harness/frames.mjs';
import { connectMany, startsWith } from '../harness/light-client.mjs';
import { ServerProcess } from '../harness/server-process.mjs';
import { acked } from './dispatch.mjs';

const CLIENTS = 5_000;
const BROADCASTS = 40;
const ACKED_MS = 3_000;

/** What one node of this library takes: memory for each client, CPU time for what they do. Figures, and no comparison. */
export async function capacity(bench) {
  const server = await ServerProcess.start(library({ does: 'broadcast' }));
  await connectMany(server, 200); // what is compiled and made once
  const [rss, cpu] = [await server.ask('rss'), await server.cpuMicros()];
  const clients = await connectMany(server, CLIENTS);
  const connectMicros = ((await server.cpuMicros()) - cpu) / CLIENTS;
  const kilobytes = ((await server.ask('rss')) - rss) / CLIENTS / 1_024;
  const deliveryMicros = await costOfDelivery(server, clients);
  await server.stop();

  const other = await ServerProcess.start(library());
  const load = await acked(other, 1);
  await load.turn(ACKED_MS);
  const ackedMicros = await spentOn(other, load);
  await other.stop();

  bench.section(`Capacity of one node, with ${CLIENTS.toLocaleString('en')} clients over WebSocket, without TLS`, [
    `${kilobytes.toFixed(1).padStart(8)} kB of resident memory for a client that says nothing`,
    line(connectMicros, 'to let a client in'),
    line(deliveryMicros, 'for each client that gets a broadcast of 80 bytes'),
    line(ackedMicros, 'for a validated message that is acknowledged'),
  ]);
}

function line(micros, what) {
  const perSecond = Math.round(1_000_000 / micros).toLocaleString('en');
  return `${micros.toFixed(1).padStart(8)} µs of CPU time ${what}: ${perSecond} in a second of one core`;
}

async function spentOn(server, load) {
  const before = await server.cpuMicros();
  const messages = await load.turn(ACKED_MS);
  return ((await server.cpuMicros()) - before) / messages;
}

async function costOfDelivery(server, clients) {
  const before = await server.cpuMicros();
  for (let left = BROADCASTS; left > 0; left--) await toldAll(clients);
  return ((await server.cpuMicros()) - before) / BROADCASTS / clients.length;
}

/** The first speaks, and all hear it. */
function toldAll(clients) {
  let left = clients.length;
  return new Promise((resolve) => {
    for (const client of clients) {
      client.onFrame = (news) => {
        if (startsWith(news, '42["news"') && --left === 0) resolve();
      };
    }
    clients[0].send(frame([body], { acked: false }));
  });
}
