import { summary } from '../harness/compare.mjs';
import { library, nest } from '../harness/contenders.mjs';
import { ServerProcess } from '../harness/server-process.mjs';

const EVENTS = 10;

/** How long it takes until all gateways stand, each with ten events: every time in a new process. */
export async function attach(bench) {
  const times = {};
  for (const gateways of [10, 100, 1_000]) {
    const what = `attach ${gateways} gateways of ${EVENTS} events`;
    const [ours, theirs] = [library, nest].map((contender) => contender({ gateways, events: EVENTS }));
    const [ourTimes, theirTimes] = [[], []];
    for (let start = 0; start < bench.settings.starts; start++) {
      ourTimes.push(await startedInMs(ours));
      theirTimes.push(await startedInMs(theirs));
    }
    times[gateways] = ourTimes;
    const costTarget = gateways === 1_000 ? 1_000 : undefined;
    bench.add(what, summary(ours, theirs, ourTimes, theirTimes), { unit: 'ms', costTarget });
  }
  const perGateway = (gateways) => times[gateways].map((ms) => (ms / gateways) * 1_000);
  const labels = [1_000, 100].map((gateways) => ({ label: `this library, of ${gateways} gateways` }));
  bench.add('attach one gateway', summary(...labels, perGateway(1_000), perGateway(100)), { unit: 'µs' });
}

async function startedInMs(contender) {
  const server = await ServerProcess.start(contender);
  await server.stop();
  return server.startedInMs;
}
