/** The server under test, in a process of its own, since it may die. `harness/server-process.mjs` asks it over IPC. */
import './clock';
import 'reflect-metadata';
import { busSubscriptions } from './bus';
import { catalogue } from './catalogue';
import { runningIntervals } from './clock';
import { KEY, TOKEN } from './gateways/guarded';
import { FuzzedNode, type Held } from './node';
import { pathNames } from './paths';
import { SECRET, takeViolations } from './witness';

Error.stackTraceLimit = 4; // long ones are dear, and everything that is refused has one

const nodes = [new FuzzedNode(), new FuzzedNode()];

process.on('warning', (warning) => warnings.push(warning.message));
const warnings: string[] = [];

const answers: Record<string, () => unknown> = {
  held() {
    const held: Held = {
      intervals: runningIntervals(),
      'subscriptions of the adapter': busSubscriptions(),
      'listeners of the process': process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    };
    for (const type of process.getActiveResourcesInfo()) {
      if (/^(TCP|HTTP|Timeout)/.test(type)) held[`handles ${type}`] = (held[`handles ${type}`] ?? 0) + 1;
    }
    for (const [index, node] of nodes.entries()) {
      for (const [what, count] of Object.entries(node.held())) held[`node ${index}: ${what}`] = count;
    }
    return held;
  },
  packets: () => nodes.reduce((sum, node) => sum + node.packets, 0),
  violations: () => [...takeViolations(), ...warnings.splice(0).map((warning) => `a warning of Node's: ${warning}`)],
  memory: memoryLeft,
};

process.on('message', ({ id, question }: { id: number; question: string }) => {
  void Promise.resolve(answers[question]?.()).then((answer) => process.send?.({ id, answer }));
});
process.on('disconnect', () => process.exit());

void Promise.all(nodes.map((node) => node.listen())).then((ports) => {
  const events = catalogue.map(({ name, valid }) => ({ name, valid }));
  process.send?.({ ports, paths: pathNames, events, token: TOKEN, key: KEY, secret: SECRET });
});

/** After everything has gone that can; needs `--expose-gc`. */
async function memoryLeft(): Promise<{ heap: number; rss: number; external: number }> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  const { heapUsed, rss, external } = process.memoryUsage();
  return { heap: heapUsed, rss, external };
}
